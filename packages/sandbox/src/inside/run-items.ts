/** Runs code for one item after the other; from the first that suspends on, each waits for the one before it. */
import type { ItemFailure } from '../code.ts'
import type { ActiveCall } from './active.ts'
import { isRecord } from './host.ts'
import { nextItem } from './names.ts'
import { type Outcome, shapeFailure, showsLines } from './outcome-text.ts'
import { type Shape, shapeEachItem, shapeFunctionItem } from './result-shape.ts'
import { describeThrown } from './thrown.ts'

/** Stands for the result of an item that failed and was recorded. */
const failed = Symbol('failed')

export function runItems(call: ActiveCall, compiled: () => unknown, keepGoing: boolean): Outcome | Promise<Outcome> {
  const items: unknown[] = []
  const failures: ItemFailure[] = []
  const count = call.items().length

  const recordFailure = (itemIndex: number, thrown: unknown): typeof failed => {
    if (!keepGoing) throw thrown
    const { message, description, lineNumber } = describeThrown(thrown, { withLine: showsLines(call) })
    failures.push({ itemIndex, message, description, lineNumber })
    return failed
  }
  const attempt = (index: number): unknown => {
    nextItem(call, index)
    try {
      return compiled()
    } catch (thrown) {
      return recordFailure(index, thrown)
    }
  }
  /** Takes an item's result, or says what is wrong with it. */
  const accept = (index: number, value: unknown): Outcome | undefined => {
    if (value === failed) return undefined
    const shaped = shapeItem(call, value, index)
    if (!shaped.ok) return shapeFailure(shaped.problem)
    if (shaped.value !== undefined) items.push(shaped.value)
    return undefined
  }
  const goOn = async (from: number, pending: unknown): Promise<Outcome> => {
    for (let index = from; index < count; index++) {
      const value = Promise.resolve(index === from ? pending : attempt(index))
      const problem = accept(index, await value.catch((thrown) => recordFailure(index, thrown)))
      if (problem) return problem
    }
    return { items, failures }
  }

  for (let index = 0; index < count; index++) {
    const value = attempt(index)
    if (isThenable(value)) return goOn(index, value)
    const problem = accept(index, value)
    if (problem) return problem
  }
  return { items, failures }
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isRecord(value) && typeof value.then === 'function'
}

function shapeItem(call: ActiveCall, value: unknown, index: number): Shape<unknown> {
  if (call.mode === 'eachItem') return shapeEachItem(value, index)
  const shaped = shapeFunctionItem(value, index)
  if (!shaped.ok) return shaped
  const binary = call.itemValues['%binary'] ?? call.items()[index]?.binary
  const item = { json: shaped.value, pairedItem: { item: index } }
  return { ok: true, value: binary === undefined ? item : { ...item, binary } }
}
