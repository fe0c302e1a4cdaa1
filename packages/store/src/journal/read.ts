import type { JournalEntry } from '@millrace/engine'
import type { Connection } from '../database.ts'
import type { ItemSegmentsTable } from '../schema.ts'
import { decodeEntry } from './decode.ts'

/** Everything of an execution after a sequence number, with the items. */
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
