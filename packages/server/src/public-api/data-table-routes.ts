/** Data tables in the public API. */
import {
  type PublicDataTable,
  type PublicRowFilter,
  publicCreateDataTable,
  publicDeleteDataTable,
  publicDeleteRows,
  publicGetDataTable,
  publicInsertRows,
  publicListDataTables,
  publicListRows,
  publicRenameDataTable,
  publicUpdateRows,
  publicUpsertRow,
} from '@millrace/api'
import { projectTables } from '@millrace/engine'
import type { DataTable, DataTables, JsonObject } from '@millrace/sdk'
import type { Caller } from '../auth/caller.ts'
import type { ServerContext } from '../context.ts'
import { cellOf, cellsOf, findTable, refusing, searchRows } from '../data-tables/tables-of-caller.ts'
import { problems } from '../http/http-problem.ts'
import { type Routes, serve } from '../http/serve.ts'
import { iso } from './public-shapes.ts'

type Context = Pick<ServerContext, 'store'>

const PAGE = 100

export function dataTableRoutes(routes: Routes, { store }: Context): void {
  const tablesOf = (caller: Caller) => projectTables(store.dataTables, caller.project)
  definitions(routes, tablesOf)
  rows(routes, tablesOf)
}

function definitions(routes: Routes, tablesOf: (caller: Caller) => DataTables): void {
  serve(routes, publicListDataTables, 'dataTable.read', async ({ query, caller }) => {
    const { name, id } = query.filter ?? {}
    const found = (await tablesOf(caller).list()).filter(
      (table) => (name === undefined || table.name === name) && (id === undefined || table.id === id),
    )
    const sorted = query.sortBy === undefined ? found : found.toSorted(byMember(query.sortBy))
    const { slice, nextCursor } = pageOf(sorted, query)
    return { data: slice.map((table) => publicTableOf(table, caller)), nextCursor }
  })

  serve(routes, publicCreateDataTable, 'dataTable.edit', ({ body, caller }) =>
    refusing(async () => publicTableOf(await tablesOf(caller).create(body), caller)),
  )

  serve(routes, publicGetDataTable, 'dataTable.read', async ({ params, caller }) =>
    publicTableOf(await findTable(tablesOf(caller), params.dataTableId), caller),
  )

  serve(routes, publicRenameDataTable, 'dataTable.edit', ({ params, body, caller }) =>
    refusing(async () => {
      const tables = tablesOf(caller)
      await tables.rename(await findTable(tables, params.dataTableId), body.name)
      return publicTableOf(await findTable(tables, params.dataTableId), caller)
    }),
  )

  serve(routes, publicDeleteDataTable, 'dataTable.edit', ({ params, caller }) =>
    refusing(async () => {
      const tables = tablesOf(caller)
      await tables.delete(await findTable(tables, params.dataTableId))
      return undefined
    }),
  )
}

function rows(routes: Routes, tablesOf: (caller: Caller) => DataTables): void {
  serve(routes, publicListRows, 'dataTable.read', ({ params, query, caller }) =>
    refusing(async () => {
      const tables = tablesOf(caller)
      const table = await findTable(tables, params.dataTableId)
      const [column = '', direction] = (query.sortBy ?? '').split(':')
      const order = column === '' ? {} : { order: { column, direction: asDirection(direction) } }
      const asked = { where: filterOf(table, query.filter), ...order }
      if (query.search !== undefined && query.search !== '') {
        const found = await searchRows(tables, table, asked, query.search)
        const { slice, nextCursor } = pageOf(found, query)
        return { data: slice.map(rowOf), nextCursor }
      }
      const skip = skipOf(query.cursor)
      const limit = query.limit ?? PAGE
      const found = await tables.rows(table, { ...asked, skip, limit: limit + 1 })
      return {
        data: found.slice(0, limit).map(rowOf),
        nextCursor: found.length > limit ? cursorOf(skip + limit) : null,
      }
    }),
  )

  serve(routes, publicInsertRows, 'dataTable.edit', ({ params, body, caller }) =>
    refusing(async () => {
      const tables = tablesOf(caller)
      const table = await findTable(tables, params.dataTableId)
      const made = await tables.insert(
        table,
        body.data.map((cells) => cellsOf(table, cells)),
      )
      if (body.returnType === 'count') return { count: made.length }
      return body.returnType === 'id' ? made.map((row) => row.id) : made.map(rowOf)
    }),
  )

  for (const contract of [publicUpdateRows, publicUpsertRow]) {
    const elseInsert = contract === publicUpsertRow
    serve(routes, contract, 'dataTable.edit', ({ params, body, caller }) =>
      refusing(async () => {
        const tables = tablesOf(caller)
        const table = await findTable(tables, params.dataTableId)
        const cells = cellsOf(table, body.data)
        const where = narrow(filterOf(table, body.filter))
        const { before, at, inserted } = await tables.update(table, { where, cells, elseInsert, dry: body.dryRun })
        if (!body.returnData && !body.dryRun) return true
        const after = before.map((row) => ({ ...rowOf(row), ...cells, updatedAt: iso(at) }))
        if (before.length > 0 || !elseInsert) return body.dryRun ? withStates(before.map(rowOf), after) : after
        const row = { id: inserted?.firstId ?? null, createdAt: iso(at), updatedAt: iso(at), ...emptyCells(table) }
        return body.dryRun ? withStates([noRow(table)], [{ ...row, ...cells }]) : [{ ...row, ...cells }]
      }),
    )
  }

  serve(routes, publicDeleteRows, 'dataTable.edit', ({ params, query, caller }) =>
    refusing(async () => {
      const tables = tablesOf(caller)
      const table = await findTable(tables, params.dataTableId)
      const dry = query.dryRun ?? false
      const gone = await tables.deleteRows(table, narrow(filterOf(table, query.filter)), dry)
      if (dry)
        return withStates(
          gone.map(rowOf),
          gone.map(() => noRow(table)),
        )
      return query.returnData ? gone.map(rowOf) : true
    }),
  )
}

type Filter = Parameters<DataTables['rows']>[1]['where']
type Row = Awaited<ReturnType<DataTables['rows']>>[number]

function filterOf(table: DataTable, filter: PublicRowFilter | undefined): Filter {
  if (filter === undefined) return { match: 'all', conditions: [] }
  return {
    match: filter.type === 'or' ? 'any' : 'all',
    conditions: filter.filters.map(({ columnName, condition, value }) => ({
      column: columnName,
      test: condition,
      value: cellOf(table, columnName, value),
    })),
  }
}

/** Without a condition, a change would be to every row. */
function narrow(filter: Filter): Filter {
  if (filter.conditions.length === 0) throw problems.invalid('filter', 'at least one condition is needed.')
  return filter
}

function publicTableOf(table: DataTable, { project }: Caller): PublicDataTable {
  return {
    id: table.id,
    name: table.name,
    columns: table.columns.map(({ name, type }, index) => ({ id: name, name, type, index })),
    projectId: project,
    createdAt: iso(table.createdAt),
    updatedAt: iso(table.updatedAt),
  }
}

function rowOf({ id, createdAt, updatedAt, cells }: Row): JsonObject {
  return { id, createdAt: iso(createdAt), updatedAt: iso(updatedAt), ...cells }
}

function emptyCells({ columns }: DataTable): JsonObject {
  return Object.fromEntries(columns.map(({ name }) => [name, null]))
}

function noRow(table: DataTable): JsonObject {
  return { id: null, createdAt: null, updatedAt: null, ...emptyCells(table) }
}

/** Each row before and after what would happen to it. */
function withStates(before: readonly JsonObject[], after: readonly JsonObject[]): JsonObject[] {
  return before.flatMap((row, place) => [
    { ...row, dryRunState: 'before' },
    { ...after[place], dryRunState: 'after' },
  ])
}

// Pages and orders

function pageOf<T>(
  all: readonly T[],
  { limit = PAGE, cursor }: { limit?: number | undefined; cursor?: string | undefined },
) {
  const skip = skipOf(cursor)
  const end = skip + limit
  return { slice: all.slice(skip, end), nextCursor: end < all.length ? cursorOf(end) : null }
}

function cursorOf(skip: number): string {
  return Buffer.from(String(skip)).toString('base64url')
}

function skipOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  const skip = Number(Buffer.from(cursor, 'base64url').toString())
  if (!Number.isSafeInteger(skip) || skip < 0) throw problems.invalid('cursor', 'it is none of this list.')
  return skip
}

function byMember(sortBy: string): (a: DataTable, b: DataTable) => number {
  const [name, direction] = sortBy.split(':')
  const member = (['name', 'createdAt', 'updatedAt'] as const).find((one) => one === name)
  if (member === undefined) throw problems.invalid('sortBy', 'sort by name, createdAt or updatedAt.')
  const sign = asDirection(direction) === 'asc' ? 1 : -1
  return (a, b) => (a[member] === b[member] ? 0 : a[member] < b[member] ? -sign : sign)
}

function asDirection(text: string | undefined): 'asc' | 'desc' {
  return text?.toLowerCase() === 'desc' ? 'desc' : 'asc'
}
