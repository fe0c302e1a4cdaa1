/**
 * Tables of spreadsheets (XLSX, XLS, ODS, tables in HTML and RTF, text): one sheet as rows. What a file says of its own
 * size is not believed: an archive is unpacked within limits before the library sees it, and how far a sheet reaches is
 * checked before its rows are made.
 */
import { type Json, type JsonObject, refuse } from '@millrace/sdk'
import { isArchive, readArchive, unpackEntry } from './archive.ts'
import { writeArchive } from './write-archive.ts'

export interface SheetOptions {
  /** The name of the sheet; left out, the first one. */
  readonly sheetName?: string | undefined
  /** The part to read: `A1:C5`, or the number of the first row, from 0. */
  readonly range?: string | undefined
  /** The first row holds the names of the columns. */
  readonly headerRow?: boolean | undefined
  readonly emptyCells?: boolean | undefined
  /** Values in text formats stay text. */
  readonly asText?: boolean | undefined
  /** The file is a text in UTF-8. */
  readonly utf8?: boolean | undefined
}

export interface SheetRows {
  readonly rows: readonly JsonObject[]
}

const limits = { entries: 10_000, bytes: 512 * 1024 * 1024 }
const mostCells = 10_000_000
const mostCharacters = 256 * 1024 * 1024

/** @throws NodeError where it is no table, has no such sheet, or is beyond the limits */
export async function readSheet(bytes: Uint8Array, options: SheetOptions): Promise<SheetRows> {
  const { read, utils } = await import('@e965/xlsx')
  const { sheetName, asText = false } = options
  // Without `nodim` a sheet is as large as it says.
  const only = { sheets: sheetName ?? 0, nodim: true, cellFormula: false, cellHTML: false, raw: asText }
  const book = options.utf8
    ? read(new TextDecoder().decode(bytes), { ...only, type: 'string' })
    : read(isArchive(bytes) ? await unpackedArchive(bytes) : bytes, { ...only, type: 'buffer' })
  const name = sheetName ?? book.SheetNames[0] ?? ''
  const sheet = Object.hasOwn(book.Sheets, name) ? book.Sheets[name] : undefined
  if (sheet === undefined) throw noSheet(name, book.SheetNames)
  const asked = rangeOf(options.range)
  const whole = utils.decode_range(sheet['!ref'] ?? 'A1')
  const range =
    typeof asked === 'number' ? { s: { ...whole.s, r: asked }, e: whole.e } : asked ? utils.decode_range(asked) : whole
  checkReach(range)
  const cells = { header: 1, range, ...(options.emptyCells && { defval: '' }) } as const
  if (options.headerRow === false) {
    return checked(utils.sheet_to_json<Cell[]>(sheet, cells).map((row) => ({ row: Array.from(row, dense) })))
  }
  const head = { s: range.s, e: { ...range.e, r: range.s.r } }
  const [titles = []] = utils.sheet_to_json<Cell[]>(sheet, { header: 1, range: head, raw: false })
  const names = namesOf(titles, range.e.c - range.s.c + 1)
  const body = { ...range, s: { ...range.s, r: range.s.r + 1 } }
  if (body.s.r > body.e.r) return { rows: [] }
  const rows = utils.sheet_to_json<Cell[]>(sheet, { ...cells, range: body, blankrows: false })
  return checked(rows.map((row) => named(row, names)))
}

type Cell = string | number | boolean | null | undefined

/** The same archive, its entries unpacked: what they come to is known, and nothing grows any more. */
async function unpackedArchive(bytes: Uint8Array): Promise<Uint8Array> {
  const files = []
  for (const entry of readArchive(bytes, limits)) files.push({ name: entry.name, bytes: await unpackEntry(entry) })
  return writeArchive(files, { at: new Date(0), stored: true })
}

function rangeOf(text: string | undefined): string | number | undefined {
  if (text === undefined || text.trim() === '') return undefined
  return /^\s*\d+\s*$/.test(text) ? Number(text) : text
}

/** Places without a cell are null. */
function dense(cell: Cell): Json {
  return cell ?? null
}

/** What the columns are called: by their titles, numbered where they repeat; `__EMPTY` where there is none. */
function namesOf(titles: readonly Cell[], width: number): readonly string[] {
  const taken = new Map<string, number>()
  return Array.from({ length: width }, (_, at) => {
    const title = titles[at] === undefined || titles[at] === null ? '__EMPTY' : String(titles[at])
    let name = title
    let next = taken.get(title) ?? 0
    if (next > 0) {
      do name = `${title}_${next++}`
      while (taken.has(name))
      taken.set(title, next)
    }
    taken.set(name, 1)
    return name
  })
}

function named(row: readonly Cell[], names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name, at): readonly (readonly [string, Json])[] => {
      const cell = row[at]
      return cell === undefined ? [] : [[name, cell]]
    }),
  )
}

function checkReach({ s, e }: { readonly s: Place; readonly e: Place }): void {
  const [rows, columns] = [e.r - s.r + 1, e.c - s.c + 1]
  if (rows * columns <= mostCells) return
  throw refuse(`The sheet reaches over ${rows} rows and ${columns} columns, which is too much.`, {
    code: 'table_too_large',
    hint: 'Name the part of it to read in the option "Range".',
    retry: 'no',
  })
}

interface Place {
  readonly r: number
  readonly c: number
}

/** Many cells may share one long text: every row has its own copy of it once it leaves the thread. */
function checked(rows: readonly JsonObject[]): SheetRows {
  let length = 0
  for (const row of rows) {
    for (const value of Object.values(row).flat()) if (typeof value === 'string') length += value.length
    if (length > mostCharacters) {
      throw refuse(`The texts in the sheet come to more than ${mostCharacters / 1024 / 1024} million characters.`, {
        code: 'table_too_large',
        hint: 'Name the part of it to read in the option "Range".',
        retry: 'no',
      })
    }
  }
  return { rows }
}

function noSheet(name: string, names: readonly string[]): Error {
  return refuse(`The spreadsheet has no sheet "${name}", only ${names.map((one) => `"${one}"`).join(', ')}.`, {
    code: 'sheet_missing',
    retry: 'no',
  })
}
