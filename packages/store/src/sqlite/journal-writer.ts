import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { journalGap, keyTaken, StoreError } from '../error.ts'
import { type Counted, type CountedExecution, Counts } from '../journal/counts.ts'
import type { EncodedCause, EncodedWrite } from '../journal/encode.ts'
import { keeps } from '../journal/keep.ts'
import { ZSTD } from '../journal/packing.ts'
import { KEY_LASTS } from '../repositories/webhook-keys.ts'
import { type Failure, isBusy, isConflict, toFailure } from './failure.ts'

/**
 * Writes of many executions in one transaction, with statements prepared once. It runs on the thread that owns
 * the write connection.
 *
 *   W1  A batch is one commit. Whoever is told that a write succeeded is told after it.
 *   W2  A write is whole or not at all, and a bad one takes no other down: when one fails, the batch is rolled
 *       back and each is tried in a transaction of its own, unless it was the lock that could not be had.
 *   W3  Nothing is written under a fence older than the stored one, and no event whose predecessor is missing.
 *   W4  A write that records a step clears the counts of deaths and outages: only those in a row count.
 *   W5  Where the workflow says not to keep the data of such an ending, the transaction that ends the execution
 *       deletes them.
 *   W6  Executions are counted by workflow and hour in the transaction of the batch.
 *   W7  The first piece of a list takes the place of all that lies under its number or a later one; the end of the
 *       execution deletes the lists that do not count.
 */
export type JournalWriter = (writes: readonly EncodedWrite[]) => readonly (Failure | null)[]

export function createJournalWriter(database: DatabaseSync): JournalWriter {
  const statements = prepare(database)

  function commit(writes: readonly EncodedWrite[]): void {
    statements.begin.run()
    try {
      const counts = new Counts()
      for (const write of writes) apply(statements, write, counts)
      for (const row of counts.all) count(statements, row)
      statements.commit.run()
    } catch (error) {
      if (database.isTransaction) statements.rollback.run()
      throw error
    }
  }

  function attempt(writes: readonly EncodedWrite[]): Failure | null {
    try {
      commit(writes)
      return null
    } catch (error) {
      return toFailure(error)
    }
  }

  return (writes) => {
    const failure = attempt(writes)
    if (failure === null) return writes.map(() => null)
    if (writes.length === 1) return [failure]
    // Each would wait for the lock as long as all of them did.
    if (isBusy(failure)) return writes.map(() => failure)
    return writes.map((write) => attempt([write]))
  }
}

type Statements = Readonly<Record<keyof typeof SQL, StatementSync>>

const SQL = {
  begin: 'begin immediate',
  commit: 'commit',
  rollback: 'rollback',
  // The project is the workflow's; a document that is not stored belongs where its parent does.
  create: `insert into executions (id, project, workflow, workflow_name, version, mode, status, started_at, ended_at,
      wake_at, resume, retry_of, parent, keep_success, keep_error, data_kept, fence, deaths, bytes, last_node, error,
      custom_data)
    values (?1, coalesce((select project from workflows where id = ?2), (select project from executions where id = ?11),
      ''), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?12, ?11, ?13, ?14, ?15, ?16, 0, ?17, ?18, ?19, ?20)`,
  exists: 'select fence from executions where id = ?',
  advance: `update executions set status = ?1, fence = ?2, bytes = bytes + ?3, deaths = deaths * ?5,
      outages = outages * ?5 where id = ?4 and fence <= ?2
    returning number, keep_success, keep_error, workflow, started_at`,
  wakeAt: 'update executions set wake_at = ? where number = ?',
  resume: 'update executions set resume = ? where number = ?',
  end: `update executions set ended_at = ?, last_node = ?, error = ?, custom_data = ?, wake_at = null, resume = null
    where number = ?`,
  forget: 'update executions set data_kept = 0, bytes = 0 where number = ?',
  precedes: 'select 1 from events where execution = ? and seq = ?',
  event: 'insert into events (execution, seq, type, node, run, event, items) values (?, ?, ?, ?, ?, ?, ?)',
  segment: `insert into item_segments (execution, seq, output, start, count, packing, data)
    values (?, ?, ?, ?, ?, ?, ?)`,
  replaceLists: 'delete from item_segments where execution = ? and seq <= ?',
  deleteLists: `delete from item_segments where execution = ? and seq < 0
    and -seq not in (select value from json_each(?))`,
  deleteEvents: 'delete from events where execution = ?',
  deleteSegments: 'delete from item_segments where execution = ?',
  begun: 'delete from jobs where execution = ?',
  job: 'insert into jobs (execution, job, created_at) values (?, ?, ?)',
  // Nobody is woken who has ended.
  wake: `insert or replace into wakes (execution, node, run, call, result)
    select ?1, ?2, ?3, ?4, ?5 where exists (select 1 from executions where id = ?1 and ended_at is null)`,
  answered: 'delete from wakes where execution = ? and node = ? and run = ?',
  dropWakes: 'delete from wakes where execution = ?',
  once: `insert into webhook_keys (workflow, node, key, execution, created_at, answer) values (?1, ?2, ?3, ?4, ?5, ?6)
    on conflict (workflow, node, key) do update set execution = excluded.execution, created_at = excluded.created_at,
      answer = excluded.answer
    where webhook_keys.execution = excluded.execution or webhook_keys.created_at <= ?7`,
  answer: 'update webhook_keys set answer = ? where execution = ? and answer is null',
  count: `insert into execution_counts (workflow, hour, total, failed, last_started_at) values (?1, ?2, ?3, ?4, ?5)
    on conflict (workflow, hour) do update set total = total + excluded.total, failed = failed + excluded.failed,
      last_started_at = max(last_started_at, excluded.last_started_at)`,
  staticData: 'update workflows set static_data = ? where id = ?',
} as const

function prepare(database: DatabaseSync): Statements {
  const of = (name: keyof typeof SQL): StatementSync => database.prepare(SQL[name])
  return {
    begin: of('begin'),
    commit: of('commit'),
    rollback: of('rollback'),
    create: of('create'),
    exists: of('exists'),
    advance: of('advance'),
    wakeAt: of('wakeAt'),
    resume: of('resume'),
    end: of('end'),
    forget: of('forget'),
    precedes: of('precedes'),
    event: of('event'),
    segment: of('segment'),
    replaceLists: of('replaceLists'),
    deleteLists: of('deleteLists'),
    deleteEvents: of('deleteEvents'),
    deleteSegments: of('deleteSegments'),
    begun: of('begun'),
    job: of('job'),
    wake: of('wake'),
    answered: of('answered'),
    dropWakes: of('dropWakes'),
    once: of('once'),
    answer: of('answer'),
    count: of('count'),
    staticData: of('staticData'),
  }
}

function apply(statements: Statements, write: EncodedWrite, counts: Counts): void {
  counts.add(write, write.create === null ? advance(statements, write) : create(statements, write, write.create))
  if (write.answer !== null) statements.answer.run(write.answer, write.execution)
  for (const [node, run] of write.answered) statements.answered.run(write.execution, node, run)
  for (const cause of write.causes) effect(statements, cause)
}

function create(
  statements: Statements,
  write: EncodedWrite,
  about: NonNullable<EncodedWrite['create']>,
): CountedExecution {
  const { ended } = write
  const kept = ended === null || keeps(about.keep, write.status)
  const number = insertExecution(statements, write, about, kept)
  statements.begun.run(write.execution)
  if (write.once !== null) beginOnce(statements, write, about, write.once)
  if (kept) insert(statements, number, write)
  return about
}

/** @returns its number */
function insertExecution(
  statements: Statements,
  write: EncodedWrite,
  about: NonNullable<EncodedWrite['create']>,
  kept: boolean,
): number {
  const { ended } = write
  try {
    const { lastInsertRowid } = statements.create.run(
      write.execution,
      about.workflow,
      about.workflowName,
      about.version,
      about.mode,
      write.status,
      about.startedAt,
      ended?.at ?? null,
      ended === null ? (write.wakeAt ?? null) : null,
      ended === null ? (write.resume ?? null) : null,
      about.parent ?? null,
      about.retryOf ?? null,
      about.keep.success ? 1 : 0,
      about.keep.error ? 1 : 0,
      kept ? 1 : 0,
      write.fence,
      kept ? write.bytes : 0,
      ended?.lastNode ?? null,
      ended?.error ?? null,
      ended?.customData ?? null,
    )
    return Number(lastInsertRowid)
  } catch (error) {
    // Cheaper than to look before each: there hardly ever is one.
    if (!isConflict(toFailure(error)) || statements.exists.get(write.execution) === undefined) throw error
    throw new StoreError('execution_exists', `Execution ${write.execution} was already created.`, { cause: error })
  }
}

function count(statements: Statements, { workflow, hour, total, failed, lastStartedAt }: Counted): void {
  statements.count.run(workflow, hour, total, failed, lastStartedAt)
}

function beginOnce(
  statements: Statements,
  { execution }: EncodedWrite,
  { workflow, startedAt }: NonNullable<EncodedWrite['create']>,
  { node, key, answer }: NonNullable<EncodedWrite['once']>,
): void {
  const cutoff = startedAt - KEY_LASTS
  const { changes } = statements.once.run(workflow, node, key, execution, startedAt, answer, cutoff)
  if (Number(changes) === 0) throw keyTaken()
}

function advance(statements: Statements, write: EncodedWrite): CountedExecution {
  const row = statements.advance.get(write.status, write.fence, write.bytes, write.execution, write.getsOn ? 0 : 1)
  if (row === undefined) throw refusal(statements, write)
  const number = Number(row['number'])
  refuseGap(statements, number, write)
  if (write.ended === null) {
    if (write.wakeAt !== undefined) statements.wakeAt.run(write.wakeAt, number)
    if (write.resume !== undefined) statements.resume.run(write.resume, number)
    insert(statements, number, write)
  } else {
    const kept = keeps({ success: row['keep_success'] === 1, error: row['keep_error'] === 1 }, write.status)
    end(statements, write, write.ended, { number, kept })
  }
  return { workflow: String(row['workflow']), startedAt: Number(row['started_at']) }
}

function end(
  statements: Statements,
  write: EncodedWrite,
  ended: NonNullable<EncodedWrite['ended']>,
  { number, kept }: { readonly number: number; readonly kept: boolean },
): void {
  statements.end.run(ended.at, ended.lastNode, ended.error, ended.customData, number)
  statements.dropWakes.run(write.execution)
  if (kept) {
    insert(statements, number, write)
    if (write.lists !== null) statements.deleteLists.run(number, JSON.stringify(write.lists))
    return
  }
  statements.forget.run(number)
  statements.deleteEvents.run(number)
  statements.deleteSegments.run(number)
}

function refuseGap(statements: Statements, number: number, { execution, events }: EncodedWrite): void {
  const [first] = events
  if (first === undefined || first.seq === 0) return
  if (statements.precedes.get(number, first.seq - 1) === undefined) throw journalGap(execution, first.seq)
}

function refusal(statements: Statements, write: EncodedWrite): StoreError {
  const stored = statements.exists.get(write.execution)
  if (stored === undefined) return new StoreError('execution_unknown', `There is no execution ${write.execution}.`)
  return new StoreError(
    'fenced',
    `Execution ${write.execution} was taken over by another runner (lease ${String(stored['fence'])}, ` +
      `this one has ${write.fence}). Let it go.`,
  )
}

function insert(statements: Statements, number: number, { events, pieces }: EncodedWrite): void {
  for (const { list, start, count, data } of pieces) {
    if (start === 0) statements.replaceLists.run(number, -list)
    statements.segment.run(number, -list, 0, start, count, ZSTD, data)
  }
  for (const { seq, type, node, run, event, items, segments } of events) {
    statements.event.run(number, seq, type, node, run, event, items)
    if (segments === null) continue
    for (const { output, start, count, packing, data } of segments) {
      statements.segment.run(number, seq, output, start, count, packing, data)
    }
  }
}

function effect(statements: Statements, cause: EncodedCause): void {
  switch (cause.do) {
    case 'start':
      statements.job.run(cause.execution, cause.job, cause.at)
      break
    case 'wake':
      statements.wake.run(cause.execution, cause.node, cause.run, cause.call, cause.result)
      break
    case 'drop':
      statements.begun.run(cause.execution)
      break
    case 'staticData':
      statements.staticData.run(cause.data, cause.workflow)
      break
  }
}
