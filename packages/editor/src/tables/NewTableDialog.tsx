import type { TableColumn } from '@millrace/api'
import { useNavigate } from '@tanstack/react-router'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { errorText } from '../api/error-text.ts'
import { Button, IconButton } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { Input, Labelled } from '../parts/Input.tsx'
import { ColumnFields } from './ColumnFields.tsx'
import styles from './NewTableDialog.module.css'
import { useTableDeeds } from './tables.ts'

/** A name and the first columns; more can come at any time. */
export function NewTableDialog({ onClose }: { readonly onClose: () => void }) {
  const { create } = useTableDeeds()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [columns, setColumns] = useState<readonly TableColumn[]>([{ name: '', type: 'string' }])
  const [trouble, setTrouble] = useState('')
  const usable = name.trim() !== ''
  const make = async () => {
    try {
      const named = columns.map((one) => ({ ...one, name: one.name.trim() })).filter((one) => one.name !== '')
      const { id } = await create(name.trim(), named)
      onClose()
      await navigate({ to: '/data-tables/$id', params: { id } })
    } catch (error) {
      setTrouble(errorText(error))
    }
  }
  const change = (at: number, column: TableColumn) =>
    setColumns(columns.map((one, index) => (index === at ? column : one)))
  return (
    <Dialog
      title="New data table"
      onClose={onClose}
      foot={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" look="go" type="submit" form="new-table" disabled={!usable}>
            Create table
          </Button>
        </>
      }
    >
      <form
        id="new-table"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (usable) void make()
        }}
      >
        <Labelled label="Name">
          <Input big autoFocus placeholder="Customers" value={name} onText={setName} />
        </Labelled>
        <fieldset className={styles.columns}>
          <legend>Columns</legend>
          {columns.map((column, index) => (
            <div key={index}>
              <ColumnFields
                label={`Column ${index + 1}`}
                column={column}
                onColumn={(changed) => change(index, changed)}
              />
              <IconButton
                label={`Remove column ${index + 1}`}
                onClick={() => setColumns(columns.filter((_, at) => at !== index))}
              >
                <X size={16} />
              </IconButton>
            </div>
          ))}
          <Button look="ghost" onClick={() => setColumns([...columns, { name: '', type: 'string' }])}>
            <Plus size={16} strokeWidth={1.75} />
            Add a column
          </Button>
        </fieldset>
        {trouble !== '' && (
          <p className={styles.trouble} role="alert">
            {trouble}
          </p>
        )}
      </form>
    </Dialog>
  )
}
