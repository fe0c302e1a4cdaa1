/** Items that lie beside events, and lists that are written ahead of them, on Postgres. */
import type pg from 'pg'
import type { EncodedWrite } from '../journal/encode.ts'
import { ZSTD } from '../journal/packing.ts'
import type { ItemSegmentsTable } from '../schema.ts'

/** A write, and the number of its execution. */
export interface Numbered {
  readonly write: EncodedWrite
  readonly number: number
}

/** Inserts what the writes bring, and deletes the lists that do not count any more. */
export async function writeSegments(client: pg.PoolClient, accepted: readonly Numbered[]): Promise<void> {
  await replaceLists(client, accepted)
  await insertSegments(client, accepted)
  await deleteLists(client, accepted)
}

/** Segments that go with one statement, by number and by bytes: rows share a round trip, and none waits for all. */
const SEGMENT_ROWS = 50
const SEGMENT_BYTES = 1024 * 1024

async function insertSegments(client: pg.PoolClient, accepted: readonly Numbered[]): Promise<void> {
  let rows: ItemSegmentsTable[] = []
  let bytes = 0
  for (const row of segmentRows(accepted)) {
    rows.push(row)
    bytes += row.data.length
    if (rows.length < SEGMENT_ROWS && bytes < SEGMENT_BYTES) continue
    await insertSegmentRows(client, rows)
    rows = []
    bytes = 0
  }
  if (rows.length > 0) await insertSegmentRows(client, rows)
}

function* segmentRows(accepted: readonly Numbered[]): Generator<ItemSegmentsTable> {
  for (const { write, number } of accepted) {
    for (const { list, start, count, data } of write.pieces) {
      yield { execution: number, seq: -list, output: 0, start, count, packing: ZSTD, data }
    }
    for (const { seq, segments } of write.events) {
      for (const segment of segments ?? []) yield { execution: number, seq, ...segment }
    }
  }
}

/** Rows of values: each piece of bytes is a parameter of its own, which goes as it is; an array of them would be text. */
async function insertSegmentRows(client: pg.PoolClient, rows: readonly ItemSegmentsTable[]): Promise<void> {
  const values = rows.map((_, row) => `(${SEGMENT_TYPES.map((type, i) => parameter(row, i, type)).join(', ')})`)
  await client.query(
    `insert into item_segments (execution, seq, output, start, count, packing, data) values ${values.join(', ')}`,
    rows.flatMap((row) => [row.execution, row.seq, row.output, row.start, row.count, row.packing, row.data]),
  )
}

const SEGMENT_TYPES = ['bigint', 'int', 'int', 'int', 'int', 'int', 'bytea'] as const

function parameter(row: number, column: number, type: (typeof SEGMENT_TYPES)[number]): string {
  return `$${row * SEGMENT_TYPES.length + column + 1}::${type}`
}

/** The first piece of a list takes the place of what an earlier runner left. */
async function replaceLists(client: pg.PoolClient, accepted: readonly Numbered[]): Promise<void> {
  for (const { write, number } of accepted) {
    for (const { list, start } of write.pieces) {
      if (start !== 0) continue
      await client.query('delete from item_segments where execution = $1 and seq <= $2', [number, -list])
    }
  }
}

async function deleteLists(client: pg.PoolClient, accepted: readonly Numbered[]): Promise<void> {
  for (const { write, number } of accepted) {
    if (write.lists === null) continue
    await client.query('delete from item_segments where execution = $1 and seq < 0 and -seq <> all($2::int[])', [
      number,
      write.lists,
    ])
  }
}
