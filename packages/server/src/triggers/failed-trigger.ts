/** A trigger that could not start, or failed when it looked, is told to the workflow's error workflow. */
import { triggerErrorJob } from '@millrace/engine'
import type { ItemError } from '@millrace/sdk'
import type { Plan } from '@millrace/workflow'
import type { Executions } from '../executions/executions.ts'

/** Begins the error workflow of a workflow whose trigger failed; does nothing where there is none. */
export function tellOfFailedTrigger(
  executions: Pick<Executions, 'newId' | 'startWatched'>,
  plan: Plan,
  project: string,
  error: ItemError,
): void {
  const job = triggerErrorJob(plan, error, executions.newId())
  if (job !== undefined) executions.startWatched(job, project)
}
