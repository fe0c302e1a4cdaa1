import type { DataTable, TableColumn } from '@millrace/api'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { Confirm, Dialog } from '../parts/Dialog.tsx'
import { count } from '../parts/numbers.ts'
import { RenameDialog } from '../parts/RenameDialog.tsx'
import { AddRowsDialog } from './AddRowsDialog.tsx'
import { ColumnFields } from './ColumnFields.tsx'
import { useTableDeeds } from './tables.ts'

/** What is being asked about a table. */
export type Asking =
  | { readonly kind: 'add column' | 'add rows' | 'rename' | 'delete' | 'delete rows' }
  | { readonly kind: 'rename column' | 'delete column'; readonly column: string }

interface Asked {
  readonly table: DataTable
  readonly asking: Asking
  /** Rows by their ids. */
  readonly selected: ReadonlySet<number>
  /** With whether rows are gone. */
  readonly onDone: (gone?: boolean) => void
}

/** Asks before a table, a column or rows are changed, and does it. */
export function TableQuestion({ asking, ...rest }: Asked) {
  const { table, onDone } = rest
  switch (asking.kind) {
    case 'add column':
      return <AddColumn table={table} onDone={onDone} />
    case 'add rows':
      return <AddRowsDialog table={table} onClose={() => onDone()} />
    case 'rename column':
      return <RenameColumn table={table} column={asking.column} onDone={onDone} />
    case 'delete column':
      return <DeleteColumn table={table} column={asking.column} onDone={onDone} />
    case 'rename':
      return <RenameTable table={table} onDone={onDone} />
    case 'delete':
      return <DeleteTable table={table} onDone={onDone} />
    case 'delete rows':
      return <DeleteRows {...rest} />
    default:
      return asking satisfies never
  }
}

type Simple = Pick<Asked, 'table' | 'onDone'>
type OfColumn = Simple & { readonly column: string }

/** Also where a table is one of a list. */
export function RenameTable({ table, onDone }: Simple) {
  const deeds = useTableDeeds()
  return (
    <RenameDialog
      name={table.name}
      hint="Nodes that name the table by its name look for the new one."
      onClose={() => onDone()}
      onName={(name) => {
        onDone()
        void deeds.rename(table.id, name)
      }}
    />
  )
}

/** Also where a table is one of a list. */
export function DeleteTable({ table, onDone }: Simple) {
  const deeds = useTableDeeds()
  const navigate = useNavigate()
  const rows = table.rows === 1 ? 'Its row is' : `Its ${count(table.rows)} rows are`
  const remove = async () => {
    onDone()
    await navigate({ to: '/data-tables' })
    await deeds.remove(table)
  }
  return (
    <Confirm
      question={`Delete “${table.name}”?`}
      deed="Delete table"
      onKeep={() => onDone()}
      onDeed={() => void remove()}
    >
      {table.rows > 0 && `${rows} deleted with it. `}Nodes that use it fail. This cannot be undone.
    </Confirm>
  )
}

function RenameColumn({ table, column, onDone }: OfColumn) {
  const deeds = useTableDeeds()
  return (
    <RenameDialog
      name={column}
      hint="Its cells stay. Nodes that name the column need the new name."
      onClose={() => onDone()}
      onName={(name) => {
        onDone()
        void deeds.renameColumn(table.id, column, name)
      }}
    />
  )
}

function DeleteColumn({ table, column, onDone }: OfColumn) {
  const deeds = useTableDeeds()
  return (
    <Confirm
      question={`Delete the column “${column}”?`}
      deed="Delete column"
      onKeep={() => onDone()}
      onDeed={() => {
        onDone()
        void deeds.deleteColumn(table.id, column)
      }}
    >
      All its cells are deleted with it. Nodes that name it fail. This cannot be undone.
    </Confirm>
  )
}

function DeleteRows({ table, selected, onDone }: Omit<Asked, 'asking'>) {
  const deeds = useTableDeeds()
  const isOne = selected.size === 1
  return (
    <Confirm
      question={isOne ? 'Delete this row?' : `Delete ${count(selected.size)} rows?`}
      deed={isOne ? 'Delete row' : 'Delete rows'}
      onKeep={() => onDone()}
      onDeed={() => {
        onDone(true)
        void deeds.deleteRows(table.id, [...selected])
      }}
    >
      This cannot be undone.
    </Confirm>
  )
}

function AddColumn({ table, onDone }: Simple) {
  const deeds = useTableDeeds()
  const [column, setColumn] = useState<TableColumn>({ name: '', type: 'string' })
  const usable = column.name.trim() !== ''
  const add = async () => {
    if (await deeds.addColumn(table.id, { ...column, name: column.name.trim() })) onDone()
  }
  return (
    <Dialog
      title="Add a column"
      onClose={() => onDone()}
      foot={
        <>
          <Button size="lg" onClick={() => onDone()}>
            Cancel
          </Button>
          <Button size="lg" look="go" type="submit" form="new-column" disabled={!usable}>
            Add column
          </Button>
        </>
      }
    >
      <form
        id="new-column"
        onSubmit={(event) => {
          event.preventDefault()
          if (usable) void add()
        }}
      >
        <ColumnFields label="Column" column={column} onColumn={setColumn} />
      </form>
    </Dialog>
  )
}
