import { type ComponentProps, type ReactNode, createContext, use, useId } from 'react'
import styles from './Input.module.css'

export interface InputProps extends Omit<ComponentProps<'input'>, 'onChange' | 'size'> {
  readonly onText?: (text: string) => void
  readonly before?: ReactNode
  readonly after?: ReactNode
  readonly bad?: boolean
  readonly big?: boolean
}

/** The id of the field that a label around it names. */
const FieldId = createContext<string | undefined>(undefined)

/** A line of text with what belongs to it at either end. */
export function Input({ onText, before, after, bad, big, className, ...rest }: InputProps) {
  const id = use(FieldId)
  return (
    <span
      className={className ? `${styles.field} ${className}` : styles.field}
      data-bad={bad || undefined}
      data-big={big || undefined}
    >
      {before}
      <input
        id={id}
        spellCheck={false}
        aria-invalid={bad || undefined}
        {...rest}
        onChange={(event) => onText?.(event.target.value)}
      />
      {after}
    </span>
  )
}

/** Lines of text. */
export function TextArea({
  onText,
  bad,
  className,
  ...rest
}: Omit<ComponentProps<'textarea'>, 'onChange'> & { readonly onText: (text: string) => void; readonly bad?: boolean }) {
  return (
    <textarea
      id={use(FieldId)}
      className={className ? `${styles.area} ${className}` : styles.area}
      data-bad={bad || undefined}
      aria-invalid={bad || undefined}
      spellCheck={false}
      {...rest}
      onChange={(event) => onText(event.target.value)}
    />
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
  const id = useId()
  return (
    <div className={styles.labelled}>
      <span>
        <label htmlFor={id}>{label}</label>
        {aside && <small>{aside}</small>}
      </span>
      <FieldId value={id}>{children}</FieldId>
      {error ? (
        <p className={styles.error} role="alert">
          {error}
        </p>
      ) : (
        hint && <p className={styles.hint}>{hint}</p>
      )}
    </div>
  )
}
