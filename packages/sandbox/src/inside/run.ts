/**
 * One run of people's code, from its text to the text of the outcome.
 *
 *   R1  A call that ends within its first turn returns its outcome; another delivers it when it ends.
 *   R2  A call counts as ended before its outcome is written, so nothing it left behind can reach the next.
 *   R3  The outcome is a line of JSON about the call and, below it, the JSON of the items.
 */
import type { CodeErrorCode, CodeErrorKind } from '../code-error.ts'
import type { CodeMode, ItemFailure } from '../code.ts'
import { type ActiveCall, activeCall, newCall, setActiveCall } from './active.ts'
import { flushConsole } from './console.ts'
import { codeThis } from './helpers.ts'
import { host, isRecord } from './host.ts'
import { changedStaticData, nextItem } from './names.ts'
import {
  type Shape,
  isPerItem,
  shapeAllItems,
  shapeEachItem,
  shapeFunction,
  shapeFunctionItem,
} from './result-shape.ts'
import { codeName, describeThrown } from './thrown.ts'
import { suspends } from './words.ts'

export interface RunRequest {
  readonly id: string
  readonly code: string
  readonly mode: CodeMode
  readonly items: string
  readonly context: string
  readonly keepGoing: boolean
  readonly consoleChars: number
}

/** The first line of an outcome. */
export interface OutcomeHead {
  readonly failure?: {
    readonly code: CodeErrorCode
    readonly kind: CodeErrorKind
    readonly message: string
    readonly description?: string
    readonly lineNumber?: number
    readonly itemIndex?: number
    readonly thrownName?: string
  }
  readonly failures?: readonly ItemFailure[]
  readonly staticData?: Record<string, unknown>
  readonly customData?: Record<string, string>
  readonly lines?: readonly unknown[]
}

type Compiled = (this: unknown) => unknown

const AsyncFunction: new (code: string) => Compiled = Object.getPrototypeOf(async () => undefined).constructor

const compiledCode = new Map<string, Compiled>()
const compiledLimit = 64

export function run(request: RunRequest, clean: () => void): string | undefined {
  const call = newCall(request.id, request.mode, request.items, request.context, request.consoleChars)
  setActiveCall(call)
  const end = (outcome: Outcome): string => {
    const text = writeOutcome(call, outcome)
    setActiveCall(undefined)
    clean()
    return text
  }
  const outcome = attempt(() => start(call, request))
  if (!(outcome instanceof Promise)) return end(outcome)
  const deliver = (outcome: Outcome) => host().deliver(call.id, end(outcome))
  outcome.then(deliver, (thrown) => deliver(thrownOutcome(call, thrown)))
  return undefined

  function attempt(work: () => Outcome | Promise<Outcome>): Outcome | Promise<Outcome> {
    try {
      return work()
    } catch (thrown) {
      return thrownOutcome(call, thrown)
    }
  }
}

/** After each turn of a call that goes on: what it printed so far is shown. */
export function turnEnded() {
  const call = activeCall()
  if (call) flushConsole(call)
}

type Outcome = { readonly failure: NonNullable<OutcomeHead['failure']> } | Finished
type Finished = { readonly items: readonly unknown[]; readonly failures: readonly ItemFailure[] }

function start(call: ActiveCall, { code, mode, keepGoing }: RunRequest): Outcome | Promise<Outcome> {
  if (code.trim() === '') return failed('code_empty', 'result', 'There is no code to run.')
  const other = mode === 'eachItem' && /\$input\s*\.\s*(all|first|last|itemMatching)\b/.exec(code)?.[1]
  if (other) {
    const advice = 'Use $input.item, or let the code run once for all items.'
    return failed('result_shape', 'result', `$input.${other} is not there for each item`, advice, 0)
  }
  const compiled = compile(code)
  if (isPerItem(mode)) return runItems(call, compiled, keepGoing)
  const shape = mode === 'function' ? shapeFunction : shapeAllItems
  return whenThere(compiled.call(codeThis), (value) => {
    const shaped = shape(value)
    return shaped.ok ? { items: shaped.value, failures: [] } : shapeOutcome(shaped)
  })
}

function compile(code: string): Compiled {
  const known = compiledCode.get(code)
  if (known) return known
  const text = `${code}\n//# sourceURL=${codeName}`
  // oxlint-disable-next-line no-new-func -- this realm exists to run people's text
  const compiled: Compiled = suspends.test(code) ? new AsyncFunction(text) : (new Function(text) as Compiled)
  if (compiledCode.size >= compiledLimit) compiledCode.clear()
  compiledCode.set(code, compiled)
  return compiled
}

/** Item after item; from the first that suspends on, the rest waits its turn. */
function runItems(call: ActiveCall, compiled: Compiled, keepGoing: boolean): Outcome | Promise<Outcome> {
  const items: unknown[] = []
  const failures: ItemFailure[] = []
  const count = call.items().length

  const attempt = (index: number): unknown => {
    nextItem(call, index)
    try {
      return compiled.call(codeThis)
    } catch (thrown) {
      return itemThrew(index, thrown)
    }
  }
  const itemThrew = (itemIndex: number, thrown: unknown): undefined => {
    if (!keepGoing) throw thrown
    const { message, description, lineNumber } = describeThrown(thrown, { withLine: call.mode === 'eachItem' })
    failures.push({ itemIndex, message, description, lineNumber })
  }
  const accept = (index: number, value: unknown): Outcome | undefined => {
    if (failures.at(-1)?.itemIndex === index) return undefined
    const shaped = shapeItemOf(call, value, index)
    if (!shaped.ok) return shapeOutcome(shaped)
    if (shaped.value !== undefined) items.push(shaped.value)
    return undefined
  }
  const goOn = async (index: number, pending: PromiseLike<unknown>): Promise<Outcome> => {
    let value: unknown = pending
    for (let at = index; at < count; value = ++at < count ? attempt(at) : undefined) {
      const settled = await Promise.resolve(value).catch((thrown) => itemThrew(at, thrown))
      const problem = accept(at, settled)
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

function shapeItemOf(call: ActiveCall, value: unknown, index: number): Shape<unknown> {
  if (call.mode === 'eachItem') return shapeEachItem(value, index)
  const shaped = shapeFunctionItem(value, index)
  if (!shaped.ok) return shaped
  const binary = call.itemValues['%binary'] ?? call.items()[index]?.binary
  const item = { json: shaped.value, pairedItem: { item: index } }
  return { ok: true, value: binary === undefined ? item : { ...item, binary } }
}

function whenThere(value: unknown, then: (value: unknown) => Outcome): Outcome | Promise<Outcome> {
  return isThenable(value) ? Promise.resolve(value).then(then) : then(value)
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isRecord(value) && typeof value.then === 'function'
}

function failed(
  code: CodeErrorCode,
  kind: CodeErrorKind,
  message: string,
  description?: string,
  itemIndex?: number,
): Outcome {
  return { failure: { code, kind, message, description, itemIndex } }
}

function shapeOutcome(shape: {
  readonly problem: { message: string; description: string; itemIndex?: number }
}): Outcome {
  const { message, description, itemIndex } = shape.problem
  return failed('result_shape', 'result', message, description, itemIndex)
}

function thrownOutcome(call: ActiveCall, thrown: unknown): Outcome {
  const code = thrown instanceof SyntaxError && !String(thrown.stack).includes(codeName) ? 'code_syntax' : 'code_threw'
  const withLine = call.mode === 'allItems' || call.mode === 'eachItem'
  const { message, name, description, lineNumber } = describeThrown(thrown, { withLine })
  return { failure: { code, kind: 'thrown', message, description, lineNumber, thrownName: name } }
}

function writeOutcome(call: ActiveCall, outcome: Outcome): string {
  const changes = changesOf(call)
  const { lines } = call.printed
  call.printed.lines = []
  if ('failure' in outcome) return `${toJson({ ...outcome, ...changes, lines })}\n`
  try {
    return `${toJson({ failures: outcome.failures, ...changes, lines })}\n${toJson(outcome.items)}`
  } catch (thrown) {
    const { message } = describeThrown(thrown, { withLine: false })
    const failure = {
      code: 'result_not_serialisable',
      kind: 'result',
      message: `The result cannot be written as JSON: ${message}`,
    }
    return `${toJson({ failure, ...changes, lines })}\n`
  }
}

function changesOf(call: ActiveCall): Pick<OutcomeHead, 'staticData' | 'customData'> {
  const staticData = changedStaticData(call)
  const customData = call.values['%customData']
  return {
    ...(staticData && { staticData }),
    ...(customData instanceof Map && { customData: Object.fromEntries(customData) }),
  }
}

/** Big integers become their digits; the slower writer runs only when there is one. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null'
  } catch (thrown) {
    if (!(thrown instanceof TypeError) || !thrown.message.includes('BigInt')) throw thrown
    return JSON.stringify(value, (_, entry: unknown) => (typeof entry === 'bigint' ? entry.toString() : entry))
  }
}
