import type { JournalEntry, ListPiece, Outline, Wake } from '@millrace/engine'
import type { Connection } from '../database.ts'
import type { Json } from '../json.ts'
import type { ItemSegmentsTable } from '../schema.ts'
import { decodeEntry, readEvent } from './decode.ts'

/** Everything of an execution after a sequence number, with the items, but without lists that were written ahead. */
export async function readJournal(db: Connection, id: string, afterSeq: number): Promise<readonly JournalEntry[]> {
  const execution = await db.selectFrom('executions').select('number').where('id', '=', id).executeTakeFirst()
  if (execution === undefined) return []
  const rows = await db
    .selectFrom('events')
    .select(['seq', 'event', 'items'])
    .where('execution', '=', execution.number)
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .execute()
  if (rows.length === 0) return []
  const segments = await segmentsBySeq(db, execution.number, afterSeq)
  return rows.map((row) => decodeEntry(row, segments.get(row.seq) ?? []))
}

async function segmentsBySeq(
  db: Connection,
  execution: number,
  afterSeq: number,
): Promise<ReadonlyMap<number, readonly ItemSegmentsTable[]>> {
  const rows = await db
    .selectFrom('item_segments')
    .selectAll()
    .where('execution', '=', execution)
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .orderBy('output')
    .orderBy('start')
    .execute()
  const bySeq = new Map<number, ItemSegmentsTable[]>()
  for (const row of rows) {
    const list = bySeq.get(row.seq)
    if (list === undefined) bySeq.set(row.seq, [row])
    else list.push(row)
  }
  return bySeq
}

/** The piece of a list that begins at a place. */
export async function readPiece(
  db: Connection,
  id: string,
  list: number,
  start: number,
): Promise<ListPiece | undefined> {
  const row = await db
    .selectFrom('item_segments')
    .innerJoin('executions', 'executions.number', 'item_segments.execution')
    .where('executions.id', '=', id)
    .where('item_segments.seq', '=', -list)
    .where('item_segments.output', '=', 0)
    .where('item_segments.start', '=', start)
    .select(['item_segments.count', 'item_segments.data'])
    .executeTakeFirst()
  return row && { list, start, count: row.count, data: row.data }
}

/** Where an execution's journal stands: its first event, and what came last. Reads no items. */
export async function readOutline(db: Connection, id: string): Promise<Outline | undefined> {
  const events = db
    .selectFrom('events')
    .innerJoin('executions', 'executions.number', 'events.execution')
    .where('executions.id', '=', id)
  const first = await events.select('event').orderBy('seq').limit(1).executeTakeFirst()
  const last = await events.select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  if (first === undefined || last === undefined) return undefined
  const node = await events
    .select('node')
    .where('type', 'in', ['nodeEnded', 'nodeSuspended'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { first: readEvent(first.event), lastSeq: last.seq, lastNode: node?.node ?? null }
}

/** Results of calls that have arrived for an execution and are not in its events yet. */
export async function readWakes(db: Connection, id: string): Promise<readonly Wake[]> {
  const rows = await db.selectFrom('wakes').selectAll().where('execution', '=', id).orderBy('call').execute()
  return rows.map((row) => {
    const result: Json = JSON.parse(row.result)
    return { ...row, result }
  })
}
