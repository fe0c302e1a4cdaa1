import type { Cell, ColumnType } from '@millrace/api'

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** A cell as it is read in the grid; nothing where it is empty. */
export function shownCell(cell: Cell, type: ColumnType): string {
  if (cell === null) return ''
  if (type === 'date' && typeof cell === 'string') return moment.format(new Date(cell))
  return String(cell)
}

/** A cell as it is written: dates in the clock of whoever writes them, as `2024-01-31T10:00:00`. */
export function writtenCell(cell: Cell, type: ColumnType): string {
  if (cell === null) return ''
  if (type !== 'date' || typeof cell !== 'string') return String(cell)
  const at = new Date(cell)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

/** What somebody wrote, as a cell; undefined where the column cannot hold it. Nothing written is an empty cell. */
export function readCell(text: string, type: ColumnType): Cell | undefined {
  if (text === '') return null
  switch (type) {
    case 'string':
      return text
    case 'number': {
      const value = Number(text.trim())
      return text.trim() !== '' && Number.isFinite(value) ? value : undefined
    }
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined
    case 'date': {
      const at = new Date(text)
      return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
    }
    default:
      return type satisfies never
  }
}

/** Rows as CSV (RFC 4180), their own columns first. */
export function rowsAsCsv(
  columns: readonly string[],
  rows: readonly { readonly id: number; readonly cells: Readonly<Record<string, Cell>> }[],
): string {
  const lines = rows.map((row) => [row.id, ...columns.map((name) => row.cells[name] ?? null)])
  return [['id', ...columns], ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('')
}

/** An empty text is written with quotes, so that it is told from an empty cell. */
function field(cell: Cell): string {
  if (cell === null) return ''
  const text = String(cell)
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
