/** The events of a run, as they are written: built from what happened, changing nothing. */
import type { Item, Output } from '@millrace/sdk'
import {
  EVENT_FORMAT,
  type ExecutionStarted,
  type MutableProgress,
  type NodeEnded,
  type NodeSuspended,
  type OutputRef,
  type StoredItems,
  type Used,
} from '@millrace/workflow'
import { outputRef } from '../items.ts'
import type { Performed } from '../perform.ts'
import type { StartJob } from '../ports.ts'
import type { RunState } from './run-state.ts'
import type { Step } from './step.ts'
import type { UseEnd } from './uses.ts'

/** The version of the engine's behaviour that new executions run with. */
export const BEHAVIOUR = 1

/** An event with the items that lie beside it. */
export interface WithItems<Event> {
  readonly event: Event
  readonly items: StoredItems | undefined
}

/** When a step began and is over, in milliseconds since 1970. */
export interface Span {
  readonly at: number
  readonly now: number
}

/** The first event of an execution. */
export function startedEvent(
  job: StartJob,
  about: { readonly at: number; readonly version: string; readonly trigger: string },
  outputs: readonly Output[],
): ExecutionStarted {
  return {
    type: 'executionStarted',
    at: about.at,
    format: EVENT_FORMAT,
    behaviour: BEHAVIOUR,
    version: about.version,
    mode: job.mode,
    trigger: about.trigger,
    outputs: outputs.map(storedRef),
    rootId: job.rootId,
    ...(job.pinData ? { pins: true } : undefined),
    ...(job.document === undefined ? undefined : { document: job.document }),
    ...(job.parent === undefined ? undefined : { parent: job.parent }),
    ...(job.once === undefined ? undefined : { keyed: true }),
    ...(job.retryOf === undefined ? undefined : { retryOf: job.retryOf }),
  }
}

/** The items that lie beside the first event: none where every output is empty. */
export function startedItems(outputs: readonly Output[]): StoredItems | undefined {
  return outputs.some(hasItems) ? outputs : undefined
}

export function endedEvent(
  { node, run, source, inputs }: Step,
  performed: Extract<Performed, { kind: 'ended' }>,
  { progress, newCustomData: customData }: RunState,
  { at, now, pinned }: Span & { readonly pinned: boolean },
): WithItems<NodeEnded> {
  const { outputs, error, response } = performed
  const refs: OutputRef[] = []
  let stored: (readonly Item[] | null)[] | undefined
  for (let i = 0; i < outputs.length; i++) {
    const output = outputs[i] ?? null
    const ref = outputRef(output, inputs)
    refs.push(ref)
    if (output === null || output.length === 0 || ref === null || ref.items !== 'stored') continue
    stored ??= outputs.map(() => null)
    stored[i] = output
  }
  const event: NodeEnded = {
    type: 'nodeEnded',
    at,
    took: now - at,
    node: node.id,
    run,
    order: orderOf(progress, node.id, run),
    attempts: performed.attempts,
    source,
    status: error === undefined ? 'success' : 'error',
    outputs: refs,
    error,
    continued: performed.continued,
    state: performed.state,
    hints: performed.hints,
    responded: response === undefined ? undefined : true,
    ending: performed.ending,
    customData,
    pinned: pinned ? true : undefined,
  }
  return { event, items: stored }
}

/** A use of a sub-node, as it is written when it has ended. */
export function usedEvent(
  { node, run, used }: { readonly node: string; readonly run: number; readonly used: Used },
  end: UseEnd,
  progress: MutableProgress,
  { at, now }: Span,
): WithItems<NodeEnded> & { readonly outputs: readonly Output[] } {
  const failed = 'error' in end
  const outputs = failed ? [] : [[{ json: end.output }]]
  const event: NodeEnded = {
    type: 'nodeEnded',
    at,
    took: now - at,
    node,
    run,
    order: progress.count,
    attempts: 1,
    source: [{ node: used.by, output: 0, run: used.run }],
    status: failed ? 'error' : 'success',
    outputs: outputs.map(storedRef),
    error: failed ? end.error : undefined,
    used,
  }
  return { event, items: failed ? undefined : outputs, outputs }
}

export function suspendedEvent(
  { node, run, source }: Step,
  about: Pick<NodeSuspended, 'reason' | 'state' | 'responded'>,
  { progress, newCustomData }: RunState,
  { at, now }: Span,
): NodeSuspended {
  return {
    type: 'nodeSuspended',
    at,
    took: now - at,
    node: node.id,
    run,
    order: orderOf(progress, node.id, run),
    source,
    ...about,
    ...(newCustomData && { customData: newCustomData }),
  }
}

/** A run that began and did not end yet keeps the order it has. */
function orderOf(progress: MutableProgress, node: string, run: number): number {
  return progress.nodes.get(node)?.[run]?.order ?? progress.count
}

function storedRef(output: Output): OutputRef {
  return output === null ? null : { count: output.length, items: 'stored' }
}

function hasItems(output: Output): boolean {
  return output !== null && output.length > 0
}
