/** How a run came to stand still: it ended, or it waits for something that takes long. */
import type { ItemError, JsonObject, Output } from '@millrace/sdk'
import type { MutableProgress, NodeSuspended } from '@millrace/workflow'
import { outputsOfRuns } from '../items.ts'
import type { JournalWrite, RunEnd } from '../ports.ts'
import type { RunState } from './run-state.ts'
import type { Surroundings } from './surroundings.ts'

/** What those in the same process hear of it. */
export interface Standstill extends RunEnd {
  /** What the node that ran last gave. */
  readonly outputs: readonly Output[]
  readonly staticData: JsonObject | undefined
  readonly customData: Readonly<Record<string, string>>
  readonly progress: MutableProgress
}

export function standstillOf(
  state: RunState,
  surroundings: Surroundings,
  status: Standstill['status'],
  about: { readonly error: ItemError | undefined; readonly returnsAllRuns: boolean },
): Standstill {
  const { progress, plan, finished, ending } = state
  const { lastNode } = progress
  const { error } = about
  const last = lastNode === undefined ? undefined : plan.byId.get(lastNode)
  const runs = last === undefined ? [] : finished.of(last)
  return {
    execution: surroundings.executionId,
    status,
    ...(lastNode === undefined ? undefined : { lastNode }),
    ...(error === undefined ? undefined : { error }),
    ...(status === 'success' && ending !== undefined && { ending }),
    outputs: outputsOfRuns(about.returnsAllRuns ? runs : runs.slice(-1)),
    staticData: surroundings.changedStaticData,
    customData: surroundings.allCustomData,
    progress,
  }
}

/** The part of it that whoever waits outside hears. */
export function endOf({ execution, status, lastNode, error, ending }: Standstill): RunEnd {
  return {
    execution,
    status,
    ...(lastNode === undefined ? undefined : { lastNode }),
    ...(error && { error }),
    ...(ending && { ending }),
  }
}

/** What a waiting execution is woken by from outside: a time, a call. Calls of its own and decisions come otherwise. */
export function waitOf(suspended: NodeSuspended | undefined): Pick<JournalWrite, 'wakeAt' | 'resume'> {
  if (suspended === undefined) return { wakeAt: null, resume: null }
  const { node, reason } = suspended
  switch (reason.by) {
    case 'call':
    case 'person':
      return { wakeAt: null, resume: null }
    case 'time':
      return { wakeAt: reason.until, resume: null }
    case 'webhook':
    case 'form':
      return { wakeAt: reason.until ?? null, resume: { node, reason } }
    default:
      return reason satisfies never
  }
}
