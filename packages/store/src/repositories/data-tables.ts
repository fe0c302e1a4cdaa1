import type { TableStore } from '@millrace/engine'
import type { Access, Connection } from '../database.ts'
import { newId } from '../id.ts'
import { parseObject } from '../json.ts'
import type { DataRowsTable, DataTablesTable } from '../schema.ts'
import { type Column, rowSql } from '../tables/row-filter.ts'

type Row = Exclude<Awaited<ReturnType<TableStore['rows']>>, 'gone'>[number]
type Table = NonNullable<Awaited<ReturnType<TableStore['find']>>>
type Query = Parameters<TableStore['rows']>[2]
type Cells = Row['cells']

/** Rows in one statement: SQLite and Postgres both bind a few thousand values at most. */
const STEP = 500
/** What a row takes besides its cells, about. */
const ROW_BYTES = 40
const MOST_BYTES = 50 * 1_048_576

/**
 * Data tables: their rows lie in one table, as JSON. A change begins by writing to the row of its data table, which
 * makes it wait for others of the same one; so what it reads then is what it changes.
 */
export function createDataTables(
  access: Access,
  kind: 'sqlite' | 'postgres',
  mostBytes: number = MOST_BYTES,
): TableStore {
  const rows = new TableRows(kind, mostBytes)
  return { ...definitions(access), ...contents(access, rows) }
}

function definitions({
  db,
  clock,
}: Access): Pick<TableStore, 'list' | 'find' | 'create' | 'rename' | 'delete' | 'clear'> {
  return {
    async list(project) {
      const found = await db.selectFrom('data_tables').selectAll().where('project', '=', project).execute()
      return found.map(asTable).toSorted((a, b) => (a.name < b.name ? -1 : 1))
    },
    async find(project, which) {
      const query = db.selectFrom('data_tables').selectAll().where('project', '=', project)
      const row = await ('id' in which ? query.where('id', '=', which.id) : query.where('name', '=', which.name))
        .limit(1)
        .executeTakeFirst()
      return row && asTable(row)
    },
    async create(project, { name, columns }) {
      const at = clock()
      const made = await db
        .insertInto('data_tables')
        .values({
          id: newId(),
          project,
          name,
          columns: JSON.stringify(columns.map((column) => ({ name: column.name, type: column.type }))),
          last_row: 0,
          bytes: 0,
          created_at: at,
          updated_at: at,
        })
        .onConflict((conflict) => conflict.columns(['project', 'name']).doNothing())
        .returningAll()
        .executeTakeFirst()
      return made === undefined ? 'taken' : asTable(made)
    },
    rename: (project, id, name) =>
      db.transaction().execute(async (transaction) => {
        if (!(await touch(transaction, project, id, clock()))) return 'gone'
        const other = await transaction
          .selectFrom('data_tables')
          .select('id')
          .where('project', '=', project)
          .where('name', '=', name)
          .where('id', '!=', id)
          .executeTakeFirst()
        if (other !== undefined) return 'taken'
        await transaction.updateTable('data_tables').set({ name }).where('id', '=', id).execute()
        return 'done'
      }),
    delete: (project, id) =>
      db.transaction().execute(async (transaction) => {
        if (!(await touch(transaction, project, id, clock()))) return 'gone'
        await transaction.deleteFrom('data_rows').where('table', '=', id).execute()
        await transaction.deleteFrom('data_tables').where('id', '=', id).execute()
        return 'done'
      }),
    clear: (project, id) =>
      db.transaction().execute(async (transaction) => {
        if (!(await touch(transaction, project, id, clock()))) return 'gone'
        await transaction.deleteFrom('data_rows').where('table', '=', id).execute()
        await transaction.updateTable('data_tables').set({ bytes: 0 }).where('id', '=', id).execute()
        return 'done'
      }),
  }
}

function contents(
  { db, clock }: Access,
  rows: TableRows,
): Pick<TableStore, 'rows' | 'insert' | 'update' | 'deleteRows'> {
  return {
    async rows(project, id, query) {
      const columns = await columnsOf(db, project, id)
      return columns === undefined ? 'gone' : rows.find(db, id, columns, query)
    },
    insert: (project, id, cells) =>
      db.transaction().execute(async (transaction) => {
        const at = clock()
        if (!(await touch(transaction, project, id, at))) return 'gone'
        return rows.insert(transaction, id, cells, at)
      }),
    async update(project, id, { where, cells, elseInsert, dry }) {
      const at = clock()
      if (dry) {
        const columns = await columnsOf(db, project, id)
        return columns === undefined ? 'gone' : { before: await rows.find(db, id, columns, { where }), at }
      }
      return db.transaction().execute(async (transaction) => {
        const columns = await touch(transaction, project, id, at)
        if (columns === undefined) return 'gone'
        const before = await rows.find(transaction, id, columns, { where })
        if (before.length > 0 || !elseInsert) {
          return (await rows.change(transaction, id, before, cells, at)) ?? { before, at }
        }
        const inserted = await rows.insert(transaction, id, [cells], at)
        return inserted === 'full' ? 'full' : { before, at, inserted }
      })
    },
    async deleteRows(project, id, where, dry) {
      if (dry) {
        const columns = await columnsOf(db, project, id)
        return columns === undefined ? 'gone' : rows.find(db, id, columns, { where })
      }
      return db.transaction().execute(async (transaction) => {
        const columns = await touch(transaction, project, id, clock())
        if (columns === undefined) return 'gone'
        const meant = await rows.find(transaction, id, columns, { where })
        await rows.delete(transaction, id, meant)
        return meant
      })
    },
  }
}

/** The rows of tables that are known to be the asker's. */
class TableRows {
  readonly #kind: 'sqlite' | 'postgres'
  readonly #mostBytes: number

  constructor(kind: 'sqlite' | 'postgres', mostBytes: number) {
    this.#kind = kind
    this.#mostBytes = mostBytes
  }

  async find(
    db: Connection,
    table: string,
    columns: readonly Column[],
    { skip, limit, ...query }: Pick<Query, 'where' | 'order'> & Partial<Query>,
  ): Promise<readonly Row[]> {
    const { where, order } = rowSql(this.#kind, columns, query)
    const found = await db
      .selectFrom('data_rows')
      .selectAll()
      .where('table', '=', table)
      .where(where)
      .orderBy(order)
      .$if(limit !== undefined, (all) => all.limit(limit ?? 0).offset(skip ?? 0))
      .execute()
    return found.map(asRow)
  }

  async insert(db: Connection, table: string, all: readonly Cells[], at: number) {
    const texts = all.map((cells) => JSON.stringify(cells))
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
    table: string,
    before: readonly Row[],
    cells: Cells,
    at: number,
  ): Promise<'full' | undefined> {
    const after = before.map((row) => ({ row, text: JSON.stringify({ ...row.cells, ...cells }) }))
    const more = bytesOf(after.map(({ text }) => text)) - bytesOf(before.map((row) => JSON.stringify(row.cells)))
    if (more > 0 && (await this.#isFull(db, more))) return 'full'
    for (const step of steps(after)) {
      await db
        .insertInto('data_rows')
        .values(
          step.map(({ row, text }) => ({ table, id: row.id, created_at: row.createdAt, updated_at: at, cells: text })),
        )
        .onConflict((conflict) =>
          conflict.columns(['table', 'id']).doUpdateSet((eb) => ({
            cells: eb.ref('excluded.cells'),
            updated_at: eb.ref('excluded.updated_at'),
          })),
        )
        .execute()
    }
    await this.#grow(db, table, more)
    return undefined
  }

  async delete(db: Connection, table: string, rows: readonly Row[]): Promise<void> {
    for (const step of steps(rows)) {
      const ids = step.map((row) => row.id)
      await db.deleteFrom('data_rows').where('table', '=', table).where('id', 'in', ids).execute()
    }
    await this.#grow(db, table, -bytesOf(rows.map((row) => JSON.stringify(row.cells))))
  }

  async #grow(db: Connection, table: string, bytes: number): Promise<void> {
    await db
      .updateTable('data_tables')
      .set((eb) => ({ bytes: eb('bytes', '+', bytes) }))
      .where('id', '=', table)
      .execute()
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

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + ROW_BYTES, 0)
}

function* steps<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += STEP) yield all.slice(start, start + STEP)
}

/** Marks a table as changed, so that whoever else changes it waits; answers with its columns. */
async function touch(db: Connection, project: string, id: string, at: number): Promise<readonly Column[] | undefined> {
  const row = await db
    .updateTable('data_tables')
    .set({ updated_at: at })
    .where('project', '=', project)
    .where('id', '=', id)
    .returning('columns')
    .executeTakeFirst()
  return row && readColumns(row.columns)
}

async function columnsOf(db: Connection, project: string, id: string): Promise<readonly Column[] | undefined> {
  const row = await db
    .selectFrom('data_tables')
    .select('columns')
    .where('project', '=', project)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && readColumns(row.columns)
}

function asTable(row: DataTablesTable): Table {
  const { id, name, columns, created_at: createdAt, updated_at: updatedAt } = row
  return { id, name, columns: readColumns(columns), createdAt, updatedAt }
}

function asRow(row: DataRowsTable): Row {
  // Only cells are ever written to this text.
  const cells = parseObject(row.cells) as Cells
  return { id: row.id, createdAt: row.created_at, updatedAt: row.updated_at, cells }
}

function readColumns(text: string): readonly Column[] {
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value)) throw new TypeError('The columns of a data table are damaged.')
  // Only columns are ever written to this text.
  return value as readonly Column[]
}
