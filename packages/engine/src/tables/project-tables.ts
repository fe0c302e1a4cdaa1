import { type Cells, type DataTable, type DataTables, refuse, type TableRow } from '@millrace/sdk'
import { checkCells, checkColumns, checkFilter, checkName, checkOrder } from './table-form.ts'
import type { TableStore } from './table-store.ts'

/** The tables of one project, for a node: what cannot be is refused here, and every row has all its cells. */
export function projectTables(store: TableStore, project: string): DataTables {
  return {
    list: () => store.list(project),
    find: (which) => store.find(project, which),
    async create({ name, columns }) {
      checkName(name)
      checkColumns(columns)
      const made = await store.create(project, { name, columns })
      if (made === 'taken') throw nameTaken(name)
      return made
    },
    async rename(table, name) {
      checkName(name)
      const done = await store.rename(project, table.id, name)
      if (done === 'taken') throw nameTaken(name)
      there(table, done)
    },
    async delete(table) {
      there(table, await store.delete(project, table.id))
    },
    async clear(table) {
      there(table, await store.clear(project, table.id))
    },
    async rows(table, query) {
      checkFilter(table, query.where)
      checkOrder(table, query)
      const rows = there(table, await store.rows(project, table.id, query))
      return rows.map((row) => whole(table, row))
    },
    async insert(table, rows) {
      for (const cells of rows) checkCells(table, cells)
      if (rows.length === 0) return []
      const { firstId, at } = there(table, await store.insert(project, table.id, rows))
      return rows.map((cells, index) => whole(table, { id: firstId + index, createdAt: at, updatedAt: at, cells }))
    },
    async update(table, change) {
      checkFilter(table, change.where)
      checkCells(table, change.cells)
      const changed = there(table, await store.update(project, table.id, change))
      return { ...changed, before: changed.before.map((row) => whole(table, row)) }
    },
    async deleteRows(table, where, dry) {
      checkFilter(table, where)
      const rows = there(table, await store.deleteRows(project, table.id, where, dry))
      return rows.map((row) => whole(table, row))
    },
  }
}

/** A cell for every column, in the order of the columns. */
function whole({ columns }: DataTable, row: TableRow): TableRow {
  const cells: Cells = Object.fromEntries(
    columns.map(({ name }) => [name, Object.hasOwn(row.cells, name) ? (row.cells[name] ?? null) : null]),
  )
  return { ...row, cells }
}

function there<T>(table: DataTable, result: T): Exclude<T, 'gone' | 'full'> {
  if (result === 'gone') {
    throw refuse(`The data table “${table.name}” is not here any more.`, { code: 'table_gone', retry: 'no' })
  }
  if (result === 'full') {
    throw refuse('The data tables are full.', {
      code: 'tables_full',
      hint: 'Delete rows, or raise MILLRACE_DATA_TABLE_MEGABYTES on the server.',
      retry: 'no',
    })
  }
  // What is neither is what the store was asked for.
  return result as Exclude<T, 'gone' | 'full'>
}

function nameTaken(name: string): Error {
  return refuse(`There is a data table “${name}” already.`, { code: 'table_name_taken', retry: 'no' })
}
