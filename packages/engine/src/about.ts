/** Facts about an execution that follow from its workflow and job. */
import type { Plan } from '@millrace/workflow'
import type { Host, Loaded } from './host.ts'
import type { NewExecution, StartJob } from './ports.ts'

/** The zone of the workflow's dates. */
export function zoneOf(plan: Plan, host: Host): string {
  const { timezone } = plan.settings
  return timezone === undefined || timezone === '' || timezone === 'DEFAULT' ? host.settings.zone : timezone
}

/** The summary row of a new execution. */
export function newExecution(loaded: Loaded, job: StartJob, startedAt: number): NewExecution {
  return {
    workflow: loaded.id,
    workflowName: loaded.name,
    version: loaded.version,
    mode: job.mode,
    startedAt,
    ...(job.retryOf === undefined ? undefined : { retryOf: job.retryOf }),
    ...(job.parent === undefined ? undefined : { parent: job.parent.execution }),
    ...(job.once === undefined ? undefined : { once: { ...job.once, node: job.trigger } }),
    keep: keepOf(loaded.plan, job),
  }
}

/** Whether somebody who is at work on the workflow started it, and looks at it. */
export function isByHand({ mode }: Pick<StartJob, 'mode'>): boolean {
  return mode === 'manual' || mode === 'evaluation'
}

/** Whether its data stay when it has ended, as the workflow's settings say. */
function keepOf({ settings }: Plan, job: StartJob): NewExecution['keep'] {
  if (isByHand(job)) {
    const keep = settings.saveManualExecutions !== false
    return { success: keep, error: keep }
  }
  return { success: settings.saveDataSuccessExecution !== 'none', error: settings.saveDataErrorExecution !== 'none' }
}

/** The nodes that main connections lead to from a node, itself included. */
export function reachable(plan: Plan, from: number): ReadonlySet<number> {
  const seen = new Set<number>([from])
  const open = [from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const edge of plan.nodes[at]?.next ?? []) {
      if (seen.has(edge.to)) continue
      seen.add(edge.to)
      open.push(edge.to)
    }
  }
  return seen
}
