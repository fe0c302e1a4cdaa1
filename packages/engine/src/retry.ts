/**
 * Retry from failure: a new execution begins with what the failed one did, run after run, and goes on where that
 * stopped: the same items are on their way, the same rounds of loops lie behind it, nodes have the state they had.
 *
 *   T1  A run that failed last is not taken over, be its failure continued or not: it is what is tried again.
 *   T2  A failure that was continued and mended by what ran after it stays as it was.
 *   T3  What began and did not end begins anew, as after a crash.
 *   T4  A partial run has a plan of its own, and is made again by it.
 */
import type { Plan } from '@millrace/workflow'
import { earlierRuns } from './earlier.ts'
import { EngineError } from './error.ts'
import { triggerOf } from './load.ts'
import { destinationOf, type Partial, planPartial } from './partial.ts'
import type { JournalEntry, StartJob } from './ports.ts'
import type { TakenRun } from './run.ts'

/**
 * What a retry takes over of the execution it is one of.
 * @throws EngineError `not_startable` when nothing is kept of that
 */
export function planRetry(plan: Plan, job: StartJob, entries: readonly JournalEntry[]): Partial {
  const started = entries[0]?.event
  if (started?.type !== 'executionStarted') {
    const message = 'What the execution did is not kept any more. Run it again from the start.'
    throw new EngineError('not_startable', message)
  }
  const { destination, reruns } = started
  const earlier = earlierRuns(entries)
  if (reruns !== undefined) {
    const partial = { dirty: [], ...job.partial, ...(destination && { destination }) }
    return planPartial(plan, { ...job, partial }, earlier)
  }
  const ended = entries.flatMap(({ event, items }): readonly TakenRun[] =>
    event.type === 'nodeEnded' ? [{ event: { ...event, taken: true }, items }] : [],
  )
  const steps = ended.map(({ event }) => event).filter(({ used }) => used === undefined)
  const good = new Set((steps.at(-1)?.status === 'error' ? steps.slice(0, -1) : steps).map(nameOf))
  // What is tried again uses its sub-nodes anew.
  const runs = ended.filter(({ event }) =>
    good.has(nameOf(event.used ? { ...event.used, node: event.used.by } : event)),
  )
  return {
    trigger: triggerOf(plan, job),
    outputs: earlier[0]?.outputs,
    started: destination === undefined ? {} : { destination },
    taken: runs,
    to: destinationOf(plan, started),
  }
}

function nameOf({ node, run }: { readonly node: string; readonly run: number }): string {
  return `${node}:${run}`
}
