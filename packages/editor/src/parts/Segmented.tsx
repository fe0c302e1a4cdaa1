import type { ReactNode } from 'react'
import styles from './Segmented.module.css'

export interface Segment<Value extends string> {
  readonly value: Value
  readonly label: ReactNode
  /** For a segment that shows a picture only. */
  readonly name?: string
}

/** One of a few, all in sight. */
export function Segmented<Value extends string>({
  label,
  value,
  segments,
  onChange,
  size = 'md',
  quiet,
}: {
  readonly label: string
  readonly value: Value
  readonly segments: readonly Segment<Value>[]
  readonly onChange: (value: Value) => void
  readonly size?: 'xs' | 'md' | 'lg'
  /** Where it stands decides when it is seen. */
  readonly quiet?: boolean
}) {
  return (
    <div role="radiogroup" aria-label={label} className={styles.track} data-size={size} data-quiet={quiet || undefined}>
      {segments.map((segment) => (
        <button
          key={segment.value}
          type="button"
          role="radio"
          aria-checked={segment.value === value}
          aria-label={segment.name}
          title={segment.name}
          data-value={segment.value}
          onClick={() => {
            if (segment.value !== value) onChange(segment.value)
          }}
        >
          {segment.label}
        </button>
      ))}
    </div>
  )
}
