import type { TableColumn } from '@millrace/sdk'
import type { ColumnChange } from './table-store.ts'

/** The columns after a change, whether they can be so or not. A column that is not there is neither renamed nor deleted. */
export function columnsAfter(columns: readonly TableColumn[], change: ColumnChange): readonly TableColumn[] {
  switch (change.kind) {
    case 'add':
      return [...columns, change.column]
    case 'rename':
      return columns.map((one) => (one.name === change.name ? { ...one, name: change.to } : one))
    case 'delete':
      return columns.filter((one) => one.name !== change.name)
    default:
      return change satisfies never
  }
}
