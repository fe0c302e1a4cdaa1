import type { ReactNode } from 'react'
import styles from './SettingRow.module.css'

/** A setting: its name and one sentence, with its control at the end. */
export function SettingRow({
  label,
  help,
  wide,
  children,
}: {
  readonly label: string
  readonly help: string
  /** For controls that hold words. */
  readonly wide?: boolean
  readonly children: ReactNode
}) {
  return (
    <div className={styles.row}>
      <span>
        <b>{label}</b>
        <small>{help}</small>
      </span>
      <div className={styles.control} data-wide={wide || undefined}>
        {children}
      </div>
    </div>
  )
}
