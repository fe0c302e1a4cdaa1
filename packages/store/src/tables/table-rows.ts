import type { ManagedTableStore } from '@millrace/engine'
import type { Connection } from '../database.ts'
import type { DataRowsTable } from '../schema.ts'
import { type Cells, cellsText, type Column, readCells } from './columns.ts'
import { rowSql } from './row-filter.ts'

type Query = Parameters<ManagedTableStore['rows']>[2]
type Row = Exclude<Awaited<ReturnType<ManagedTableStore['rows']>>, 'gone'>[number]

/** Rows in one statement: SQLite and Postgres both bind a few thousand values at most. */
const STEP = 500
/** What a row takes besides its cells, about. */
const ROW_BYTES = 40

/** A data table that is known to be the asker's. */
export interface KnownTable {
  readonly id: string
  readonly columns: readonly Column[]
}

/** The rows of known tables. */
export class TableRows {
  readonly #kind: 'sqlite' | 'postgres'
  readonly #mostBytes: number

  constructor(kind: 'sqlite' | 'postgres', mostBytes: number) {
    this.#kind = kind
    this.#mostBytes = mostBytes
  }

  find(
    db: Connection,
    { id, columns }: KnownTable,
    { skip, limit, ...query }: Pick<Query, 'where' | 'order'> & Partial<Query>,
  ): Promise<readonly DataRowsTable[]> {
    const { where, order } = rowSql(this.#kind, columns, query)
    return db
      .selectFrom('data_rows')
      .selectAll()
      .where('table', '=', id)
      .where(where)
      .orderBy(order)
      .$if(limit !== undefined, (all) => all.limit(limit ?? 0).offset(skip ?? 0))
      .execute()
  }

  async insert(db: Connection, { id: table, columns }: KnownTable, all: readonly Cells[], at: number) {
    const texts = all.map((cells) => cellsText(columns, cells))
    const bytes = bytesOf(texts)
    if (await this.#isFull(db, bytes)) return 'full' as const
    const { last_row: last } = await db
      .updateTable('data_tables')
      .set((eb) => ({ last_row: eb('last_row', '+', all.length), bytes: eb('bytes', '+', bytes) }))
      .where('id', '=', table)
      .returning('last_row')
      .executeTakeFirstOrThrow()
    const firstId = last - all.length + 1
    const made = texts.map((cells, index) => ({ table, id: firstId + index, created_at: at, updated_at: at, cells }))
    for (const step of steps(made)) await db.insertInto('data_rows').values(step).execute()
    return { firstId, at }
  }

  /** Sets cells of rows; `full` where they would take too much. */
  async change(
    db: Connection,
    { id: table, columns }: KnownTable,
    before: readonly DataRowsTable[],
    cells: Cells,
    at: number,
  ): Promise<'full' | undefined> {
    const after = before.map((row) => ({
      row,
      text: cellsText(columns, { ...readCells(columns, row.cells), ...cells }),
    }))
    const more = bytesOf(after.map(({ text }) => text)) - bytesOf(before.map((row) => row.cells))
    if (more > 0 && (await this.#isFull(db, more))) return 'full'
    for (const step of steps(after)) {
      await db
        .insertInto('data_rows')
        .values(
          step.map(({ row, text }) => ({
            table,
            id: row.id,
            created_at: row.created_at,
            updated_at: at,
            cells: text,
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['table', 'id']).doUpdateSet((eb) => ({
            cells: eb.ref('excluded.cells'),
            updated_at: eb.ref('excluded.updated_at'),
          })),
        )
        .execute()
    }
    await grow(db, table, more)
    return undefined
  }

  async delete(db: Connection, { id: table }: KnownTable, rows: readonly DataRowsTable[]): Promise<void> {
    for (const step of steps(rows)) {
      const ids = step.map((row) => row.id)
      await db.deleteFrom('data_rows').where('table', '=', table).where('id', 'in', ids).execute()
    }
    await grow(db, table, -bytesOf(rows.map((row) => row.cells)))
  }

  /** Whether so many bytes more are too many for all tables together. */
  async #isFull(db: Connection, more: number): Promise<boolean> {
    const { bytes } = await db
      .selectFrom('data_tables')
      .select((eb) => eb.fn.sum<number>('bytes').as('bytes'))
      .executeTakeFirstOrThrow()
    return Number(bytes) + more > this.#mostBytes
  }
}

export function asRow({ columns }: KnownTable, row: DataRowsTable): Row {
  return {
    id: row.id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    cells: readCells(columns, row.cells),
  }
}

async function grow(db: Connection, table: string, bytes: number): Promise<void> {
  await db
    .updateTable('data_tables')
    .set((eb) => ({ bytes: eb('bytes', '+', bytes) }))
    .where('id', '=', table)
    .execute()
}

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + ROW_BYTES, 0)
}

function* steps<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += STEP) yield all.slice(start, start + STEP)
}
