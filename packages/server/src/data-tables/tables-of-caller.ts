/** What both APIs need to serve data tables. */
import { type Cell, type Cells, type DataTable, type DataTables, NodeError, type TableRow } from '@millrace/sdk'
import { HttpProblem, problems } from '../http/http-problem.ts'

/** Rows that are looked through at once. */
const STEP = 1000

export async function findTable(tables: DataTables, id: string): Promise<DataTable> {
  const found = await tables.find({ id })
  if (found === undefined) throw problems.notFound('data table')
  return found
}

type Asked = Pick<Parameters<DataTables['rows']>[1], 'where' | 'order'>

/** The rows that have this text in a cell, whatever its capitals. */
export async function searchRows(
  tables: DataTables,
  table: DataTable,
  asked: Asked,
  text: string,
): Promise<TableRow[]> {
  if (!table.columns.some(isText)) return []
  const wanted = text.toLowerCase()
  const where = likelyRows(table, asked.where, text)
  const found: TableRow[] = []
  for (let skip = 0; ; skip += STEP) {
    const some = await tables.rows(table, { ...asked, where, skip, limit: STEP })
    const has = (cell: Cell) => typeof cell === 'string' && cell.toLowerCase().includes(wanted)
    found.push(...some.filter(({ cells }) => Object.values(cells).some(has)))
    if (some.length < STEP) return found
  }
}

/**
 * Rows that may have the text, by a filter of the database: `_` and `%` in it stand for more there, and what letters
 * beyond ASCII have in common is not known to every one.
 */
function likelyRows({ columns }: DataTable, where: Asked['where'], text: string): Asked['where'] {
  const isPlain = /^[\x20-\x7e]{1,500}$/.test(text) && text.split('%').length < 5
  if (!isPlain || where.conditions.length > 0) return where
  const conditions = columns
    .filter(isText)
    .map(({ name }) => ({ column: name, test: 'ilike' as const, value: `%${text}%` }))
  return { match: 'any', conditions }
}

function isText({ type }: DataTable['columns'][number]): boolean {
  return type === 'string'
}

export function cellsOf(table: DataTable, cells: Cells): Cells {
  return Object.fromEntries(Object.entries(cells).map(([name, value]) => [name, cellOf(table, name, value)]))
}

/** A date is kept as a moment in UTC, however it is written. */
export function cellOf({ columns }: DataTable, name: string, value: Cell): Cell {
  const isDate =
    name === 'createdAt' || name === 'updatedAt' || columns.some((one) => one.name === name && one.type === 'date')
  if (!isDate || typeof value !== 'string') return value
  const at = Date.parse(value)
  return Number.isNaN(at) ? value : new Date(at).toISOString()
}

/** What data tables refuse, as statuses. */
const statuses: Readonly<Record<string, number>> = {
  table_gone: 404,
  table_name_taken: 409,
  tables_full: 507,
  table_malformed: 400,
}

/** Does something with data tables; what they refuse becomes an answer. */
export async function refusing<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (thrown) {
    const status = thrown instanceof NodeError ? statuses[thrown.code] : undefined
    if (status === undefined || !(thrown instanceof NodeError)) throw thrown
    const { hint } = thrown.details
    throw new HttpProblem(
      status,
      { code: thrown.code, message: thrown.message, ...(hint !== undefined && { hint }) },
      {},
      thrown,
    )
  }
}
