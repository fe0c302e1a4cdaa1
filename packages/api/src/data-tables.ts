/** Data tables for the people who look after them: tables, their columns, and pages of their rows. */
import * as z from 'zod'
import { contract } from './contract.ts'
import { byId, id, moment, nothing } from './values.ts'

export const columnType = z.enum(['string', 'number', 'boolean', 'date'])
export type ColumnType = z.output<typeof columnType>

export const tableColumn = z.object({ name: z.string(), type: columnType })
export type TableColumn = z.output<typeof tableColumn>

/** A date is text like `2024-01-31T09:00:00.000Z`. */
export const cell = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type Cell = z.output<typeof cell>
/** Cells by the names of their columns. */
export const cells = z.record(z.string(), cell)

export const dataTable = z.object({
  id,
  name: z.string(),
  columns: z.array(tableColumn),
  /** How many rows it has. */
  rows: z.number(),
  createdAt: moment,
  updatedAt: moment,
})
export type DataTable = z.output<typeof dataTable>

/** It has a cell for every column. */
export const tableRow = z.object({ id: z.number(), createdAt: moment, updatedAt: moment, cells })
export type TableRow = z.output<typeof tableRow>

const byColumn = byId.extend({ column: z.string().max(64) })
/** At most so many rows go in or out at once. */
const MOST_ROWS = 1000

const address = (name: string, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, about: string) =>
  ({ name, method, path: `/rest/data-tables${path}`, about }) as const

export const listDataTables = contract(address('listDataTables', 'GET', '', 'All data tables, by their names.'), {
  answer: z.object({ tables: z.array(dataTable) }),
})

export const createDataTable = contract(
  { ...address('createDataTable', 'POST', '', 'Creates a data table.'), status: 201 },
  { body: z.object({ name: z.string(), columns: z.array(tableColumn) }), answer: dataTable },
)

export const getDataTable = contract(address('getDataTable', 'GET', '/:id', 'A data table and its columns.'), {
  params: byId,
  answer: dataTable,
})

export const renameDataTable = contract(address('renameDataTable', 'PATCH', '/:id', 'Renames it.'), {
  params: byId,
  body: z.object({ name: z.string() }),
  answer: dataTable,
})

export const deleteDataTable = contract(
  { ...address('deleteDataTable', 'DELETE', '/:id', 'Deletes it with its rows.'), status: 204 },
  { params: byId, answer: nothing },
)

export const addColumn = contract(address('addColumn', 'POST', '/:id/columns', 'Adds a column of empty cells.'), {
  params: byId,
  body: tableColumn,
  answer: dataTable,
})

export const renameColumn = contract(
  address('renameColumn', 'PATCH', '/:id/columns/:column', 'Renames a column; its cells stay.'),
  { params: byColumn, body: z.object({ name: z.string() }), answer: dataTable },
)

export const deleteColumn = contract(
  address('deleteColumn', 'DELETE', '/:id/columns/:column', 'Deletes a column with its cells.'),
  { params: byColumn, answer: dataTable },
)

export const listRows = contract(address('listRows', 'GET', '/:id/rows', 'Some rows of a data table.'), {
  params: byId,
  query: z.object({
    skip: z.coerce.number<number>().int().min(0).optional(),
    limit: z.coerce.number<number>().int().min(1).max(MOST_ROWS).optional(),
    /** A column, or `id`, `createdAt` or `updatedAt`. */
    sort: z.string().max(64).optional(),
    direction: z.enum(['asc', 'desc']).optional(),
    /** Rows that have this text in a cell. */
    search: z.string().max(1000).optional(),
  }),
  /** `total`: how many rows are meant, on all pages. */
  answer: z.object({ rows: z.array(tableRow), total: z.number() }),
})

export const insertRows = contract(
  { ...address('insertRows', 'POST', '/:id/rows', 'Inserts rows; cells that are not given are empty.'), status: 201 },
  {
    params: byId,
    body: z.object({ rows: z.array(cells).min(1).max(MOST_ROWS) }),
    answer: z.object({ rows: z.array(tableRow) }),
  },
)

export const changeRow = contract(
  address('changeRow', 'PATCH', '/:id/rows/:row', 'Sets cells of a row; the others stay.'),
  {
    params: byId.extend({ row: z.coerce.number<number>().int() }),
    body: z.object({ cells }),
    answer: tableRow,
  },
)

export const deleteRows = contract(address('deleteRows', 'POST', '/:id/rows/delete', 'Deletes rows by their ids.'), {
  params: byId,
  body: z.object({ ids: z.array(z.number().int()).min(1).max(250) }),
  answer: z.object({ deleted: z.number() }),
})
