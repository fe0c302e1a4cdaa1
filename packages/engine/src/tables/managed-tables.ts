import { type DataTable, type DataTables, refuse } from '@millrace/sdk'
import { columnsAfter } from './columns-after.ts'
import { projectTables } from './project-tables.ts'
import { checkColumns, noColumn } from './table-form.ts'
import type { ColumnChange, ManagedTableStore } from './table-store.ts'

/** The tables of one project for who looks after them: what workflows do with them, and their columns. */
export interface ManagedTables extends DataTables {
  /** How many rows the tables have, or one of them, by their ids. */
  counts(only?: DataTable): Promise<ReadonlyMap<string, number>>
  /**
   * Adds, renames or deletes a column, with what its cells hold.
   * @throws NodeError `table_gone`, `table_malformed` (a name that cannot be, or is there, or is not)
   */
  changeColumns(table: DataTable, change: ColumnChange): Promise<void>
}

export function managedTables(store: ManagedTableStore, project: string): ManagedTables {
  return {
    ...projectTables(store, project),
    counts: (only) => store.counts(project, only?.id),
    async changeColumns(table, change) {
      const { columns } = table
      if (change.kind !== 'add' && !columns.some((one) => one.name === change.name)) throw noColumn(table, change.name)
      checkColumns(columnsAfter(columns, change))
      const done = await store.changeColumns(project, table.id, change)
      if (done === 'done') return
      throw refuse(
        done === 'gone'
          ? `The data table “${table.name}” is not here any more.`
          : `The columns of “${table.name}” were changed meanwhile.`,
        done === 'gone' ? { code: 'table_gone' } : { code: 'table_malformed', hint: 'Look at them, and try again.' },
      )
    },
  }
}
