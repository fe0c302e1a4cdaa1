/**
 * Tables as text, a record per line: https://www.rfc-editor.org/rfc/rfc4180. A malformed record ends the table: what
 * came before is what is in it, and `problem` says why. Names of columns become own members, whatever they are called.
 */
import { type Json, type JsonObject, refuse } from '@millrace/sdk'

export interface CsvOptions {
  readonly delimiter?: string | undefined
  /** One of Node's: https://nodejs.org/api/buffer.html#buffers-and-character-encodings */
  readonly encoding?: string | undefined
  /** A mark of the byte order at the start is no part of the first name. */
  readonly stripMark?: boolean | undefined
  /** The first record holds the names of the columns. */
  readonly headerRow?: boolean | undefined
  readonly emptyCells?: boolean | undefined
  /** The most records, without the names; left out, all. */
  readonly mostRows?: number | undefined
  /** The line to begin with, from 1. */
  readonly fromLine?: number | undefined
  /** Quotes within fields without quotes around them are part of the text. */
  readonly relaxQuotes?: boolean | undefined
  /** How many malformed records may be left out; left out, none: the first one ends the table. */
  readonly mostSkipped?: number | undefined
}

export interface CsvTable {
  readonly rows: readonly JsonObject[]
  /** What was left out of the file, as a sentence. */
  readonly problem?: string
}

const mostColumns = 16_384
const mostCells = 10_000_000
const longestRecord = 32 * 1024 * 1024

/** @throws NodeError where the options make no sense, or the table is beyond the limits */
export async function readCsv(bytes: Uint8Array, options: CsvOptions): Promise<CsvTable> {
  const { parse } = await import('csv-parse/sync')
  const { headerRow = true, mostRows, mostSkipped } = options
  const table = new Table(headerRow, options.emptyCells ?? false)
  if (mostRows === 0) return { rows: [] }
  const skipped: string[] = []
  try {
    parse(textOf(bytes, options), {
      delimiter: options.delimiter || ',',
      skip_empty_lines: true,
      relax_quotes: options.relaxQuotes ?? false,
      max_record_size: longestRecord,
      ...(options.fromLine && options.fromLine > 0 && { from_line: options.fromLine }),
      ...(mostRows !== undefined && { to: mostRows + (headerRow ? 1 : 0) }),
      ...(mostSkipped !== undefined && {
        skip_records_with_error: true,
        on_skip: (error: Error | undefined) => {
          skipped.push(error?.message ?? 'unreadable')
          if (skipped.length > mostSkipped) throw new TooManySkipped(mostSkipped)
        },
      }),
      on_record: (record: readonly string[]) => {
        table.add(record)
        return null
      },
    })
  } catch (thrown) {
    if (!isMalformed(thrown)) throw thrown
    return { rows: table.rows, problem: `Not all rows were read, because one is malformed: ${thrown.message}.` }
  }
  const [first] = skipped
  if (first === undefined) return { rows: table.rows }
  return { rows: table.rows, problem: `${skipped.length} malformed rows were left out. The first: ${first}.` }
}

class Table {
  readonly rows: JsonObject[] = []
  private readonly emptyCells: boolean
  private names: readonly string[] | undefined
  private needsNames: boolean
  private cells = 0

  constructor(headerRow: boolean, emptyCells: boolean) {
    this.needsNames = headerRow
    this.emptyCells = emptyCells
  }

  add(record: readonly string[]): void {
    if (record.length > mostColumns) throw tooLarge(`it has ${record.length} columns, and ${mostColumns} are the most`)
    this.cells += record.length
    if (this.cells > mostCells) throw tooLarge(`it has more than ${mostCells} cells`)
    if (this.needsNames) {
      this.names = record
      this.needsNames = false
    } else this.rows.push(this.names ? this.named(record, this.names) : { row: this.numbered(record) })
  }

  private named(record: readonly string[], names: readonly string[]): JsonObject {
    return this.kept(names.map((name, at) => [name, record[at] ?? '']))
  }

  private numbered(record: readonly string[]): Json {
    return this.emptyCells ? record : this.kept(record.map((cell, at) => [String(at), cell]))
  }

  private kept(cells: readonly (readonly [string, string])[]): JsonObject {
    // Of two columns with one name the last counts, also where its cell is empty.
    const members = new Map(cells)
    return Object.fromEntries(this.emptyCells ? members : [...members].filter(([, cell]) => cell !== ''))
  }
}

function textOf(bytes: Uint8Array, { encoding = 'utf-8', stripMark }: CsvOptions): string {
  if (!Buffer.isEncoding(encoding)) {
    throw refuse(`The encoding "${encoding}" is not known.`, { code: 'encoding_unknown', retry: 'no' })
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding)
  return stripMark && text.startsWith('\uFEFF') ? text.slice(1) : text
}

class TooManySkipped extends Error {
  readonly code = 'CSV_TOO_MANY_SKIPPED'

  constructor(most: number) {
    super(`more than ${most} rows are malformed`)
  }
}

/** Whether it is the table that makes no sense; options that make none are no part of it. */
function isMalformed(thrown: unknown): thrown is Error {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return false
  return thrown.code.startsWith('CSV_') && !thrown.code.includes('OPTION')
}

function tooLarge(why: string): Error {
  return refuse(`The table is too large: ${why}. Split the file before this node.`, {
    code: 'table_too_large',
    retry: 'no',
  })
}
