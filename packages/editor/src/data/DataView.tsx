import { type DragEvent, type KeyboardEvent, useMemo, useRef, useState } from 'react'
import styles from './DataView.module.css'
import { dragField } from './dragging.ts'
import { Files } from './Files.tsx'
import { JsonLines } from './JsonLines.tsx'
import { useRows } from './rows.ts'
import { TypeGlyph } from './TypeGlyph.tsx'
import type { ShownItems } from './useItems.ts'
import { type Kind, columnsOf, inline, kindOf, mapping, schemaOf } from './values.ts'

export type View = 'table' | 'json' | 'schema'

interface DataViewProps {
  readonly items: ShownItems
  readonly view: View
  readonly current: number
  /** Where the bytes of files are; null: nowhere but in the items. */
  readonly execution: string | null
  readonly onCurrent: (index: number) => void
  /** Dragged fields read this node; left out, the input. False: nothing can be dragged. */
  readonly from?: string | false
}

/** Items as a table, as JSON or as their schema; rows are virtual, fields can be dragged into parameters. */
export function DataView(props: DataViewProps) {
  return (
    <>
      <Shown {...props} />
      <Files item={props.items.at(props.current)} execution={props.execution} />
    </>
  )
}

function Shown(props: DataViewProps) {
  switch (props.view) {
    case 'table':
      return <TableView {...props} />
    case 'json':
      return <JsonView {...props} />
    case 'schema':
      return <SchemaView {...props} />
  }
}

function startDrag(
  event: DragEvent,
  path: readonly (string | number)[],
  from: string | false | undefined,
  kind: Kind,
): void {
  if (from !== false) dragField(event, { mapping: mapping(path, from), kind })
}

const rowHeight = 28

function TableView({ items, current, onCurrent, from }: DataViewProps) {
  const { first, total } = items
  const columns = useMemo(() => columnsOf(first.map((item) => item.json)).slice(0, 60), [first])
  const box = useRef<HTMLDivElement>(null)
  const { rows, seen, base } = useRows({ box, items, current, heightOf: () => rowHeight })
  const before = seen[0]?.start ?? 0
  const after = rows.getTotalSize() - (seen.at(-1)?.end ?? 0)
  return (
    <div
      ref={box}
      className={styles.scroll}
      tabIndex={0}
      role="region"
      aria-label="Table"
      onKeyDown={(event) => step(event, current, total, onCurrent)}
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th className={styles.number} aria-label="Item" />
            {columns.map((column) => {
              const kind = kindOf(first.find((item) => item.json[column] !== undefined)?.json[column])
              return (
                <th
                  key={column}
                  draggable={from !== false}
                  title={from === false ? column : `Drag ${column} into a field`}
                  onDragStart={(event) => startDrag(event, [column], from, kind)}
                >
                  <span>
                    <TypeGlyph kind={kind} />
                    {column}
                  </span>
                </th>
              )
            })}
            {columns.length === 0 && <th>Empty items</th>}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {seen.map((row) => {
            const index = base + row.index
            const item = items.at(index)
            return (
              <tr
                key={index}
                data-on={index === current || undefined}
                data-bad={item?.error !== undefined || undefined}
                onClick={() => onCurrent(index)}
              >
                <td className={styles.number}>{index + 1}</td>
                {columns.map((column) => {
                  const value = item?.json[column]
                  return (
                    <td
                      key={column}
                      data-kind={kindOf(value)}
                      draggable={from !== false}
                      onDragStart={(event) => startDrag(event, [column], from, kindOf(value))}
                    >
                      {inline(value)}
                    </td>
                  )
                })}
                {columns.length === 0 && <td />}
              </tr>
            )
          })}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  )
}

/** `J` and `K` go from item to item. */
function step(event: KeyboardEvent, current: number, total: number, onCurrent: (index: number) => void): void {
  const by = event.key === 'j' || event.key === 'ArrowDown' ? 1 : event.key === 'k' || event.key === 'ArrowUp' ? -1 : 0
  if (by === 0) return
  event.preventDefault()
  onCurrent(Math.max(0, Math.min(total - 1, current + by)))
}

function JsonView({ items, current, onCurrent }: DataViewProps) {
  const { total } = items
  const box = useRef<HTMLDivElement>(null)
  const { rows, seen, base } = useRows({
    box,
    items,
    current,
    heightOf: (index) => (index === current ? 200 : 20),
  })
  return (
    <div
      ref={box}
      className={`${styles.scroll} ${styles.json}`}
      tabIndex={0}
      role="region"
      aria-label="JSON"
      onKeyDown={(event) => step(event, current, total, onCurrent)}
    >
      <div style={{ height: rows.getTotalSize() }}>
        {seen.map((row) => {
          const index = base + row.index
          const item = items.at(index)
          const open = index === current
          return (
            <div
              key={index}
              ref={rows.measureElement}
              data-index={row.index}
              data-on={open || undefined}
              className={styles.entry}
              style={{ transform: `translateY(${row.start}px)` }}
              onClick={() => !open && onCurrent(index)}
            >
              <i>{index + 1}</i>
              {item === undefined ? (
                <span>…</span>
              ) : open ? (
                <JsonLines value={item.json} />
              ) : (
                <code>{inline(item.json)}</code>
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function SchemaView({ items, from }: DataViewProps) {
  const schema = useMemo(() => schemaOf(items.first.slice(0, 50).map((item) => item.json)), [items.first])
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const visible = schema.filter(
    ({ path }) => !path.some((_, index) => index > 0 && closed.has(JSON.stringify(path.slice(0, index)))),
  )
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Schema">
      {schema.length === 0 && <p className={styles.none}>The items are empty: they have no fields.</p>}
      <ul className={styles.schema}>
        {visible.map((entry) => {
          const key = JSON.stringify(entry.path)
          return (
            <li
              key={key}
              style={{ paddingLeft: 16 + entry.depth * 20 }}
              draggable={from !== false}
              onDragStart={(event) => startDrag(event, entry.path, from, entry.kind)}
              onClick={() => {
                if (entry.children === 0) return
                const next = new Set(closed)
                if (!next.delete(key)) next.add(key)
                setClosed(next)
              }}
            >
              <TypeGlyph kind={entry.kind} />
              <b>{entry.name}</b>
              <small>{entry.sample}</small>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
