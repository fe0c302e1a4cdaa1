/** Data tables for the editor: tables, their columns, and pages of their rows. */
import {
  addColumn,
  changeRow,
  createDataTable,
  type DataTable as ShownTable,
  deleteColumn,
  deleteDataTable,
  deleteRows,
  getDataTable,
  insertRows,
  listDataTables,
  listRows,
  renameColumn,
  renameDataTable,
} from '@millrace/api'
import { managedTables, type ManagedTables } from '@millrace/engine'
import type { DataTable, RowFilter, TableRow } from '@millrace/sdk'
import type { Caller } from '../auth/caller.ts'
import type { ServerContext } from '../context.ts'
import { problems } from '../http/http-problem.ts'
import { type Routes, serve } from '../http/serve.ts'
import { cellsOf, findTable, refusing, searchRows } from './tables-of-caller.ts'

type TablesOf = (caller: Caller) => ManagedTables

const PAGE = 100
const everyRow: RowFilter = { match: 'all', conditions: [] }

export function dataTableRoutes(routes: Routes, { store }: Pick<ServerContext, 'store'>): void {
  const tablesOf: TablesOf = (caller) => managedTables(store.dataTables, caller.project)
  definitions(routes, tablesOf)
  columns(routes, tablesOf)
  rows(routes, tablesOf)
}

function definitions(routes: Routes, tablesOf: TablesOf): void {
  serve(routes, listDataTables, 'dataTable.read', async ({ caller }) => {
    const tables = tablesOf(caller)
    const [all, counts] = await Promise.all([tables.list(), tables.counts()])
    return { tables: all.map((table) => shown(table, counts)) }
  })

  serve(routes, createDataTable, 'dataTable.edit', ({ body, caller }) =>
    refusing(async () => shown(await tablesOf(caller).create(body))),
  )

  serve(routes, getDataTable, 'dataTable.read', ({ params, caller }) => look(tablesOf(caller), params.id))

  serve(routes, renameDataTable, 'dataTable.edit', ({ params, body, caller }) =>
    refusing(async () => {
      const tables = tablesOf(caller)
      await tables.rename(await findTable(tables, params.id), body.name)
      return look(tables, params.id)
    }),
  )

  serve(routes, deleteDataTable, 'dataTable.edit', ({ params, caller }) =>
    refusing(async () => {
      const tables = tablesOf(caller)
      await tables.delete(await findTable(tables, params.id))
      return undefined
    }),
  )
}

function columns(routes: Routes, tablesOf: TablesOf): void {
  const change = (caller: Caller, id: string, how: Parameters<ManagedTables['changeColumns']>[1]) =>
    refusing(async () => {
      const tables = tablesOf(caller)
      await tables.changeColumns(await findTable(tables, id), how)
      return look(tables, id)
    })

  serve(routes, addColumn, 'dataTable.edit', ({ params, body, caller }) =>
    change(caller, params.id, { kind: 'add', column: body }),
  )
  serve(routes, renameColumn, 'dataTable.edit', ({ params, body, caller }) =>
    change(caller, params.id, { kind: 'rename', name: params.column, to: body.name }),
  )
  serve(routes, deleteColumn, 'dataTable.edit', ({ params, caller }) =>
    change(caller, params.id, { kind: 'delete', name: params.column }),
  )
}

function rows(routes: Routes, tablesOf: TablesOf): void {
  serve(routes, listRows, 'dataTable.read', ({ params, query, caller }) =>
    refusing(async () => {
      const tables = tablesOf(caller)
      const table = await findTable(tables, params.id)
      const { skip = 0, limit = PAGE, sort, direction = 'asc', search = '' } = query
      const asked = { where: everyRow, ...(sort !== undefined && { order: { column: sort, direction } }) }
      if (search !== '') {
        const found = await searchRows(tables, table, asked, search)
        return { rows: found.slice(skip, skip + limit).map(open), total: found.length }
      }
      const [some, counts] = await Promise.all([tables.rows(table, { ...asked, skip, limit }), tables.counts(table)])
      return { rows: some.map(open), total: counts.get(table.id) ?? 0 }
    }),
  )

  serve(routes, insertRows, 'dataTable.edit', ({ params, body, caller }) =>
    refusing(async () => {
      const tables = tablesOf(caller)
      const table = await findTable(tables, params.id)
      const made = await tables.insert(
        table,
        body.rows.map((cells) => cellsOf(table, cells)),
      )
      return { rows: made.map(open) }
    }),
  )

  serve(routes, changeRow, 'dataTable.edit', ({ params, body, caller }) =>
    refusing(async () => {
      const tables = tablesOf(caller)
      const table = await findTable(tables, params.id)
      const cells = cellsOf(table, body.cells)
      const { before, at } = await tables.update(table, {
        where: idIs([params.row]),
        cells,
        elseInsert: false,
        dry: false,
      })
      const [row] = before
      if (row === undefined) throw problems.notFound('row')
      return open({ ...row, updatedAt: at, cells: { ...row.cells, ...cells } })
    }),
  )

  serve(routes, deleteRows, 'dataTable.edit', ({ params, body, caller }) =>
    refusing(async () => {
      const tables = tablesOf(caller)
      const gone = await tables.deleteRows(await findTable(tables, params.id), idIs(body.ids), false)
      return { deleted: gone.length }
    }),
  )
}

async function look(tables: ManagedTables, id: string): Promise<ShownTable> {
  const table = await findTable(tables, id)
  return shown(table, await tables.counts(table))
}

function shown(
  { id, name, columns: all, createdAt, updatedAt }: DataTable,
  counts: ReadonlyMap<string, number> = new Map(),
): ShownTable {
  return { id, name, columns: all.map((column) => ({ ...column })), rows: counts.get(id) ?? 0, createdAt, updatedAt }
}

function open({ cells, ...row }: TableRow) {
  return { ...row, cells: { ...cells } }
}

function idIs(ids: readonly number[]): RowFilter {
  return { match: 'any', conditions: ids.map((value) => ({ column: 'id', test: 'eq', value })) }
}
