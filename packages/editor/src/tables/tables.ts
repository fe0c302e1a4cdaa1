import {
  addColumn,
  type Cell,
  changeRow,
  createDataTable,
  type DataTable,
  deleteColumn,
  deleteDataTable,
  deleteRows,
  getDataTable,
  insertRows,
  listDataTables,
  listRows,
  renameColumn,
  renameDataTable,
  type TableColumn,
  type TableRow,
} from '@millrace/api'
import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { client } from '../api/client.ts'
import { count } from '../parts/numbers.ts'
import { say, sayError } from '../parts/toasts.ts'
import { saveFile } from '../workbench/download.ts'
import { rowsAsCsv } from './cell-text.ts'

/** Which rows of a table are looked at. */
export interface RowsAsked {
  readonly skip: number
  readonly search: string
  readonly sort?: string
  readonly direction: 'asc' | 'desc'
}

export const pageSize = 100
/** Rows of a file that go or come at once. */
const fileStep = 1000
/** Rows that are deleted at once. */
const deleteStep = 250

export const tablesQuery = queryOptions({
  queryKey: ['tables'],
  queryFn: async () => (await client.call(listDataTables, {})).tables,
})

export const tableQuery = (id: string) =>
  queryOptions({ queryKey: ['tables', id], queryFn: () => client.call(getDataTable, { params: { id } }) })

/** Workflows write to tables too, so what is shown is looked up again and again. */
export const rowsQuery = (id: string, asked: RowsAsked) =>
  queryOptions({
    queryKey: ['tables', id, 'rows', asked],
    queryFn: () =>
      client.call(listRows, {
        params: { id },
        query: {
          skip: asked.skip,
          limit: pageSize,
          direction: asked.direction,
          ...(asked.sort === undefined ? {} : { sort: asked.sort }),
          ...(asked.search === '' ? {} : { search: asked.search }),
        },
      }),
    placeholderData: (before) => before,
    refetchInterval: 10_000,
  })

/** What people do with tables; a deed that fails says so. Each tells whether it was done. */
export function useTableDeeds() {
  const cache = useQueryClient()
  const act = async (trouble: string, deed: () => Promise<unknown>): Promise<boolean> => {
    try {
      await deed()
      return true
    } catch (error) {
      sayError(trouble, error)
      return false
    } finally {
      await cache.invalidateQueries({ queryKey: ['tables'] })
    }
  }
  return {
    /** Whole, or not at all. */
    create: async (
      name: string,
      { columns, rows }: { readonly columns: readonly TableColumn[]; readonly rows: readonly Cells[] },
    ): Promise<DataTable> => {
      const made = await client.call(createDataTable, { body: { name, columns: [...columns] } })
      try {
        await insertAll(made.id, rows)
      } catch (error) {
        // Where it stays behind, that is said besides what went wrong first.
        await act('Not taken back', () => client.call(deleteDataTable, { params: { id: made.id } }))
        throw error
      }
      await cache.invalidateQueries({ queryKey: ['tables'] })
      return made
    },
    insert: (id: string, rows: readonly Cells[]) =>
      act('Not all are added', async () => {
        await insertAll(id, rows)
        say(rows.length === 1 ? 'A row is added' : `${count(rows.length)} rows are added`)
      }),
    rename: (id: string, name: string) =>
      act('Not renamed', () => client.call(renameDataTable, { params: { id }, body: { name } })),
    remove: ({ id, name }: DataTable) =>
      act('Not deleted', async () => {
        await client.call(deleteDataTable, { params: { id } })
        say(`“${name}” is deleted`)
      }),
    download: (table: DataTable) =>
      act('Not downloaded', async () => {
        const names = table.columns.map(({ name }) => name)
        saveFile(`${table.name}.csv`, rowsAsCsv(names, await allRows(table)), 'text/csv')
      }),
    addColumn: (id: string, column: TableColumn) =>
      act('Not added', () => client.call(addColumn, { params: { id }, body: column })),
    renameColumn: (id: string, column: string, name: string) =>
      act('Not renamed', () => client.call(renameColumn, { params: { id, column }, body: { name } })),
    deleteColumn: (id: string, column: string) =>
      act('Not deleted', () => client.call(deleteColumn, { params: { id, column } })),
    addRow: (id: string) => act('Not added', () => client.call(insertRows, { params: { id }, body: { rows: [{}] } })),
    write: (id: string, row: number, column: string, cell: Cell) =>
      act('Not changed', () => client.call(changeRow, { params: { id, row }, body: { cells: { [column]: cell } } })),
    deleteRows: (id: string, ids: readonly number[]) =>
      act('Not deleted', async () => {
        let deleted = 0
        for (let start = 0; start < ids.length; start += deleteStep) {
          const some = ids.slice(start, start + deleteStep)
          deleted += (await client.call(deleteRows, { params: { id }, body: { ids: some } })).deleted
        }
        say(deleted === 1 ? 'A row is deleted' : `${count(deleted)} rows are deleted`)
      }),
  }
}

type Cells = Record<string, Cell>

async function insertAll(id: string, rows: readonly Cells[]): Promise<void> {
  for (let start = 0; start < rows.length; start += fileStep) {
    await client.call(insertRows, { params: { id }, body: { rows: rows.slice(start, start + fileStep) } })
  }
}

async function allRows({ id }: DataTable): Promise<readonly TableRow[]> {
  const all: TableRow[] = []
  for (;;) {
    const { rows } = await client.call(listRows, { params: { id }, query: { skip: all.length, limit: fileStep } })
    all.push(...rows)
    if (rows.length < fileStep) return all
  }
}
