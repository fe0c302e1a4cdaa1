import { sql } from 'kysely'
import type { ExecutionStatus, JournalWrite, Loss, NewExecution, StartJob, TakenOver, Wake } from '@millrace/engine'
import type { Access, Connection } from '../database.ts'
import { StoreError } from '../error.ts'
import { type ExecutionMode, isJsonObject } from '../json.ts'
import { readJob } from '../journal/job.ts'
import type { ExecutionsTable } from '../schema.ts'
import { readMode, readStatus } from './execution-rows.ts'
import { putKey } from './webhook-keys.ts'

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
  /** Keeps a job on disk until it begins: an event that was accepted while there was no place for it. */
  keepJob(job: StartJob): Promise<void>
  /** Jobs that were kept or caused (error workflows, children that nobody waits for) and have not begun. */
  jobs(): Promise<readonly StartJob[]>
  /** Gives up a job that cannot begin, and in the same transaction tells the execution that called it, if one did. */
  dropJob(execution: string, tell?: Wake): Promise<void>
  /** Executions that have not ended and have results of calls waiting for them. */
  woken(): Promise<readonly string[]>
  /** Waiting executions whose time has come. */
  due(now: number, limit?: number): Promise<readonly UnfinishedExecution[]>
  /** The next moment anything is due, null when nothing waits for a time. */
  nextDue(): Promise<number | null>
}

/** Keeps a job until its execution is created. */
export async function putJob(connection: Connection, job: StartJob, at: number): Promise<void> {
  await connection
    .insertInto('jobs')
    .values({ execution: job.execution, job: JSON.stringify(job), created_at: at })
    .onConflict((conflict) => conflict.column('execution').doNothing())
    .execute()
}

export function createRecovery(access: Access): RecoveryRepository {
  return { ...takingOver(access), ...keepingJobs(access), ...waking(access) }
}

function takingOver({ db, look }: Access): Pick<RecoveryRepository, 'unfinished' | 'get' | 'takeOver'> {
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
  }
}

function keepingJobs({ db, look, clock }: Access): Pick<RecoveryRepository, 'keepJob' | 'jobs' | 'dropJob'> {
  return {
    async keepJob(job) {
      const at = clock()
      await db.transaction().execute(async (transaction) => {
        await putJob(transaction, job, at)
        if (job.once === undefined) return
        const { workflow, trigger: node, execution, once } = job
        const answer = once.answer === undefined ? null : JSON.stringify(once.answer)
        await putKey(transaction, { workflow, node, key: once.key, execution, created_at: at, answer })
      })
    },
    async jobs() {
      const rows = await look.selectFrom('jobs').select('job').orderBy('created_at').execute()
      return rows.map((row) => readJob(row.job))
    },
    async dropJob(execution, tell) {
      await db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('jobs').where('execution', '=', execution).execute()
        if (tell === undefined) return
        const row = { ...tell, result: JSON.stringify(tell.result) }
        await transaction
          .insertInto('wakes')
          .values(row)
          .onConflict((conflict) => conflict.columns(['execution', 'node', 'run', 'call']).doUpdateSet(row))
          .execute()
      })
    },
  }
}

function waking({ look }: Access): Pick<RecoveryRepository, 'woken' | 'due' | 'nextDue'> {
  return {
    async woken() {
      const rows = await look
        .selectFrom('wakes')
        .innerJoin('executions', 'executions.id', 'wakes.execution')
        .select('wakes.execution')
        .where('executions.ended_at', 'is', null)
        .distinct()
        .execute()
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

function readResume(text: string): NonNullable<JournalWrite['resume']> {
  const value: unknown = JSON.parse(text)
  if (!isResume(value)) throw new TypeError('What a stored execution waits for is damaged.')
  return value
}

function isResume(value: unknown): value is NonNullable<JournalWrite['resume']> {
  return isJsonObject(value) && typeof value['node'] === 'string' && isJsonObject(value['reason'])
}
