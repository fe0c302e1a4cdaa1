/**
 * The columns of a data table, as they lie in the database. Cells lie under the key of their column, which never
 * changes and never comes again: so a new name, or the end of a column, changes no row.
 */
import type { ManagedTableStore } from '@millrace/engine'
import { newId } from '../id.ts'
import { parseObject } from '../json.ts'

export type PlainColumn = Parameters<ManagedTableStore['create']>[1]['columns'][number]
type Change = Parameters<ManagedTableStore['changeColumns']>[2]
type Row = Exclude<Awaited<ReturnType<ManagedTableStore['rows']>>, 'gone'>[number]
export type Cells = Row['cells']

export interface Column extends PlainColumn {
  /** Left out where it is the name that the column was made with. */
  readonly key?: string
}

export function keyOf({ key, name }: Column): string {
  return key ?? name
}

export function columnsText(columns: readonly Column[]): string {
  return JSON.stringify(columns.map(({ name, type, key }) => ({ name, type, ...(key !== undefined && { key }) })))
}

export function readColumns(text: string): readonly Column[] {
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value)) throw new TypeError('The columns of a data table are damaged.')
  // Only columns are ever written to this text.
  return value as readonly Column[]
}

/** Without what only the database knows. */
export function plainColumns(columns: readonly Column[]): readonly PlainColumn[] {
  return columns.map(({ name, type }) => ({ name, type }))
}

/** The columns after a change; undefined where it clashes with what they are by now. */
export function changedColumns(columns: readonly Column[], change: Change): readonly Column[] | undefined {
  const has = (name: string, but?: string) =>
    columns.some((one) => one.name !== but && one.name.toLowerCase() === name.toLowerCase())
  switch (change.kind) {
    case 'add':
      return has(change.column.name) ? undefined : [...columns, { ...change.column, key: `_${newId()}` }]
    case 'delete':
      return columns.some(({ name }) => name === change.name)
        ? columns.filter(({ name }) => name !== change.name)
        : undefined
    case 'rename':
      if (has(change.to, change.name) || !columns.some(({ name }) => name === change.name)) return undefined
      return columns.map((one) => (one.name === change.name ? { ...one, name: change.to, key: keyOf(one) } : one))
    default:
      return change satisfies never
  }
}

/** Cells by the names of their columns, as the text that is stored. */
export function cellsText(columns: readonly Column[], cells: Cells): string {
  const stored = columns.flatMap((column) => {
    const value = Object.hasOwn(cells, column.name) ? cells[column.name] : undefined
    return value === undefined ? [] : [[keyOf(column), value] as const]
  })
  return JSON.stringify(Object.fromEntries(stored))
}

/** The cells of a stored text by the names of their columns; what is left of columns that are gone is left out. */
export function readCells(columns: readonly Column[], text: string): Cells {
  // Only cells are ever written to this text.
  const stored = parseObject(text) as Cells
  return Object.fromEntries(
    columns.flatMap((column) => {
      const key = keyOf(column)
      const value = Object.hasOwn(stored, key) ? stored[key] : undefined
      return value === undefined ? [] : [[column.name, value] as const]
    }),
  )
}
