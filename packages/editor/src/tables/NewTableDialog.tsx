import type { TableColumn } from '@millrace/api'
import { useNavigate } from '@tanstack/react-router'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { errorText } from '../api/error-text.ts'
import { Button, IconButton } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { Input, Labelled } from '../parts/Input.tsx'
import { count } from '../parts/numbers.ts'
import { ColumnFields } from './ColumnFields.tsx'
import { CsvButton, type PickedCsv } from './CsvButton.tsx'
import styles from './NewTableDialog.module.css'
import { cellsOfFile } from './read-csv-file.ts'
import { useTableDeeds } from './tables.ts'

/** A column that is to be, and the place of its cells in the file. */
interface Planned {
  readonly column: TableColumn
  readonly place?: number
}

const blank: Planned = { column: { name: '', type: 'string' } }

/** What a new table is to be, and how it is made. */
function usePlan(onMade: (id: string) => void) {
  const { create } = useTableDeeds()
  const [name, setName] = useState('')
  const [columns, setColumns] = useState<readonly Planned[]>([blank])
  const [file, setFile] = useState<PickedCsv | null>(null)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState('')
  const usable = name.trim() !== '' && !busy
  const make = async () => {
    if (!usable) return
    setBusy(true)
    setTrouble('')
    try {
      const named = columns
        .map(({ column, ...rest }) => ({ ...rest, column: { ...column, name: column.name.trim() } }))
        .filter(({ column }) => column.name !== '')
      const taken = named.flatMap(({ column, place }) => (place === undefined ? [] : [{ column, place }]))
      const rows = file === null ? [] : cellsOfFile(file, taken)
      onMade((await create(name.trim(), { columns: named.map(({ column }) => column), rows })).id)
    } catch (error) {
      setTrouble(errorText(error))
      setBusy(false)
    }
  }
  return {
    name,
    setName,
    columns,
    file,
    trouble,
    setTrouble,
    busy,
    usable,
    make,
    add: () => setColumns([...columns, blank]),
    remove: (at: number) => setColumns(columns.filter((_, index) => index !== at)),
    change: (at: number, column: TableColumn) =>
      setColumns(columns.map((one, index) => (index === at ? { ...one, column } : one))),
    take(picked: PickedCsv) {
      setTrouble('')
      setFile(picked)
      setColumns(picked.columns.map((column, place) => ({ column, place })))
      if (name.trim() === '') setName(picked.fileName)
    },
  }
}

/** A name and the first columns, by hand or out of a file; more can come at any time. */
export function NewTableDialog({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate()
  const plan = usePlan((id) => {
    onClose()
    void navigate({ to: '/data-tables/$id', params: { id } })
  })
  return (
    <Dialog
      title="New data table"
      onClose={onClose}
      foot={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" look="go" type="submit" form="new-table" disabled={!plan.usable}>
            {plan.busy ? 'Creating' : 'Create table'}
          </Button>
        </>
      }
    >
      <form
        id="new-table"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void plan.make()
        }}
      >
        <Labelled label="Name">
          <Input big autoFocus placeholder="Customers" value={plan.name} onText={plan.setName} />
        </Labelled>
        <Columns plan={plan} />
        {plan.trouble !== '' && (
          <p className={styles.trouble} role="alert">
            {plan.trouble}
          </p>
        )}
      </form>
    </Dialog>
  )
}

function Columns({ plan }: { readonly plan: ReturnType<typeof usePlan> }) {
  const { columns, file } = plan
  return (
    <fieldset className={styles.columns}>
      <legend>Columns</legend>
      {columns.map(({ column }, index) => (
        <div key={index}>
          <ColumnFields
            label={`Column ${index + 1}`}
            column={column}
            onColumn={(changed) => plan.change(index, changed)}
          />
          <IconButton label={`Remove column ${index + 1}`} onClick={() => plan.remove(index)}>
            <X size={16} />
          </IconButton>
        </div>
      ))}
      <p className={styles.more}>
        <Button look="ghost" onClick={plan.add}>
          <Plus size={16} strokeWidth={1.75} />
          Add a column
        </Button>
        <CsvButton label="From a CSV file" onFile={plan.take} onTrouble={plan.setTrouble} />
      </p>
      {file && (
        <p role="status">
          {file.rows.length === 1 ? 'One row' : `${count(file.rows.length)} rows`} of “{file.fileName}” come along.
        </p>
      )}
    </fieldset>
  )
}
