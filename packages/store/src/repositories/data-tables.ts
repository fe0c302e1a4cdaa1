import type { ManagedTableStore } from '@millrace/engine'
import type { Access, Connection } from '../database.ts'
import { newId } from '../id.ts'
import type { DataTablesTable } from '../schema.ts'
import { changedColumns, columnsText, plainColumns, readColumns } from '../tables/columns.ts'
import { asRow, type KnownTable, TableRows } from '../tables/table-rows.ts'

type Table = NonNullable<Awaited<ReturnType<ManagedTableStore['find']>>>

const MOST_BYTES = 50 * 1_048_576

/**
 * Data tables: their rows lie in one table, as JSON. A change begins by writing to the row of its data table, which
 * makes it wait for others of the same one; so what it reads then is what it changes.
 */
export function createDataTables(
  access: Access,
  kind: 'sqlite' | 'postgres',
  mostBytes: number = MOST_BYTES,
): ManagedTableStore {
  const rows = new TableRows(kind, mostBytes)
  return { ...looks(access, rows), ...definitions(access), ...contents(access, rows) }
}

type Methods<K extends keyof ManagedTableStore> = Pick<ManagedTableStore, K>

/** What only looks. */
function looks({ db }: Access, rows: TableRows): Methods<'list' | 'find' | 'counts' | 'rows'> {
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
    async counts(project, only) {
      const counted = await db
        .selectFrom('data_rows')
        .innerJoin('data_tables', 'data_tables.id', 'data_rows.table')
        .select((eb) => ['data_rows.table as id', eb.fn.countAll<number>().as('rows')])
        .where('data_tables.project', '=', project)
        .$if(only !== undefined, (all) => all.where('data_rows.table', '=', only ?? ''))
        .groupBy('data_rows.table')
        .execute()
      return new Map(counted.map((one) => [one.id, Number(one.rows)]))
    },
    async rows(project, id, query) {
      const known = await knownTable(db, project, id)
      if (known === undefined) return 'gone'
      const found = await rows.find(db, known, query)
      return found.map((row) => asRow(known, row))
    },
  }
}

function definitions({ db, clock }: Access): Methods<'create' | 'rename' | 'changeColumns' | 'delete' | 'clear'> {
  return {
    async create(project, { name, columns }) {
      const at = clock()
      const made = await db
        .insertInto('data_tables')
        .values({
          id: newId(),
          project,
          name,
          columns: columnsText(plainColumns(columns)),
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
    changeColumns: (project, id, change) =>
      db.transaction().execute(async (transaction) => {
        const known = await touch(transaction, project, id, clock())
        if (known === undefined) return 'gone'
        const columns = changedColumns(known.columns, change)
        if (columns === undefined) return 'clash'
        await transaction
          .updateTable('data_tables')
          .set({ columns: columnsText(columns) })
          .where('id', '=', id)
          .execute()
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

function contents({ db, clock }: Access, rows: TableRows): Methods<'insert' | 'update' | 'deleteRows'> {
  return {
    insert: (project, id, cells) =>
      db.transaction().execute(async (transaction) => {
        const at = clock()
        const known = await touch(transaction, project, id, at)
        return known === undefined ? 'gone' : rows.insert(transaction, known, cells, at)
      }),
    async update(project, id, { where, cells, elseInsert, dry }) {
      const at = clock()
      if (dry) {
        const known = await knownTable(db, project, id)
        if (known === undefined) return 'gone'
        const meant = await rows.find(db, known, { where })
        return { before: meant.map((row) => asRow(known, row)), at }
      }
      return db.transaction().execute(async (transaction) => {
        const known = await touch(transaction, project, id, at)
        if (known === undefined) return 'gone'
        const meant = await rows.find(transaction, known, { where })
        const before = meant.map((row) => asRow(known, row))
        if (before.length > 0 || !elseInsert) {
          return (await rows.change(transaction, known, meant, cells, at)) ?? { before, at }
        }
        const inserted = await rows.insert(transaction, known, [cells], at)
        return inserted === 'full' ? 'full' : { before, at, inserted }
      })
    },
    async deleteRows(project, id, where, dry) {
      if (dry) {
        const known = await knownTable(db, project, id)
        if (known === undefined) return 'gone'
        const meant = await rows.find(db, known, { where })
        return meant.map((row) => asRow(known, row))
      }
      return db.transaction().execute(async (transaction) => {
        const known = await touch(transaction, project, id, clock())
        if (known === undefined) return 'gone'
        const meant = await rows.find(transaction, known, { where })
        await rows.delete(transaction, known, meant)
        return meant.map((row) => asRow(known, row))
      })
    },
  }
}

/** Marks a table as changed, so that whoever else changes it waits; undefined where it is not the project's. */
async function touch(db: Connection, project: string, id: string, at: number): Promise<KnownTable | undefined> {
  const row = await db
    .updateTable('data_tables')
    .set({ updated_at: at })
    .where('project', '=', project)
    .where('id', '=', id)
    .returning('columns')
    .executeTakeFirst()
  return row && { id, columns: readColumns(row.columns) }
}

async function knownTable(db: Connection, project: string, id: string): Promise<KnownTable | undefined> {
  const row = await db
    .selectFrom('data_tables')
    .select('columns')
    .where('project', '=', project)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { id, columns: readColumns(row.columns) }
}

function asTable({ id, name, columns, created_at: createdAt, updated_at: updatedAt }: DataTablesTable): Table {
  return { id, name, columns: plainColumns(readColumns(columns)), createdAt, updatedAt }
}
