/** What a table, its columns and its cells may be. */
import {
  type Cell,
  type Cells,
  type ColumnType,
  type DataTable,
  refuse,
  type RowCondition,
  type RowFilter,
  type RowQuery,
  type TableColumn,
} from '@millrace/sdk'

const LONGEST_NAME = 128
const LONGEST_COLUMN = 63
const MOST_COLUMNS = 200
/** So that a pattern never takes a database long. */
const LONGEST_PATTERN = 1000
const MOST_WILDCARDS = 10
/** What databases read in one question. */
const MOST_CONDITIONS = 500

const own: Readonly<Record<string, ColumnType>> = { id: 'number', createdAt: 'date', updatedAt: 'date' }

export function checkName(name: string): void {
  if (name.trim() === '') throw malformed('A data table needs a name.')
  if (name.length > LONGEST_NAME) throw malformed(`The name of a data table has at most ${LONGEST_NAME} characters.`)
}

export function checkColumns(columns: readonly TableColumn[]): void {
  if (columns.length > MOST_COLUMNS) throw malformed(`A data table has at most ${MOST_COLUMNS} columns.`)
  const seen = new Set(Object.keys(own).map((name) => name.toLowerCase()))
  for (const { name } of columns) {
    if (!/^[A-Za-z]\w*$/.test(name) || name.length > LONGEST_COLUMN) {
      throw malformed(
        `“${name}” cannot be the name of a column.`,
        `It begins with a letter, and has letters, digits and underscores only, at most ${LONGEST_COLUMN}.`,
      )
    }
    if (seen.has(name.toLowerCase())) throw malformed(`There is more than one column “${name}”.`)
    seen.add(name.toLowerCase())
  }
}

/** Cells that somebody wants to write. */
export function checkCells(table: DataTable, cells: Cells): void {
  for (const [name, value] of Object.entries(cells)) {
    const column = table.columns.find((one) => one.name === name)
    if (column === undefined) throw noColumn(table, name)
    checkCell(column, value)
  }
}

export function checkFilter(table: DataTable, { conditions }: RowFilter): void {
  if (conditions.length > MOST_CONDITIONS) throw malformed(`A filter has at most ${MOST_CONDITIONS} conditions.`)
  for (const condition of conditions) checkCondition(table, condition)
}

export function checkOrder(table: DataTable, { order }: RowQuery): void {
  if (order !== undefined) typeOf(table, order.column)
}

function checkCondition(table: DataTable, { column, test, value }: RowCondition): void {
  const type = typeOf(table, column)
  checkCell({ name: column, type }, value)
  if (test !== 'like' && test !== 'ilike') return
  if (type !== 'string') throw malformed(`“${column}” holds no text, and is like none.`)
  const pattern = String(value)
  const wildcards = pattern.split(/%+/).length - 1
  if (pattern.length > LONGEST_PATTERN || wildcards > MOST_WILDCARDS) {
    throw malformed(
      `The pattern for “${column}” is too long: ${LONGEST_PATTERN} characters and ${MOST_WILDCARDS} of “%” are the most.`,
    )
  }
}

function typeOf(table: DataTable, name: string): ColumnType {
  if (Object.hasOwn(own, name)) return own[name] ?? 'string'
  const column = table.columns.find((one) => one.name === name)
  if (column === undefined) throw noColumn(table, name)
  return column.type
}

function checkCell({ name, type }: TableColumn, value: Cell): void {
  if (value !== null && !fits[type](value))
    throw malformed(`The column “${name}” is a ${type}, and cannot hold this value.`)
}

/** No database keeps NUL in text, nor half a character. */
const fits: Readonly<Record<ColumnType, (value: Cell) => boolean>> = {
  string: (value) => typeof value === 'string' && value.isWellFormed() && !value.includes('\u0000'),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
}

export function noColumn(table: DataTable, name: string): Error {
  const names = table.columns.map((column) => column.name).join(', ')
  return malformed(`The data table “${table.name}” has no column “${name}”.`, `It has these: ${names}.`)
}

function malformed(message: string, hint?: string): Error {
  return refuse(message, { code: 'table_malformed', retry: 'no', ...(hint !== undefined && { hint }) })
}
