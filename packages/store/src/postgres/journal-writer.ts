import type pg from 'pg'
import { journalGap, keyTaken, StoreError } from '../error.ts'
import { type Counted, type CountedExecution, Counts } from '../journal/counts.ts'
import type { EncodedCause, EncodedEvent, EncodedWrite } from '../journal/encode.ts'
import { keeps } from '../journal/keep.ts'
import type { CommitBatch } from '../journal/queue.ts'
import { answersToAll, unpackBatch } from '../journal/unpack-batch.ts'
import { KEY_LASTS } from '../repositories/webhook-keys.ts'
import { fromPostgres } from './failure.ts'
import { writeSegments } from './segments.ts'

/**
 * The journal on Postgres: the rules of the SQLite writer (W1 to W7), with few round trips. A batch is cut into
 * rounds in which every execution occurs once; a round creates, advances and inserts with one statement each, whose
 * rows come as arrays.
 */
export function createPostgresWriter(pool: pg.Pool): CommitBatch {
  async function commit(writes: readonly EncodedWrite[]): Promise<readonly (Error | null)[]> {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query('begin')
      const refusals = new Map<EncodedWrite, Error>()
      const counts = new Counts()
      for (const round of rounds(writes)) {
        for (const { write, of } of await writeRound(client, round, refusals)) counts.add(write, of)
      }
      await addCounts(client, counts.all)
      await client.query('commit')
      return writes.map((write) => refusals.get(write) ?? null)
    } catch (error) {
      broken = await rollback(client)
      throw error
    } finally {
      client.release(broken)
    }
  }

  async function commitEach(writes: readonly EncodedWrite[]): Promise<readonly (Error | null)[]> {
    try {
      return await commit(writes)
    } catch (error) {
      if (writes.length === 1) return [fromPostgres(error)]
      const answers: (Error | null)[] = []
      for (const write of writes) answers.push(await alone(commit, write))
      return answers
    }
  }

  return async (packed) => {
    const batch = unpackBatch(packed)
    return answersToAll(await commitEach(batch.writes), batch, fromPostgres)
  }
}

type Commit = (writes: readonly EncodedWrite[]) => Promise<readonly (Error | null)[]>

async function alone(commit: Commit, write: EncodedWrite): Promise<Error | null> {
  try {
    return (await commit([write]))[0] ?? null
  } catch (error) {
    return fromPostgres(error)
  }
}

/** Answers with the reason why the connection cannot be used any more, if that is so. */
async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback')
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function rounds(writes: readonly EncodedWrite[]): readonly (readonly EncodedWrite[])[] {
  const all: EncodedWrite[][] = []
  const times = new Map<string, number>()
  for (const write of writes) {
    const round = times.get(write.execution) ?? 0
    times.set(write.execution, round + 1)
    const list = all[round]
    if (list === undefined) all[round] = [write]
    else list.push(write)
  }
  return all
}

type Refusals = Map<EncodedWrite, Error>

/** An accepted write, and what its events need. */
interface Accepted {
  readonly write: EncodedWrite
  readonly number: number
  readonly kept: boolean
  readonly of: CountedExecution
}

async function writeRound(
  client: pg.PoolClient,
  round: readonly EncodedWrite[],
  refusals: Refusals,
): Promise<readonly Accepted[]> {
  const accepted = [...(await create(client, round, refusals)), ...(await advance(client, round, refusals))]
  await refuseGaps(client, accepted)
  const gone = accepted.filter((one) => !one.kept && one.write.create === null).map((one) => one.number)
  if (gone.length > 0) await forget(client, gone)
  const kept = accepted.filter((one) => one.kept)
  await insertEvents(client, kept)
  await writeSegments(client, kept)
  for (const { write } of accepted) {
    if (write.create !== null && write.once !== null) await beginOnce(client, write, write.create, write.once)
    if (write.answer !== null) {
      await client.query('update webhook_keys set answer = $1 where execution = $2 and answer is null', [
        write.answer,
        write.execution,
      ])
    }
    for (const [node, run] of write.answered) {
      await client.query('delete from wakes where execution = $1 and node = $2 and run = $3', [
        write.execution,
        node,
        run,
      ])
    }
    for (const cause of write.causes) await effect(client, cause)
  }
  // What one of this round caused may have begun in it.
  const begun = accepted.flatMap(({ write }) => (write.create === null ? [] : [write.execution]))
  if (begun.length > 0) await client.query('delete from jobs where execution = any($1)', [begun])
  return accepted
}

async function addCounts(client: pg.PoolClient, rows: readonly Counted[]): Promise<void> {
  if (rows.length === 0) return
  await client.query(
    `insert into execution_counts as c (workflow, hour, total, failed, last_started_at)
     select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
     on conflict (workflow, hour) do update set total = c.total + excluded.total, failed = c.failed + excluded.failed,
       last_started_at = greatest(c.last_started_at, excluded.last_started_at)`,
    [
      rows.map((row) => row.workflow),
      rows.map((row) => row.hour),
      rows.map((row) => row.total),
      rows.map((row) => row.failed),
      rows.map((row) => row.lastStartedAt),
    ],
  )
}

async function create(
  client: pg.PoolClient,
  round: readonly EncodedWrite[],
  refusals: Refusals,
): Promise<readonly Accepted[]> {
  const rows = round.flatMap((write) => (write.create === null ? [] : [creation(write, write.create)]))
  if (rows.length === 0) return []
  const { rows: added } = await client.query<{ readonly id: string; readonly number: number }>(
    `insert into executions (id, project, workflow, workflow_name, version, mode, status, started_at, ended_at, wake_at,
       resume, retry_of, parent, keep_success, keep_error, data_kept, fence, deaths, bytes, last_node, error, custom_data)
     select r.id, coalesce((select project from workflows where id = r.workflow),
         (select project from executions where id = r.parent), ''), r.workflow, r.workflow_name, r.version, r.mode,
       r.status, r.started_at, r.ended_at, r.wake_at, r.resume, r.retry_of, r.parent, r.keep_success, r.keep_error,
       r.data_kept, r.fence, 0, r.bytes, r.last_node, r.error, r.custom_data
     from json_to_recordset($1::json) as r (id text, workflow text, workflow_name text, version text, mode text,
       status text, started_at bigint, ended_at bigint, wake_at bigint, resume text, retry_of text, parent text,
       keep_success int, keep_error int, data_kept int, fence bigint, bytes bigint, last_node text, error text,
       custom_data text)
     on conflict (id) do nothing
     returning id, number`,
    [JSON.stringify(rows.map((row) => row.values))],
  )
  const numbers = new Map(added.map((row) => [row.id, row.number]))
  return rows.flatMap(({ write, kept, about }) => {
    const number = numbers.get(write.execution)
    if (number !== undefined) return [{ write, number, kept, of: about }]
    refusals.set(write, new StoreError('execution_exists', `Execution ${write.execution} was already created.`))
    return []
  })
}

function creation(write: EncodedWrite, about: NonNullable<EncodedWrite['create']>) {
  const { ended } = write
  const kept = ended === null || keeps(about.keep, write.status)
  const values = {
    id: write.execution,
    workflow: about.workflow,
    workflow_name: about.workflowName,
    version: about.version,
    mode: about.mode,
    status: write.status,
    started_at: about.startedAt,
    ended_at: ended?.at ?? null,
    wake_at: ended === null ? (write.wakeAt ?? null) : null,
    resume: ended === null ? (write.resume ?? null) : null,
    retry_of: about.retryOf ?? null,
    parent: about.parent ?? null,
    keep_success: about.keep.success ? 1 : 0,
    keep_error: about.keep.error ? 1 : 0,
    data_kept: kept ? 1 : 0,
    fence: write.fence,
    bytes: kept ? write.bytes : 0,
    last_node: ended?.lastNode ?? null,
    error: ended?.error ?? null,
    custom_data: ended?.customData ?? null,
  }
  return { write, kept, about, values }
}

async function advance(
  client: pg.PoolClient,
  round: readonly EncodedWrite[],
  refusals: Refusals,
): Promise<readonly Accepted[]> {
  const writes = round.filter((write) => write.create === null)
  if (writes.length === 0) return []
  const { rows } = await client.query<{
    readonly id: string
    readonly number: number
    readonly keep_success: number
    readonly keep_error: number
    readonly workflow: string
    readonly started_at: number
  }>(
    `update executions as e set status = r.status, fence = r.fence, bytes = e.bytes + r.bytes,
       deaths = case when r.gets_on then 0 else e.deaths end, outages = case when r.gets_on then 0 else e.outages end,
       wake_at = case when r.ended_at is not null then null when r.sets_wake then r.wake_at else e.wake_at end,
       resume = case when r.ended_at is not null then null when r.sets_resume then r.resume else e.resume end,
       ended_at = coalesce(r.ended_at, e.ended_at), last_node = coalesce(r.last_node, e.last_node),
       error = coalesce(r.error, e.error), custom_data = coalesce(r.custom_data, e.custom_data)
     from json_to_recordset($1::json) as r (id text, status text, fence bigint, bytes bigint, gets_on boolean, sets_wake boolean,
       wake_at bigint, sets_resume boolean, resume text, ended_at bigint, last_node text, error text, custom_data text)
     where e.id = r.id and e.fence <= r.fence
     returning e.id, e.number, e.keep_success, e.keep_error, e.workflow, e.started_at`,
    [JSON.stringify(writes.map(progress))],
  )
  const ended = writes.filter((write) => write.ended !== null).map((write) => write.execution)
  if (ended.length > 0) await client.query('delete from wakes where execution = any($1)', [ended])
  const byId = new Map(rows.map((row) => [row.id, row]))
  const accepted: Accepted[] = []
  for (const write of writes) {
    const row = byId.get(write.execution)
    if (row === undefined) refusals.set(write, await refusal(client, write))
    else {
      const keep = { success: row.keep_success === 1, error: row.keep_error === 1 }
      const kept = write.ended === null || keeps(keep, write.status)
      accepted.push({ write, number: row.number, kept, of: { workflow: row.workflow, startedAt: row.started_at } })
    }
  }
  return accepted
}

function progress(write: EncodedWrite) {
  return {
    id: write.execution,
    status: write.status,
    fence: write.fence,
    bytes: write.bytes,
    gets_on: write.getsOn,
    sets_wake: write.wakeAt !== undefined,
    wake_at: write.wakeAt ?? null,
    sets_resume: write.resume !== undefined,
    resume: write.resume ?? null,
    ended_at: write.ended?.at ?? null,
    last_node: write.ended?.lastNode ?? null,
    error: write.ended?.error ?? null,
    custom_data: write.ended?.customData ?? null,
  }
}

async function refusal(client: pg.PoolClient, write: EncodedWrite): Promise<StoreError> {
  const { rows } = await client.query<{ readonly fence: number }>('select fence from executions where id = $1', [
    write.execution,
  ])
  const stored = rows[0]
  if (stored === undefined) return new StoreError('execution_unknown', `There is no execution ${write.execution}.`)
  return new StoreError(
    'fenced',
    `Execution ${write.execution} was taken over by another runner (lease ${stored.fence}, ` +
      `this one has ${write.fence}). Let it go.`,
  )
}

async function forget(client: pg.PoolClient, numbers: readonly number[]): Promise<void> {
  await client.query('update executions set data_kept = 0, bytes = 0 where number = any($1)', [numbers])
  await client.query('delete from item_segments where execution = any($1)', [numbers])
  await client.query('delete from events where execution = any($1)', [numbers])
}

/** Throws where the key is taken: the batch is rolled back, and each write is tried alone. */
async function beginOnce(
  client: pg.PoolClient,
  { execution }: EncodedWrite,
  { workflow, startedAt }: NonNullable<EncodedWrite['create']>,
  { node, key, answer }: NonNullable<EncodedWrite['once']>,
): Promise<void> {
  const { rowCount } = await client.query(
    `insert into webhook_keys (workflow, node, key, execution, created_at, answer) values ($1, $2, $3, $4, $5, $6)
     on conflict (workflow, node, key) do update set execution = excluded.execution, created_at = excluded.created_at,
       answer = excluded.answer
     where webhook_keys.execution = excluded.execution or webhook_keys.created_at <= $7`,
    [workflow, node, key, execution, startedAt, answer, startedAt - KEY_LASTS],
  )
  if (rowCount === 0) throw keyTaken()
}

/** Throws for the first write whose events have no event before them: its batch is rolled back, and it is tried alone. */
async function refuseGaps(client: pg.PoolClient, accepted: readonly Accepted[]): Promise<void> {
  const later = accepted.flatMap(({ write, number }) => {
    const seq = write.events[0]?.seq ?? 0
    return write.create === null && seq > 0 ? [{ execution: write.execution, number, seq }] : []
  })
  if (later.length === 0) return
  const { rows } = await client.query<{ readonly execution: number }>(
    `select w.execution from unnest($1::bigint[], $2::int[]) as w (execution, seq)
     where not exists (select 1 from events as e where e.execution = w.execution and e.seq = w.seq - 1)`,
    [later.map((one) => one.number), later.map((one) => one.seq)],
  )
  const gap = rows[0] && later.find((one) => one.number === rows[0]?.execution)
  if (gap !== undefined) throw journalGap(gap.execution, gap.seq)
}

async function insertEvents(client: pg.PoolClient, accepted: readonly Accepted[]): Promise<void> {
  const rows = accepted.flatMap(({ write, number }) => write.events.map((event) => ({ number, event })))
  if (rows.length === 0) return
  const column = <Value>(of: (event: EncodedEvent) => Value): readonly Value[] => rows.map((row) => of(row.event))
  await client.query(
    `insert into events (execution, seq, type, node, run, event, items)
     select * from unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[])`,
    [
      rows.map((row) => row.number),
      column((event) => event.seq),
      column((event) => event.type),
      column((event) => event.node),
      column((event) => event.run),
      column((event) => event.event),
      column((event) => event.items),
    ],
  )
}

async function effect(client: pg.PoolClient, cause: EncodedCause): Promise<void> {
  switch (cause.do) {
    case 'start':
      await client.query('insert into jobs (execution, job, created_at) values ($1, $2, $3)', [
        cause.execution,
        cause.job,
        cause.at,
      ])
      break
    case 'wake':
      await client.query(
        `insert into wakes (execution, node, run, call, result)
         select $1::text, $2::text, $3::int, $4::int, $5::text
         where exists (select 1 from executions where id = $1 and ended_at is null)
         on conflict (execution, node, run, call) do update set result = excluded.result`,
        [cause.execution, cause.node, cause.run, cause.call, cause.result],
      )
      break
    case 'drop':
      await client.query('delete from jobs where execution = $1', [cause.execution])
      break
    case 'staticData':
      await client.query('update workflows set static_data = $1 where id = $2', [cause.data, cause.workflow])
      break
  }
}
