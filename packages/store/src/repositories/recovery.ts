import type { Cause, ExecutionStatus, JournalWrite, NewExecution, StartJob } from '@millrace/engine'
import type { ExecutionMode } from '../json.ts'

/** An execution that has not ended. */
export interface UnfinishedExecution {
  readonly execution: string
  readonly workflow: string
  readonly workflowName: string
  readonly version: string
  readonly project: string
  readonly mode: ExecutionMode
  readonly status: ExecutionStatus
  readonly startedAt: number
  readonly fence: number
  /** How many runners have died with it. */
  readonly deaths: number
  readonly wakeAt: number | null
  readonly resume: NonNullable<JournalWrite['resume']> | null
  readonly keep: NewExecution['keep']
  readonly parent: string | null
}

export type Wake = Omit<Extract<Cause, { readonly do: 'wake' }>, 'do'>

/** What the runners' parent needs to bring executions back, and to wake those that wait. */
export interface RecoveryRepository {
  /** What was running when nobody ran it any more, oldest first. Waiting executions are not in it. */
  unfinished(): Promise<readonly UnfinishedExecution[]>
  get(execution: string): Promise<UnfinishedExecution | undefined>
  /**
   * Takes an execution over: a new fence, so that whoever held it can write no more. `died` counts a death on
   * disk before the recovery begins.
   */
  takeOver(
    execution: string,
    how: { readonly died: boolean },
  ): Promise<{ readonly fence: number; readonly deaths: number }>
  /** Jobs that were caused (error workflows, children that nobody waits for) and have not begun. */
  jobs(): Promise<readonly StartJob[]>
  /** Gives up a job that cannot begin. */
  dropJob(execution: string): Promise<void>
  /** Results that have arrived for a waiting execution and are not in its journal yet. */
  wakes(execution: string): Promise<readonly Wake[]>
  /** Executions with results waiting for them. */
  woken(): Promise<readonly string[]>
  /** Waiting executions whose time has come. */
  due(now: number, limit?: number): Promise<readonly UnfinishedExecution[]>
  /** The next moment anything is due, null when nothing waits for a time. */
  nextDue(): Promise<number | null>
}
