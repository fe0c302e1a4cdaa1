import { sql } from 'kysely'
import type { Cause, ExecutionStatus, JournalWrite, Loss, NewExecution, StartJob, TakenOver } from '@millrace/engine'
import type { Access, Connection } from '../database.ts'
import { StoreError } from '../error.ts'
import { type ExecutionMode, type Json, isJsonObject } from '../json.ts'
import { readJob } from '../journal/job.ts'
import type { ExecutionsTable } from '../schema.ts'
import { readMode, readStatus } from './execution-rows.ts'

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
  /** How many runners have died with it since it last recorded a step. */
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
   * Takes an execution over: a new fence, so that whoever held it can write no more. What was lost with it is
   * counted on disk before the recovery begins.
   */
  takeOver(execution: string, lost: Loss): Promise<TakenOver>
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

export function createRecovery({ db, look }: Access): RecoveryRepository {
  return {
    async unfinished() {
      const rows = await unended(look)
        .where('status', 'in', ['new', 'running'])
        .where('status', '<>', sql.lit('success'))
        .orderBy('number')
        .execute()
      return rows.map(asUnfinished)
    },
    async get(execution) {
      const row = await unended(look).where('id', '=', execution).executeTakeFirst()
      return row === undefined ? undefined : asUnfinished(row)
    },
    async takeOver(execution, lost) {
      const row = await db
        .updateTable('executions')
        .set((eb) => ({
          fence: eb('fence', '+', 1),
          deaths: eb('deaths', '+', lost === 'runner' ? 1 : 0),
          outages: eb('outages', '+', lost === 'server' ? 1 : 0),
        }))
        .where('id', '=', execution)
        .returning(['fence', 'deaths', 'outages'])
        .executeTakeFirst()
      if (row === undefined) throw new StoreError('execution_unknown', `There is no execution ${execution}.`)
      return row
    },
    async jobs() {
      const rows = await look.selectFrom('jobs').select('job').orderBy('created_at').execute()
      return rows.map((row) => readJob(row.job))
    },
    async dropJob(execution) {
      await db.deleteFrom('jobs').where('execution', '=', execution).execute()
    },
    async wakes(execution) {
      const rows = await look
        .selectFrom('wakes')
        .selectAll()
        .where('execution', '=', execution)
        .orderBy('call')
        .execute()
      return rows.map((row) => ({ ...row, result: readJson(row.result) }))
    },
    async woken() {
      const rows = await look.selectFrom('wakes').select('execution').distinct().execute()
      return rows.map((row) => row.execution)
    },
    async due(now, limit = 100) {
      const rows = await unended(look)
        .where('wake_at', '<=', now)
        .where('status', '=', 'waiting')
        .orderBy('wake_at')
        .limit(limit)
        .execute()
      return rows.map(asUnfinished)
    },
    async nextDue() {
      const row = await look
        .selectFrom('executions')
        .select('wake_at')
        .where('wake_at', 'is not', null)
        .where('status', '=', 'waiting')
        .orderBy('wake_at')
        .limit(1)
        .executeTakeFirst()
      return row?.wake_at ?? null
    },
  }
}

const COLUMNS = [
  'id',
  'workflow',
  'workflow_name',
  'version',
  'project',
  'mode',
  'status',
  'started_at',
  'fence',
  'deaths',
  'wake_at',
  'resume',
  'keep_success',
  'keep_error',
  'parent',
] as const satisfies readonly (keyof ExecutionsTable)[]

function unended(db: Connection) {
  return db.selectFrom('executions').select(COLUMNS).where('ended_at', 'is', null)
}

function asUnfinished(row: Pick<ExecutionsTable, (typeof COLUMNS)[number]>): UnfinishedExecution {
  return {
    execution: row.id,
    workflow: row.workflow,
    workflowName: row.workflow_name,
    version: row.version,
    project: row.project,
    mode: readMode(row.mode),
    status: readStatus(row.status),
    startedAt: row.started_at,
    fence: row.fence,
    deaths: row.deaths,
    wakeAt: row.wake_at,
    resume: row.resume === null ? null : readResume(row.resume),
    keep: { success: row.keep_success === 1, error: row.keep_error === 1 },
    parent: row.parent,
  }
}

function readJson(text: string): Json {
  const value: Json = JSON.parse(text)
  return value
}

function readResume(text: string): NonNullable<JournalWrite['resume']> {
  const value: unknown = JSON.parse(text)
  if (!isResume(value)) throw new TypeError('What a stored execution waits for is damaged.')
  return value
}

function isResume(value: unknown): value is NonNullable<JournalWrite['resume']> {
  return isJsonObject(value) && typeof value['node'] === 'string' && isJsonObject(value['reason'])
}
