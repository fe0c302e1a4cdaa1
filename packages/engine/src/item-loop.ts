/**
 * Runs an operation for one item after the other: at once as long as it answers at once, and not for long without
 * letting others in. What it gives is gathered as it comes, so that neither what goes in nor what comes out has to be
 * in memory as a whole.
 */
import { setImmediate as immediate } from 'node:timers/promises'
import type { Item, ItemError, ItemResult, Operation, RunContext } from '@millrace/sdk'
import { linkTo, type PlanNode } from '@millrace/workflow'
import { failedItem, failure, reachOf, type Route } from './failure.ts'
import { type Input, linked } from './items.ts'
import { type SpillPlace, Spool } from './large/spool.ts'
import { isPromise } from './is-promise.ts'

export interface Looping {
  readonly context: RunContext
  readonly inputs: readonly Input[]
  readonly runIndex: number
  /** Where items go that are too many for memory. */
  readonly spill: SpillPlace
}

/** How a loop ended: what it gave, and how the first item failed; or what was thrown, and at which item. */
export type Looped =
  | {
      readonly ok: true
      readonly outputs: readonly (readonly Item[])[]
      readonly firstFailed: ItemError | undefined
      /** What to say of items that were left out. */
      readonly hints: readonly string[] | undefined
    }
  | { readonly ok: false; readonly thrown: unknown; readonly itemIndex: number }

type Given = ItemResult | Promise<ItemResult>

/** Milliseconds of work without a pause after which others are let in, and items after which the clock is looked at. */
const TURN = 8
const LOOK_EVERY = 64

export class ItemLoop {
  private readonly node: PlanNode
  private readonly operation: Extract<Operation, { per: 'item' }>
  private readonly route: Route
  private readonly looping: Looping
  private readonly items: readonly Item[]
  private readonly count: number
  private readonly outputs: Spool[]
  private firstFailed: ItemError | undefined
  /** Items that failed and go nowhere, and why the first of them did. */
  private leftOut = 0
  private whyLeftOut = ''
  private turnBegan = 0

  constructor(node: PlanNode, operation: Extract<Operation, { per: 'item' }>, route: Route, looping: Looping) {
    this.node = node
    this.operation = operation
    this.route = route
    this.looping = looping
    this.items = looping.inputs[0]?.items ?? []
    this.count = this.items.length
    this.outputs = Array.from({ length: Math.max(1, node.outputs) }, () => new Spool(looping.spill))
  }

  run(): Looped | Promise<Looped> {
    const { context } = this.looping
    for (let index = 0; index < this.count; index++) {
      if (index % LOOK_EVERY === LOOK_EVERY - 1 && this.isLong()) return this.runOn(undefined, index)
      const item = this.items[index]
      if (item === undefined) continue
      try {
        const given = this.operation.run(context, item, index)
        if (takesTime(given)) return this.runOn(given, index)
        this.collect(given, index)
      } catch (thrown) {
        const end = this.fail(thrown, index)
        if (end !== undefined) return end
      }
    }
    return this.result()
  }

  private isLong(): boolean {
    const now = performance.now()
    if (this.turnBegan === 0) this.turnBegan = now
    return now - this.turnBegan > TURN
  }

  /** Goes on where something takes time, from the item it was given for or, if it was given nothing, from that item on. */
  private async runOn(given: Given | undefined, from: number): Promise<Looped> {
    const { context } = this.looping
    let first = given
    this.turnBegan = performance.now()
    for (let index = from; index < this.count; index++) {
      const item = this.items[index]
      if (item === undefined) continue
      if (context.signal.aborted && index > from) break
      try {
        const now: Given = first ?? this.operation.run(context, item, index)
        first = undefined
        const result = takesTime(now) && isPromise(now) ? await now : now
        if (isStream(result)) await this.take(result, index)
        else if (!isPromise(result)) this.collect(result, index)
      } catch (thrown) {
        first = undefined
        const end = this.fail(thrown, index)
        if (end !== undefined) return end
      }
      if (index % 100 === 99) context.progress(index + 1, this.count)
      if (index % LOOK_EVERY === LOOK_EVERY - 1) await this.letOthersIn()
    }
    return this.result()
  }

  /** Gathers what comes for one item, as it comes. */
  private async take(stream: AsyncIterable<Item>, index: number): Promise<void> {
    const { signal } = this.looping.context
    let taken = 0
    for await (const one of stream) {
      this.add(0, one, index)
      taken += 1
      if (taken % LOOK_EVERY !== 0) continue
      if (signal.aborted) return
      await this.letOthersIn()
    }
  }

  private async letOthersIn(): Promise<void> {
    if (!this.isLong()) return
    await immediate()
    this.turnBegan = performance.now()
  }

  private collect(result: ItemResult, index: number): void {
    if (result === null || isStream(result)) return
    if (isItem(result)) this.add(0, result, index)
    else if (isList(result)) for (const item of result) this.add(0, item, index)
    else {
      for (let output = 0; output < result.outputs.length; output++) {
        const items = result.outputs[output]
        if (items !== null && items !== undefined) for (const item of items) this.add(output, item, index)
      }
    }
  }

  private add(output: number, item: Item, index: number): void {
    this.put(output, item.pairedItem === undefined ? linked(item, linkTo(index)) : item)
  }

  private put(output: number, item: Item): void {
    while (this.outputs.length <= output) this.outputs.push(new Spool(this.looping.spill))
    this.outputs[output]?.push(item)
  }

  /** Puts the failed item where it goes, or ends the attempt. */
  private fail(thrown: unknown, index: number): Looped | undefined {
    if (this.route.to === 'stop' || reachOf(thrown) !== 'item') return { ok: false, thrown, itemIndex: index }
    const error = failure(thrown, this.node, this.looping.runIndex, index)
    if (this.route.to === 'nowhere') {
      if (this.leftOut === 0) this.whyLeftOut = `item ${index}: ${error.message}`
      this.leftOut += 1
      return undefined
    }
    const routed = failedItem(this.route, error, this.looping.inputs, index)
    if (routed === undefined) return { ok: false, thrown, itemIndex: index }
    if (index === 0) this.firstFailed = error
    this.put(routed.output, routed.item)
    return undefined
  }

  private result(): Looped {
    const hints =
      this.leftOut === 0 ? undefined : [`Items that failed and were left out: ${this.leftOut} (${this.whyLeftOut})`]
    return { ok: true, outputs: this.outputs.map((spool) => spool.done()), firstFailed: this.firstFailed, hints }
  }
}

function takesTime(given: Given): given is Promise<ItemResult> | AsyncIterable<Item> {
  return isPromise(given) || isStream(given)
}

function isStream(given: Given): given is AsyncIterable<Item> {
  return typeof given === 'object' && given !== null && Symbol.asyncIterator in given
}

function isList(result: object): result is readonly Item[] {
  return Array.isArray(result)
}

function isItem(result: object): result is Item {
  return 'json' in result
}
