import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Field.module.css'

/** What is wrong with a field, below it. */
export function ProblemNote({ children }: { readonly children: ReactNode }) {
  return (
    <p className={styles.problem} role="alert">
      <CircleAlert size={14} strokeWidth={1.75} />
      {children}
    </p>
  )
}
