/**
 * Performs one node: attempts, the loop over items, retries, and what becomes of failures. It knows a node
 * only by what its type declares. Where an operation answers at once, so does this: no promise is made.
 */
import type {
  Item,
  ItemError,
  JsonObject,
  Operation,
  Outcome,
  Output,
  RunContext,
  WaitReason,
  WebhookResponse,
  WorkflowCall,
} from '@millrace/sdk'
import { refuse } from '@millrace/sdk'
import type { PlanNode } from '@millrace/workflow'
import { FailedWith, failedItem, failure, reachOf, REPLACE, retryAdvice, type Route, routeOf } from './failure.ts'
import { ItemLoop, type Looped, type Looping } from './item-loop.ts'
import { fillLinks, type Input, isOf, linksToAll } from './items.ts'
import { isPromise } from './is-promise.ts'

/** What performing a node came to. */
export type Performed =
  | {
      readonly kind: 'ended'
      readonly outputs: readonly Output[]
      readonly error?: ItemError
      /** The node failed and its input goes on all the same. */
      readonly continued?: boolean
      readonly state?: JsonObject
      readonly response?: WebhookResponse
      readonly ending?: JsonObject
      readonly hints?: readonly string[]
      readonly attempts: number
    }
  | {
      readonly kind: 'wait'
      readonly for: WaitReason
      readonly state?: JsonObject
      readonly response?: WebhookResponse
      readonly attempts: number
    }
  | {
      readonly kind: 'call'
      readonly calls: readonly WorkflowCall[]
      readonly wait: boolean
      readonly state?: JsonObject
      readonly attempts: number
    }

/** What an attempt needs besides the node. */
export interface Attempting extends Looping {
  readonly context: AttemptContext
  /** Called before another try; resolves when its pause is over. */
  again(attempt: number, pauseMs: number): Promise<void>
}

/** The node's context, told when each attempt begins and what ends it before its time. */
export interface AttemptContext extends RunContext {
  begin(limit: AbortSignal | undefined): void
  /** What went wrong in expressions that gave nothing for it. */
  readonly warnings?: readonly string[]
}

/** One attempt's end: an outcome, or what was thrown. */
type Tried =
  | { readonly ok: true; readonly outcome: Outcome; readonly firstFailed: ItemError | undefined }
  | { readonly ok: false; readonly thrown: unknown; readonly itemIndex: number | undefined }

export function perform(node: PlanNode, attempting: Attempting): Performed | Promise<Performed> {
  const { operation } = node
  if (operation === undefined) return withoutOperation(node, attempting)
  const route = routeOf(node)
  const tried = attempt(node, operation, route, attempting)
  if (isPromise(tried)) {
    return tried.then((settled) => retried(node, operation, route, attempting, settled))
  }
  return retried(node, operation, route, attempting, tried)
}

/** Types that only start executions hand on what reaches them; what is not installed or makes no sense fails. */
function withoutOperation(node: PlanNode, { inputs, runIndex }: Attempting): Performed {
  if (node.nodeType !== undefined && node.problem === undefined) {
    return { kind: 'ended', outputs: [inputs[0]?.items ?? []], attempts: 1 }
  }
  const thrown =
    node.problem ??
    refuse(`The node type “${node.type}” is not installed.`, {
      code: 'node_unknown_type',
      hint: 'Install the package it comes from, or replace the node.',
      retry: 'no',
    })
  return { kind: 'ended', outputs: [], error: failure(thrown, node, runIndex), attempts: 1 }
}

function attempt(node: PlanNode, operation: Operation, route: Route, attempting: Attempting): Tried | Promise<Tried> {
  const { timeout } = node.own
  if (timeout === undefined) {
    attempting.context.begin(undefined)
    return attemptOnce(node, operation, route, attempting)
  }
  const limit = new AbortController()
  attempting.context.begin(limit.signal)
  const tried = attemptOnce(node, operation, route, attempting)
  return isPromise(tried) ? within(timeout, tried, limit) : tried
}

/** An attempt that takes too long has failed, whatever it still comes to. */
async function within(timeout: number, tried: Promise<Tried>, limit: AbortController): Promise<Tried> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Tried>((resolve) => {
    timer = setTimeout(() => {
      const thrown = refuse(`The node took longer than its limit of ${timeout / 1000} s.`, { code: 'node_timed_out' })
      limit.abort(thrown)
      resolve(failed(thrown))
    }, timeout)
  })
  try {
    return await Promise.race([tried, late])
  } finally {
    clearTimeout(timer)
  }
}

function attemptOnce(
  node: PlanNode,
  operation: Operation,
  route: Route,
  attempting: Attempting,
): Tried | Promise<Tried> {
  if (operation.per === 'item') {
    const looped = new ItemLoop(node, operation, route, attempting).run()
    return isPromise(looped) ? looped.then(triedOf) : triedOf(looped)
  }
  try {
    const outcome = operation.run(attempting.context)
    return isPromise(outcome) ? outcome.then(succeeded, failed) : succeeded(outcome)
  } catch (thrown) {
    return failed(thrown)
  }
}

function triedOf(looped: Looped): Tried {
  if (!looped.ok) return looped
  const { outputs, firstFailed, hints } = looped
  return { ok: true, outcome: { kind: 'items', outputs, ...(hints && { hints }) }, firstFailed }
}

function succeeded(outcome: Outcome): Tried {
  return { ok: true, outcome, firstFailed: undefined }
}

function failed(thrown: unknown): Tried {
  return { ok: false, thrown, itemIndex: undefined }
}

// Retries

function retried(
  node: PlanNode,
  operation: Operation,
  route: Route,
  attempting: Attempting,
  tried: Tried,
): Performed | Promise<Performed> {
  const routed = routeItems(node, route, attempting, tried)
  return node.tries > 1 && wantsAnother(routed)
    ? tryAgain(node, operation, route, attempting, routed)
    : finish(node, route, attempting, routed, 1)
}

/** A failure that another try may cure; under `continue` that is also a result whose first item failed. */
function wantsAnother(tried: Tried): boolean {
  if (tried.ok) return tried.firstFailed !== undefined
  return retryAdvice(tried.thrown) !== 'no'
}

async function tryAgain(
  node: PlanNode,
  operation: Operation,
  route: Route,
  attempting: Attempting,
  first: Tried,
): Promise<Performed> {
  let tried = first
  let attempts = 1
  while (attempts < node.tries && wantsAnother(tried)) {
    const advice = tried.ok ? undefined : retryAdvice(tried.thrown)
    attempts += 1
    await attempting.again(attempts, typeof advice === 'number' ? Math.max(node.pause, advice * 1000) : node.pause)
    tried = routeItems(node, route, attempting, await attempt(node, operation, route, attempting))
  }
  return finish(node, route, attempting, tried, attempts)
}

// What a list operation gave back as failed items

/** Routes items that a node on the whole list marked as failed (`error`), as the item loop does. */
function routeItems(node: PlanNode, route: Route, attempting: Attempting, tried: Tried): Tried {
  if (!tried.ok || tried.outcome.kind !== 'items' || node.operation?.per !== 'list') return tried
  const { outputs } = tried.outcome
  const own = route.to === 'errorOutput' ? route.output : Number.POSITIVE_INFINITY
  if (outputs.length <= own && !outputs.some((output) => output?.some((item) => isFailed(item, attempting.inputs)))) {
    return tried
  }

  const routed: Item[][] = outputs.map(() => [])
  let firstFailed: ItemError | undefined
  for (let output = 0; output < outputs.length; output++) {
    // What a node puts on the output for failures by itself is not what failed; what lies behind it stays there.
    if (output === own) continue
    const way = output > own ? REPLACE : route
    const items = outputs[output] ?? []
    for (let place = 0; place < items.length; place++) {
      const item = items[place]
      if (item === undefined) continue
      if (item.error === undefined || !isFailed(item, attempting.inputs)) {
        routed[output]?.push(item)
        continue
      }
      if (way.to === 'nowhere') continue
      const index = placeIn(item) ?? item.error.itemIndex ?? place
      const to = failedItem(way, item.error, attempting.inputs, index, item)
      if (to === undefined) return { ok: false, thrown: new FailedWith(item.error), itemIndex: undefined }
      if (output === 0 && place === 0) firstFailed = item.error
      const target = way === REPLACE ? output : to.output
      while (routed.length <= target) routed.push([])
      routed[target]?.push(to.item)
    }
  }
  return { ok: true, outcome: { ...tried.outcome, outputs: routed }, firstFailed }
}

function isFailed(item: Item, inputs: readonly Input[]): boolean {
  return item.error !== undefined && !inputs.some((input) => isOf(input, item))
}

function placeIn({ pairedItem }: Item): number | undefined {
  if (typeof pairedItem === 'number') return pairedItem
  return typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : undefined
}

// The end

function finish(node: PlanNode, route: Route, attempting: Attempting, tried: Tried, attempts: number): Performed {
  if (!tried.ok) return failedRun(node, route, attempting, tried, attempts)
  const { outcome } = tried
  switch (outcome.kind) {
    case 'items':
      return {
        kind: 'ended',
        outputs: finishOutputs(node, route, outcome.outputs, attempting.inputs),
        state: outcome.state,
        response: outcome.response,
        ending: outcome.ending,
        hints: hintsOf(outcome.hints, attempting.context.warnings),
        attempts,
      }
    case 'wait':
      return { kind: 'wait', for: outcome.for, state: outcome.state, response: outcome.response, attempts }
    case 'call': {
      const { calls, wait, state, failed } = outcome
      if (failed !== undefined && route.to === 'stop') return { kind: 'ended', outputs: [], error: failed, attempts }
      return { kind: 'call', calls, wait, state, attempts }
    }
    default:
      return outcome satisfies never
  }
}

/** What the node has to say, and what its expressions have. */
function hintsOf(said: readonly string[] | undefined, warnings: readonly string[] = []): readonly string[] | undefined {
  return warnings.length === 0 ? said : [...(said ?? []), ...warnings]
}

/** A run that failed as a whole. */
function failedRun(
  node: PlanNode,
  route: Route,
  { inputs, runIndex }: Attempting,
  tried: Extract<Tried, { ok: false }>,
  attempts: number,
): Performed {
  const { thrown, itemIndex } = tried
  const error = thrown instanceof FailedWith ? thrown.error : failure(thrown, node, runIndex, itemIndex)
  if (route.to === 'stop') return { kind: 'ended', outputs: [], error, attempts }
  switch (reachOf(thrown)) {
    case 'execution':
      return { kind: 'ended', outputs: [inputs[0]?.items ?? []], error, attempts }
    case 'node':
      return { kind: 'ended', outputs: [inputs[0]?.items ?? []], error, continued: true, attempts }
    case 'item': {
      if (route.to === 'nowhere') return { kind: 'ended', outputs: [[]], hints: [error.message], attempts }
      const alone: Item = { json: { error: error.message } }
      const { output } = route
      const outputs: Output[] = Array.from({ length: Math.max(output + 1, node.outputs) }, () => [])
      outputs[output] = [alone]
      return { kind: 'ended', outputs: finishOutputs(node, route, outputs, inputs), attempts }
    }
  }
}

function finishOutputs(
  node: PlanNode,
  route: Route,
  outputs: readonly Output[],
  inputs: readonly Input[],
): readonly Output[] {
  const count = inputs[0]?.items.length ?? 0
  // A type that hands failed items on as they came sends none to the output for failures, and what it hands out
  // on an output it does not declare (the items a Filter discards) has no place where that output is.
  const closed = route.to === 'output' && route.as === 'input' ? node.errorOutput : undefined
  const unlinked = route.to === 'output' && route.unlinked ? route.output : undefined
  let finished: Output[] | undefined
  for (let i = 0; i < outputs.length; i++) {
    const output = i === closed ? [] : (outputs[i] ?? null)
    const filled = i === unlinked ? output : fillLinks(output, count, i === node.errorOutput ? 'none' : 'first')
    if (filled === outputs[i]) continue
    finished ??= outputs.slice()
    finished[i] = filled
  }
  const all = finished ?? outputs
  if (!node.alwaysOutputData || (all[0] ?? []).length > 0) return all
  return [[{ json: {}, pairedItem: linksToAll(inputs[0]?.total ?? 0) }], ...all.slice(1)]
}
