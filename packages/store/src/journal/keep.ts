import type { ExecutionStatus, NewExecution } from '@millrace/engine'

/** Whether an execution's data stay when it ends so. What was cancelled or crashed counts as not successful. */
export function keeps(keep: NewExecution['keep'], status: ExecutionStatus): boolean {
  return status === 'success' ? keep.success : keep.error
}
