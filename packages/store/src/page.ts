/** One page of a list, newest first; `next` is opaque and asks for the page after it. */
export interface Page<Row> {
  readonly items: readonly Row[]
  readonly next: string | null
}

export interface PageRequest {
  /** 1 to 250; 50 when left out. */
  readonly limit?: number
  readonly cursor?: string
}

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 250

/** The number of rows a request asks for, within bounds. */
export function pageLimit(request: PageRequest): number {
  const limit = request.limit ?? DEFAULT_LIMIT
  if (!Number.isInteger(limit) || limit < 1) return DEFAULT_LIMIT
  return Math.min(limit, MAX_LIMIT)
}

/** A page out of `limit + 1` rows: the extra one only tells that there are more. */
export function pageOf<Row, Out>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  show: (row: Row) => Out,
): Page<Out> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(show), next: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

/** A cursor is the sort key of the last row, opaque to whoever hands it back. */
export function writeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

/** The key a cursor holds; a damaged one begins at the first page. */
export function readCursor(cursor: string | undefined): readonly unknown[] {
  if (cursor === undefined) return []
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(key) ? key : []
  } catch {
    // Cursors come from addresses people may cut short.
    return []
  }
}
