import type { ColumnType, TableColumn } from '@millrace/api'
import { kindWords } from '../data/values.ts'
import { Input } from '../parts/Input.tsx'
import { Select } from '../parts/Select.tsx'
import styles from './NewTableDialog.module.css'

const types = (['string', 'number', 'boolean', 'date'] satisfies ColumnType[]).map((value) => ({
  value,
  label: kindWords[value],
}))

/** The name of a column, and what its cells hold. */
export function ColumnFields({
  label,
  column,
  onColumn,
}: {
  readonly label: string
  readonly column: TableColumn
  readonly onColumn: (column: TableColumn) => void
}) {
  return (
    <div className={styles.fields}>
      <Input
        aria-label={`${label}: name`}
        placeholder="email"
        value={column.name}
        onText={(name) => onColumn({ ...column, name })}
      />
      <Select
        label={`${label}: type`}
        value={column.type}
        choices={types}
        onChange={(type) => onColumn({ ...column, type })}
      />
    </div>
  )
}
