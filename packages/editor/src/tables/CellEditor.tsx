import type { Cell, ColumnType } from '@millrace/api'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { readCell } from './cell-text.ts'
import styles from './RowGrid.module.css'

/** Where one goes from the cell. */
interface Onwards {
  readonly down: number
  readonly right: number
}

/** Writes one cell: Enter and Tab keep what is written and go on, Escape leaves the cell as it was. */
export function CellEditor({
  label,
  type,
  text: before,
  whole,
  onWrite,
  onEnd,
}: {
  readonly label: string
  readonly type: ColumnType
  readonly text: string
  readonly whole: boolean
  readonly onWrite: (cell: Cell) => Promise<boolean>
  /** Without a place where one went elsewhere. */
  readonly onEnd: (to?: Onwards) => void
}) {
  const [text, setText] = useState(before)
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const isOver = useRef(false)
  useEffect(() => {
    field.current?.focus()
    if (type !== 'date') field.current?.setSelectionRange(whole ? 0 : before.length, before.length)
  }, [whole, type, before])
  const cell = readCell(text, type)
  const bad = cell === undefined
  const keep = async (to?: Onwards) => {
    if (isOver.current || cell === undefined) return
    isOver.current = true
    // What opened the editor by a letter is a change already.
    if (text === before && whole) return onEnd(to)
    const done = await onWrite(cell)
    if (done) return onEnd(to)
    isOver.current = false
    field.current?.focus()
  }
  const leave = (to?: Onwards) => {
    isOver.current = true
    onEnd(to)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape') leave({ down: 0, right: 0 })
    else if (event.key === 'Enter' && !event.shiftKey) void keep({ down: 1, right: 0 })
    else if (event.key === 'Tab') void keep({ down: 0, right: event.shiftKey ? -1 : 1 })
    else return
    event.preventDefault()
  }
  const shared = {
    ref: field,
    'aria-label': label,
    'aria-invalid': bad || undefined,
    className: styles.editor,
    value: text,
    onKeyDown,
    // Who goes elsewhere keeps what is right, and gives up what is not.
    onBlur: () => void (bad ? leave() : keep()),
  }
  if (type === 'string') {
    return (
      <textarea
        {...shared}
        rows={Math.min(8, text.split('\n').length)}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
      />
    )
  }
  return (
    <input
      {...shared}
      {...(type === 'date' ? { type: 'datetime-local', step: 1 } : { inputMode: 'decimal' })}
      onChange={(event) => setText(event.target.value)}
    />
  )
}
