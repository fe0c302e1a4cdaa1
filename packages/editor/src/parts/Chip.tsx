import type { ReactNode } from 'react'
import styles from './Chip.module.css'

export type Tone = 'plain' | 'ok' | 'bad' | 'wait' | 'debug' | 'pin' | 'race' | 'line'

/** A word of state. */
export function Chip({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <span className={styles.chip} data-tone={tone}>
      {children}
    </span>
  )
}
