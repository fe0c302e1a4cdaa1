import type { DataTable, RowQuery, RunContext, TableRow } from '@millrace/sdk'

/** Rows that are read at once. */
const STEP = 1000

/** The rows that a query means, `most` of them: read a thousand at a time. */
export async function* readRows(
  { dataTables }: Pick<RunContext, 'dataTables'>,
  table: DataTable,
  { most, ...query }: Omit<RowQuery, 'skip' | 'limit'> & { readonly most: number },
): AsyncGenerator<TableRow> {
  for (let skip = 0; skip < most; skip += STEP) {
    const limit = Math.min(STEP, most - skip)
    const rows = await dataTables.rows(table, { ...query, skip, limit })
    yield* rows
    if (rows.length < limit) return
  }
}
