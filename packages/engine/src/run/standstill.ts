/** How a run came to stand still: it ended, or it waits for something that takes long. */
import type { ItemError, JsonObject, Output } from '@millrace/sdk'
import type { MutableProgress } from '@millrace/workflow'
import { outputsOfRuns } from '../items.ts'
import type { RunEnd } from '../ports.ts'
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
