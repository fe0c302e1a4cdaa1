/** Values of items as cells of a table, and rows of a table as items. */
import {
  type Cell,
  type Cells,
  type ColumnType,
  type DataTable,
  type JsonObject,
  type Mapped,
  refuse,
  type TableColumn,
  type TableRow,
} from '@millrace/sdk'
import { DateTime } from 'luxon'
import { toDateTime } from '../values/to-date-time.ts'

/** Columns that every table has. Only the table itself writes them. */
export const own: readonly TableColumn[] = [
  { name: 'id', type: 'number' },
  { name: 'createdAt', type: 'date' },
  { name: 'updatedAt', type: 'date' },
]

/**
 * The cells that an item gives. Fields that are a row's own are left out where the fields become columns by
 * themselves, so that rows of one table go into another.
 * @throws NodeError `column_unknown`, `cell_type`
 */
export function toCells(table: DataTable, { mode, values }: Mapped, json: JsonObject, zone: string): Cells {
  const given = Object.entries(mode === 'autoMapInputData' ? json : values)
  const meant = mode === 'autoMapInputData' ? given.filter(([name]) => !own.some((one) => one.name === name)) : given
  return Object.fromEntries(
    meant
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, toCell(columnOf(table.columns, name, table), value, zone)]),
  )
}

/** @throws NodeError `column_unknown` */
export function columnOf(columns: readonly TableColumn[], name: string, table: DataTable): TableColumn {
  const column = columns.find((one) => one.name === name)
  if (column !== undefined) return column
  throw refuse(`The data table “${table.name}” has no column “${name}”.`, {
    code: 'column_unknown',
    hint: `It has these: ${columns.map((one) => one.name).join(', ')}.`,
    retry: 'no',
  })
}

/**
 * A value as a cell of this column: text that says a number, a date or a truth value is one, and what is not text
 * becomes text. Nothing, and an empty text where no text can be, make an empty cell.
 * @throws NodeError `cell_type` when it cannot be one
 */
export function toCell({ name, type }: TableColumn, value: unknown, zone: string): Cell {
  if (value === undefined || value === null || (value === '' && type !== 'string')) return null
  const cell = readers[type](value, zone)
  if (cell !== undefined) return cell
  const shown = (JSON.stringify(value) ?? typeof value).slice(0, 100)
  throw refuse(`The column “${name}” holds ${holds[type]}, but got ${shown}.`, { code: 'cell_type', retry: 'no' })
}

const holds: Readonly<Record<ColumnType, string>> = {
  string: 'text',
  number: 'numbers',
  boolean: 'true or false',
  date: 'dates',
}

type Reader = (value: unknown, zone: string) => Cell | undefined

const readers: Readonly<Record<ColumnType, Reader>> = {
  string(value) {
    if (typeof value === 'string') return value
    if (DateTime.isDateTime(value)) return value.toISO() ?? undefined
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  },
  number(value) {
    const number = typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined
  },
  boolean(value) {
    const text = typeof value === 'string' ? value.toLowerCase() : value
    if (text === true || text === 'true' || text === 1 || text === '1') return true
    return text === false || text === 'false' || text === 0 || text === '0' ? false : undefined
  },
  date(value, zone) {
    const moment = typeof value === 'number' ? DateTime.fromMillis(value) : toDateTime(value, zone)
    const text = moment?.isValid ? moment.toUTC().toISO() : null
    // A year beyond four digits would not be sorted as others are.
    return text !== null && text?.length === 24 ? text : undefined
  },
}

/** A row as an item shows it. */
export function toJson({ id, createdAt, updatedAt, cells }: TableRow): JsonObject {
  return { id, createdAt: iso(createdAt), updatedAt: iso(updatedAt), ...cells }
}

/** What stands for a row that is not there. */
export function noRow({ columns }: DataTable): JsonObject {
  return Object.fromEntries([...own, ...columns].map(({ name }) => [name, null]))
}

export function iso(at: number): string {
  return new Date(at).toISOString()
}
