import type { Cell, ColumnType, DataTable, TableColumn, TableRow } from '@millrace/api'
import { ArrowDown, ArrowDownAZ, ArrowUp, ArrowUpAZ, ChevronDown, Pencil, Trash2 } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import { TypeGlyph } from '../data/TypeGlyph.tsx'
import { Menu } from '../parts/Menu.tsx'
import { hasModifier } from '../parts/keys.ts'
import { CellEditor } from './CellEditor.tsx'
import { shownCell, writtenCell } from './cell-text.ts'
import styles from './RowGrid.module.css'
import type { RowsAsked } from './tables.ts'

interface Shown {
  readonly name: string
  readonly label: string
  readonly type: ColumnType
  /** The table's own: ids and moments, which nobody writes. */
  readonly own: boolean
  readonly cellOf: (row: TableRow) => Cell
}

export interface RowGridProps {
  readonly table: DataTable
  readonly rows: readonly TableRow[]
  readonly asked: RowsAsked
  readonly selected: ReadonlySet<number>
  readonly onSort: (column: string, direction: 'asc' | 'desc') => void
  readonly onSelect: (ids: ReadonlySet<number>) => void
  /** Whether it was written. */
  readonly onWrite: (row: number, column: string, cell: Cell) => Promise<boolean>
  readonly onRename: (column: string) => void
  readonly onDelete: (column: string) => void
}

interface Place {
  readonly row: number
  readonly column: number
}

/** A cell that is being written, wherever its row may stand by now, and what its editor begins with. */
interface Writing {
  readonly id: number
  readonly name: string
  readonly text: string
  /** It was opened, not written over: its text is chosen whole. */
  readonly whole: boolean
}

/** Rows as a grid: arrows go from cell to cell; Enter, a second click or a letter begins to write. */
export function RowGrid(props: RowGridProps) {
  const { table, rows, selected, onSelect } = props
  const columns = columnsOf(table.columns)
  const box = useRef<HTMLDivElement>(null)
  const grid = useGrid(box, props, columns)
  const isAll = rows.length > 0 && rows.every(({ id }) => selected.has(id))
  const toggle = (id: number) => {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    onSelect(next)
  }
  return (
    <div className={styles.scroll} ref={box} data-none={rows.length === 0 || undefined}>
      <table className={styles.grid} role="grid" aria-label={table.name}>
        <thead>
          <tr>
            <th className={styles.choose}>
              <input
                type="checkbox"
                aria-label="Select all rows"
                checked={isAll}
                onChange={() => onSelect(new Set(isAll ? [] : rows.map(({ id }) => id)))}
              />
            </th>
            {columns.map((column) => (
              <ColumnHead key={column.name} column={column} {...props} />
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={grid.onKeyDown}>
          {rows.map((row, index) => (
            <tr key={row.id} data-on={selected.has(row.id) || undefined}>
              <td className={styles.choose}>
                <input
                  type="checkbox"
                  aria-label={`Select row ${row.id}`}
                  checked={selected.has(row.id)}
                  onChange={() => toggle(row.id)}
                />
              </td>
              {columns.map((column, at) => (
                <GridCell key={column.name} row={row} column={column} place={{ row: index, column: at }} grid={grid} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function columnsOf(columns: readonly TableColumn[]): readonly Shown[] {
  const asText = (moment: number) => new Date(moment).toISOString()
  return [
    { name: 'id', label: 'id', type: 'number', own: true, cellOf: (row) => row.id },
    ...columns.map(({ name, type }) => ({
      name,
      label: name,
      type,
      own: false,
      cellOf: (row: TableRow) => row.cells[name] ?? null,
    })),
    { name: 'createdAt', label: 'createdAt', type: 'date', own: true, cellOf: (row) => asText(row.createdAt) },
    { name: 'updatedAt', label: 'updatedAt', type: 'date', own: true, cellOf: (row) => asText(row.updatedAt) },
  ]
}

type Grid = ReturnType<typeof useGrid>

/** Where one is in the grid, what is being written, and what keys do. */
function useGrid(
  box: RefObject<HTMLElement | null>,
  { rows, onWrite }: Pick<RowGridProps, 'rows' | 'onWrite'>,
  columns: readonly Shown[],
) {
  const [at, setAt] = useState<Place>({ row: 0, column: 1 })
  const [writing, setWriting] = useState<Writing | null>(null)
  const go = (row: number, column: number) => {
    const cell = box.current?.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`)
    cell?.focus()
  }
  const cellAt = ({ row, column }: Place) => {
    const [shown, found] = [columns[column], rows[row]]
    return shown && found && !shown.own ? { shown, row: found, cell: shown.cellOf(found) } : undefined
  }
  const write = (place: Place, cell: Cell) => {
    const target = cellAt(place)
    if (target && target.cell !== cell) return onWrite(target.row.id, target.shown.name, cell)
    return Promise.resolve(true)
  }
  /** Begins to write; true and false are changed at once. */
  const begin = (place: Place, text?: string) => {
    const target = cellAt(place)
    if (!target) return
    const { shown, row, cell } = target
    if (shown.type === 'boolean') void write(place, cell !== true)
    else {
      const begins = text ?? writtenCell(cell, shown.type)
      setWriting({ id: row.id, name: shown.name, text: begins, whole: text === undefined })
    }
  }
  const end = (to: Place | undefined) => {
    setWriting(null)
    // The cell is there again once the editor is gone.
    if (to) requestAnimationFrame(() => go(to.row, to.column))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Rows may have moved under the cell that has the focus: where it stands now is what counts.
    const at = event.target instanceof HTMLElement ? placeOf(event.target) : undefined
    if (at === undefined || hasModifier(event.nativeEvent)) return
    const step = steps[event.key]
    if (step) go(at.row + step.row, at.column + step.column)
    else if (event.key === 'Home') go(at.row, 0)
    else if (event.key === 'End') go(at.row, columns.length - 1)
    else if (event.key === 'Enter' || event.key === 'F2') begin(at)
    else if (event.key === 'Delete' || event.key === 'Backspace') void write(at, null)
    else if (event.key.length === 1 && cellAt(at)?.shown.type !== 'date') begin(at, event.key)
    else return
    event.preventDefault()
  }
  return { at, setAt, writing, begin, end, write, onKeyDown }
}

function placeOf({ dataset }: HTMLElement): Place | undefined {
  const [row, column] = dataset['cell']?.split(':').map(Number) ?? []
  return row === undefined || column === undefined ? undefined : { row, column }
}

const steps: Readonly<Record<string, Place | undefined>> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
}

function GridCell({
  row,
  column,
  place,
  grid,
}: {
  readonly row: TableRow
  readonly column: Shown
  readonly place: Place
  readonly grid: Grid
}) {
  const wasAt = useRef(false)
  const { at, writing } = grid
  const isAt = at.row === place.row && at.column === place.column
  const cell = column.cellOf(row)
  const text = shownCell(cell, column.type)
  if (writing?.id === row.id && writing.name === column.name) {
    return (
      <td className={styles.writing} data-kind={column.type}>
        <span aria-hidden>{text}</span>
        <CellEditor
          label={`${column.label} of row ${row.id}`}
          type={column.type}
          text={writing.text}
          whole={writing.whole}
          onWrite={(written) => grid.write(place, written)}
          onEnd={(to) => grid.end(to && { row: place.row + to.down, column: place.column + to.right })}
        />
      </td>
    )
  }
  return (
    <td
      data-cell={`${place.row}:${place.column}`}
      data-kind={column.type}
      data-own={column.own || undefined}
      tabIndex={isAt ? 0 : -1}
      title={text.length > 30 ? text : undefined}
      onFocus={() => grid.setAt(place)}
      onPointerDown={(event) => (wasAt.current = event.currentTarget === document.activeElement)}
      onClick={() => {
        if (wasAt.current) grid.begin(place)
      }}
    >
      {text}
    </td>
  )
}

function ColumnHead({
  column,
  asked,
  onSort,
  onRename,
  onDelete,
}: Pick<RowGridProps, 'asked' | 'onSort' | 'onRename' | 'onDelete'> & { readonly column: Shown }) {
  const { name, label, type, own } = column
  const sorted = asked.sort === name ? asked.direction : undefined
  const Arrow = sorted === 'desc' ? ArrowDown : ArrowUp
  return (
    <th aria-sort={sorted && (sorted === 'asc' ? 'ascending' : 'descending')} data-own={own || undefined}>
      <Menu
        align="start"
        trigger={
          <button type="button" className={styles.head}>
            <TypeGlyph kind={type} />
            <span>{label}</span>
            {sorted ? <Arrow size={14} strokeWidth={1.75} /> : <ChevronDown size={14} strokeWidth={1.75} data-quiet />}
          </button>
        }
        groups={[
          [
            {
              label: 'Sort ascending',
              icon: <ArrowDownAZ size={16} strokeWidth={1.75} />,
              on: sorted === 'asc',
              do: () => onSort(name, 'asc'),
            },
            {
              label: 'Sort descending',
              icon: <ArrowUpAZ size={16} strokeWidth={1.75} />,
              on: sorted === 'desc',
              do: () => onSort(name, 'desc'),
            },
          ],
          own
            ? []
            : [
                { label: 'Rename', icon: <Pencil size={16} strokeWidth={1.75} />, do: () => onRename(name) },
                {
                  label: 'Delete column',
                  icon: <Trash2 size={16} strokeWidth={1.75} />,
                  danger: true,
                  do: () => onDelete(name),
                },
              ],
        ]}
      />
    </th>
  )
}
