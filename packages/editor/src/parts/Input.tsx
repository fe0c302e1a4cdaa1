import type { ComponentProps, ReactNode } from 'react'
import styles from './Input.module.css'

interface InputProps extends Omit<ComponentProps<'input'>, 'onChange' | 'size'> {
  readonly onText?: (text: string) => void
  readonly before?: ReactNode
  readonly after?: ReactNode
  readonly bad?: boolean
  readonly big?: boolean
}

/** A line of text with what belongs to it at either end. */
export function Input({ onText, before, after, bad, big, className, ...rest }: InputProps) {
  return (
    <span
      className={className ? `${styles.field} ${className}` : styles.field}
      data-bad={bad || undefined}
      data-big={big || undefined}
    >
      {before}
      <input spellCheck={false} aria-invalid={bad || undefined} {...rest} onChange={(event) => onText?.(event.target.value)} />
      {after}
    </span>
  )
}

/** A labelled field of a form. */
export function Labelled({
  label,
  aside,
  hint,
  error,
  children,
}: {
  readonly label: string
  readonly aside?: string
  readonly hint?: ReactNode
  readonly error?: string
  readonly children: ReactNode
}) {
  return (
    <label className={styles.labelled}>
      <span>
        {label}
        {aside && <small>{aside}</small>}
      </span>
      {children}
      {error ? (
        <p className={styles.error} role="alert">
          {error}
        </p>
      ) : (
        hint && <p className={styles.hint}>{hint}</p>
      )}
    </label>
  )
}
