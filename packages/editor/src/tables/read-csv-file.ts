import type { Cell, ColumnType, TableColumn } from '@millrace/api'
import { readCell } from './cell-text.ts'

/** A CSV file: what its columns are called there, which columns they can become, and their cells as texts. */
export interface CsvFile {
  readonly names: readonly string[]
  /** As many as there are names. */
  readonly columns: readonly TableColumn[]
  readonly rows: readonly (readonly string[])[]
}

/** The table's own columns, which nobody writes. */
const own = ['id', 'createdat', 'updatedat']
const LONGEST_NAME = 63

/**
 * Reads a file whose first line names the columns; they are parted by a comma, a semicolon or a tab.
 * @throws Error in a sentence, where it is no such file
 */
export async function readCsvFile(text: string): Promise<CsvFile> {
  const { parse } = await import('csv-parse/browser/esm/sync')
  const [names = [], ...rows] = parse(text, {
    bom: true,
    delimiter: delimiterOf(text),
    relax_column_count: true,
    skip_empty_lines: true,
  })
  if (names.length === 0) throw new Error('The file holds no lines.')
  const called = columnNames(names)
  const columns = called.map((name, place) => ({ name, type: typeOf(rows.map((row) => row[place] ?? '')) }))
  return { names, columns, rows }
}

function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1)
  const times = (mark: string) => first.split(mark).length
  return [',', ';', '\t'].reduce((best, mark) => (times(mark) > times(best) ? mark : best))
}

/** Names as columns may have them, each once. */
function columnNames(names: readonly string[]): readonly string[] {
  const taken = new Set(own)
  return names.map((name, place) => {
    const plain = name
      .replaceAll('ß', 'ss')
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/\W+/g, '_')
      .replaceAll(/^[\d_]+|_+$/g, '')
      .slice(0, LONGEST_NAME - 4)
    const base = plain === '' ? `column_${place + 1}` : plain
    let free = base
    for (let next = 2; taken.has(free.toLowerCase()); next += 1) free = `${base}_${next}`
    taken.add(free.toLowerCase())
    return free
  })
}

/** What all cells are that hold something: a number that begins with noughts is a text, or it would lose them. */
function typeOf(texts: readonly string[]): ColumnType {
  const filled = texts.filter((text) => text !== '')
  if (filled.length === 0) return 'string'
  if (filled.every((text) => /^(?:true|false)$/i.test(text))) return 'boolean'
  if (filled.every((text) => /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(text))) return 'number'
  if (filled.every((text) => /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d|$)/.test(text) && !Number.isNaN(Date.parse(text)))) {
    return 'date'
  }
  return 'string'
}

/** Which column of a table the cells of a file go to, by their places there. */
export interface Taking {
  readonly column: TableColumn
  readonly place: number
}

/** The columns of a table that a file has, and what else it has. Capitals do not matter. */
export function matchColumns(
  { names, columns: called }: CsvFile,
  columns: readonly TableColumn[],
): { readonly taken: readonly Taking[]; readonly left: readonly string[] } {
  const places = names.map((name, place) => [name, called[place]?.name ?? ''].map((one) => one.trim().toLowerCase()))
  const taken = columns.flatMap((column) => {
    const place = places.findIndex((spelled) => spelled.includes(column.name.toLowerCase()))
    return place < 0 ? [] : [{ column, place }]
  })
  return { taken, left: names.filter((_, place) => !taken.some((one) => one.place === place)) }
}

/**
 * The rows of a file as cells of a table.
 * @throws Error that names the line and the column, where a column cannot hold a text
 */
export function cellsOfFile({ rows }: CsvFile, taken: readonly Taking[]): readonly Record<string, Cell>[] {
  return rows.map((row, index) =>
    Object.fromEntries(
      taken.map(({ column, place }) => {
        const text = row[place] ?? ''
        const cell = readCell(column.type === 'boolean' ? text.toLowerCase() : text, column.type)
        if (cell === undefined) {
          throw new Error(`Row ${index + 1} has “${text}” for “${column.name}”, which holds ${words[column.type]}.`)
        }
        return [column.name, cell] as const
      }),
    ),
  )
}

const words: Readonly<Record<ColumnType, string>> = {
  string: 'text',
  number: 'numbers',
  boolean: 'true and false',
  date: 'dates',
}
