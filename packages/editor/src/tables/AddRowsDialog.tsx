import type { DataTable } from '@millrace/api'
import { useState } from 'react'
import { errorText } from '../api/error-text.ts'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { count } from '../parts/numbers.ts'
import { CsvButton, type PickedCsv } from './CsvButton.tsx'
import styles from './NewTableDialog.module.css'
import { cellsOfFile, matchColumns } from './read-csv-file.ts'
import { useTableDeeds } from './tables.ts'

/** Adds the rows of a CSV file to a table that is there, by the names of its columns. */
export function AddRowsDialog({ table, onClose }: { readonly table: DataTable; readonly onClose: () => void }) {
  const { insert } = useTableDeeds()
  const [file, setFile] = useState<PickedCsv | null>(null)
  const [trouble, setTrouble] = useState('')
  const [busy, setBusy] = useState(false)
  const { taken, left } = file ? matchColumns(file, table.columns) : { taken: [], left: [] }
  const many = file?.rows.length ?? 0
  const add = async () => {
    if (!file) return
    setTrouble('')
    try {
      const cells = cellsOfFile(file, taken)
      setBusy(true)
      if (await insert(table.id, cells)) onClose()
    } catch (error) {
      setTrouble(errorText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={`Add rows to “${table.name}”`}
      onClose={onClose}
      foot={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" look="go" disabled={taken.length === 0 || many === 0 || busy} onClick={() => void add()}>
            {many > 1 ? `Add ${count(many)} rows` : 'Add rows'}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <p>
          The first line of the file names its columns. They go to those of the table that are called alike:{' '}
          {table.columns.map(({ name }) => name).join(', ')}.
        </p>
        <div>
          <CsvButton
            label={file ? file.fileName : 'Choose a CSV file'}
            onTrouble={setTrouble}
            onFile={(picked) => {
              setTrouble('')
              setFile(picked)
            }}
          />
        </div>
        {file && (
          <p role="status">
            {taken.length === 0
              ? 'None of its columns is called like one of the table.'
              : `Taken: ${taken.map(({ column }) => column.name).join(', ')}.`}
            {left.length > 0 && taken.length > 0 && ` Left out: ${left.join(', ')}.`}
          </p>
        )}
        {trouble !== '' && (
          <p className={styles.trouble} role="alert">
            {trouble}
          </p>
        )}
      </div>
    </Dialog>
  )
}
