import type {
  Cells,
  Changed,
  DataTable,
  Inserted,
  RowChange,
  RowFilter,
  RowQuery,
  TableColumn,
  TableRow,
} from '@millrace/sdk'

/**
 * Where data tables lie. Whoever asks has seen to it that names, columns and cells can be; a table of another project
 * is `gone`, like one that never was. Rows come with the cells that were given, in any order.
 */
export interface TableStore {
  /** All tables of a project, by name. */
  list(project: string): Promise<readonly DataTable[]>
  find(project: string, which: WhichTable): Promise<DataTable | undefined>
  create(project: string, table: Pick<DataTable, 'name' | 'columns'>): Promise<DataTable | 'taken'>
  rename(project: string, id: string, name: string): Promise<'done' | 'taken' | 'gone'>
  delete(project: string, id: string): Promise<'done' | 'gone'>
  clear(project: string, id: string): Promise<'done' | 'gone'>
  rows(project: string, id: string, query: RowQuery): Promise<readonly TableRow[] | 'gone'>
  /** `full`: with these, all tables together would take more than they may. */
  insert(project: string, id: string, rows: readonly Cells[]): Promise<Inserted | 'gone' | 'full'>
  update(project: string, id: string, change: RowChange): Promise<Changed | 'gone' | 'full'>
  deleteRows(project: string, id: string, where: RowFilter, dry: boolean): Promise<readonly TableRow[] | 'gone'>
}

export type WhichTable = { readonly id: string } | { readonly name: string }

/** What is done to the columns of a table. A new one has no cells, whatever another of its name once held. */
export type ColumnChange =
  | { readonly kind: 'add'; readonly column: TableColumn }
  | { readonly kind: 'rename'; readonly name: string; readonly to: string }
  | { readonly kind: 'delete'; readonly name: string }

/** Where data tables lie, for who looks after them; workflows have no such wishes. */
export interface ManagedTableStore extends TableStore {
  /** How many rows the tables of a project have, or one of them, by their ids; those without any may be left out. */
  counts(project: string, only?: string): Promise<ReadonlyMap<string, number>>
  /** `clash`: there is a column of the new name, or none of the old. */
  changeColumns(project: string, id: string, change: ColumnChange): Promise<'done' | 'clash' | 'gone'>
}
