import { useState } from 'react'
import styles from './JsonLines.module.css'
import { inline, kindOf } from './values.ts'
import { isJsonObject } from '@millrace/sdk'

/** One value opened, its members one to a line; what is deep or long opens on demand. */
export function JsonLines({ value }: { readonly value: unknown }) {
  return (
    <div className={styles.lines}>
      <Lines name={undefined} value={value} depth={0} last />
    </div>
  )
}

interface LinesProps {
  readonly name: string | undefined
  readonly value: unknown
  readonly depth: number
  readonly last: boolean
}

const openTo = 4
const most = 200

function Lines({ name, value, depth, last }: LinesProps) {
  const entries = Array.isArray(value)
    ? value.map((entry, index): [string | undefined, unknown, number] => [undefined, entry, index])
    : isJsonObject(value)
      ? Object.entries(value).map(([key, entry], index): [string | undefined, unknown, number] => [key, entry, index])
      : undefined
  const [open, setOpen] = useState(depth < openTo && (entries?.length ?? 0) <= 40)
  const key =
    name === undefined ? null : (
      <>
        <span className={styles.key}>{name}</span>
        <span className={styles.mark}>: </span>
      </>
    )
  const comma = last ? null : <span className={styles.mark}>,</span>
  if (!entries) {
    return (
      <Line depth={depth}>
        {key}
        <Leaf value={value} />
        {comma}
      </Line>
    )
  }
  const [start, end] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  if (!open || entries.length === 0) {
    return (
      <Line depth={depth} onClick={entries.length === 0 ? undefined : () => setOpen(true)}>
        {key}
        <span className={styles.mark}>{entries.length === 0 ? `${start}${end}` : start}</span>
        {entries.length > 0 && (
          <span className={styles.fold}>
            {' '}
            {Array.isArray(value) ? `${entries.length} entries` : `${entries.length} fields`}{' '}
          </span>
        )}
        {entries.length > 0 && <span className={styles.mark}>{end}</span>}
        {comma}
      </Line>
    )
  }
  return (
    <>
      <Line depth={depth} onClick={() => setOpen(false)}>
        {key}
        <span className={styles.mark}>{start}</span>
      </Line>
      {entries.slice(0, most).map(([entryName, entry, index]) => (
        <Lines key={index} name={entryName} value={entry} depth={depth + 1} last={index === entries.length - 1} />
      ))}
      {entries.length > most && (
        <Line depth={depth + 1}>
          <span className={styles.fold}>and {entries.length - most} more</span>
        </Line>
      )}
      <Line depth={depth}>
        <span className={styles.mark}>{end}</span>
        {comma}
      </Line>
    </>
  )
}

function Line({
  depth,
  onClick,
  children,
}: {
  readonly depth: number
  readonly onClick?: () => void
  readonly children: React.ReactNode
}) {
  return (
    <div
      className={styles.line}
      style={{ paddingLeft: depth * 16 }}
      onClick={onClick}
      data-folds={onClick ? true : undefined}
    >
      {children}
    </div>
  )
}

function Leaf({ value }: { readonly value: unknown }) {
  const kind = kindOf(value)
  const [whole, setWhole] = useState(false)
  if (kind === 'string' || kind === 'date') {
    const text = String(value)
    const long = text.length > 400 && !whole
    return (
      <span data-kind={kind} className={styles.value}>
        {JSON.stringify(long ? `${text.slice(0, 400)}…` : text)}
        {long && (
          <button type="button" onClick={() => setWhole(true)}>
            Show all {text.length} characters
          </button>
        )}
      </span>
    )
  }
  return (
    <span data-kind={kind} className={styles.value}>
      {inline(value)}
    </span>
  )
}
