/** Spreadsheets, and tables in HTML, RTF and text, of one sheet. */
import { type Json, type JsonObject, refuse } from '@millrace/sdk'

export type SheetFormat = 'csv' | 'html' | 'ods' | 'rtf' | 'xls' | 'xlsx'

export interface SheetStyle {
  /** The first row holds the names of the columns. */
  readonly headerRow?: boolean | undefined
  readonly sheetName?: string | undefined
  /** Packed as small as can be: for XLSX and ODS. */
  readonly compression?: boolean | undefined
  /** What stands between the cells of CSV. */
  readonly delimiter?: string | undefined
}

const mostCells = 10_000_000

/**
 * A file with a row for each object; what lies deeper is a column of its own, named by its path: `address.city`.
 * @throws NodeError where the format cannot hold it
 */
export async function writeSheet(
  objects: readonly JsonObject[],
  format: SheetFormat,
  { headerRow = true, sheetName = 'Sheet', compression = false, delimiter }: SheetStyle,
): Promise<Uint8Array> {
  const { utils, write } = await import('@e965/xlsx')
  const columns = new Set<string>()
  const rows = objects.map((one) => {
    const row = flattened(one)
    for (const name of Object.keys(row)) columns.add(name)
    if (columns.size * objects.length > mostCells) throw tooLarge(objects.length, columns.size)
    return row
  })
  try {
    const sheet = utils.json_to_sheet(rows, { skipHeader: !headerRow, header: [...columns] })
    const book = { SheetNames: [sheetName], Sheets: { [sheetName]: sheet } }
    const bytes: Uint8Array = write(book, {
      bookType: format,
      bookSST: false,
      type: 'buffer',
      compression,
      ...(delimiter && { FS: delimiter }),
    })
    return bytes
  } catch (cause) {
    throw refuse(
      `The items cannot be written as ${format.toUpperCase()}: ${cause instanceof Error ? cause.message : 'unknown'}.`,
      { code: 'table_unwritable', retry: 'no', cause },
    )
  }
}

type Cell = string | number | boolean | null

/** The members of an object and of what lies in it, by their paths; what is empty has none. */
function flattened(object: JsonObject): Readonly<Record<string, Cell>> {
  const cells = new Map<string, Cell>()
  const add = (value: Json | undefined, path: string): void => {
    if (value === undefined) return
    if (typeof value !== 'object' || value === null) cells.set(path, value)
    else for (const [name, member] of Object.entries(value)) add(member, path === '' ? name : `${path}.${name}`)
  }
  add(object, '')
  return Object.fromEntries(cells)
}

function tooLarge(rows: number, columns: number): Error {
  return refuse(
    `A table of ${rows} rows and ${columns} columns or more is too large. Split the items before this node.`,
    {
      code: 'table_too_large',
      retry: 'no',
    },
  )
}
