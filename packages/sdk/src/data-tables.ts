/** Tables that people and workflows keep data in: flat rows of typed columns, in the project of the workflow. */

export type ColumnType = 'string' | 'number' | 'boolean' | 'date'

export interface TableColumn {
  /** Letters, digits and underscores, a letter first. */
  readonly name: string
  readonly type: ColumnType
}

export interface DataTable {
  readonly id: string
  readonly name: string
  readonly columns: readonly TableColumn[]
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly updatedAt: number
}

/** What a cell holds. A date is text like `2024-01-31T09:00:00.000Z`, always in UTC, so that texts sort as moments do. */
export type Cell = string | number | boolean | null

/** Cells by the names of their columns. */
export type Cells = Readonly<Record<string, Cell>>

export interface TableRow {
  /** Counts up from 1 and never comes again. */
  readonly id: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly cells: Cells
}

/**
 * `eq` and `neq` know null; nothing is greater, less or like it. In the pattern of `like` a `%` stands for any text and
 * a `_` for one character; `ilike` does not tell capitals from small letters, at least where they are ASCII.
 */
export type RowTest = 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte' | 'like' | 'ilike'

export interface RowCondition {
  /** A column of the table, or `id`, `createdAt` or `updatedAt`. */
  readonly column: string
  readonly test: RowTest
  readonly value: Cell
}

/** Without conditions every row is meant. */
export interface RowFilter {
  readonly match: 'any' | 'all'
  readonly conditions: readonly RowCondition[]
}

export interface RowQuery {
  readonly where: RowFilter
  /** By `id` where left out, and among equals always. Empty cells come first, in descending order last. */
  readonly order?: { readonly column: string; readonly direction: 'asc' | 'desc' }
  readonly skip: number
  readonly limit: number
}

export interface RowChange {
  readonly where: RowFilter
  /** The cells to set; others stay. */
  readonly cells: Cells
  /** Where no row is meant, a row of these cells is inserted. */
  readonly elseInsert: boolean
  /** Nothing is changed: only the answer tells what would be. */
  readonly dry: boolean
}

/** Rows that were inserted: the id of the first, from which the others count up, and when. */
export interface Inserted {
  readonly firstId: number
  readonly at: number
}

export interface Changed {
  /** The rows that were meant, as they were before. */
  readonly before: readonly TableRow[]
  readonly at: number
  readonly inserted?: Inserted
}

/**
 * What a node may do with the tables of its workflow's project. Rows come with a cell for every column.
 * @throws NodeError `table_gone`, `table_name_taken`, `tables_full`, `table_malformed` (a name, column or cell that
 * cannot be)
 */
export interface DataTables {
  list(): Promise<readonly DataTable[]>
  find(which: { readonly id: string } | { readonly name: string }): Promise<DataTable | undefined>
  create(table: Pick<DataTable, 'name' | 'columns'>): Promise<DataTable>
  rename(table: DataTable, name: string): Promise<void>
  delete(table: DataTable): Promise<void>
  /** Deletes all rows. */
  clear(table: DataTable): Promise<void>
  rows(table: DataTable, query: RowQuery): Promise<readonly TableRow[]>
  insert(table: DataTable, rows: readonly Cells[]): Promise<readonly TableRow[]>
  update(table: DataTable, change: RowChange): Promise<Changed>
  /** Answers with the rows that were, or in a dry run would be, deleted. */
  deleteRows(table: DataTable, where: RowFilter, dry: boolean): Promise<readonly TableRow[]>
}
