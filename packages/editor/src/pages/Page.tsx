import type { ReactNode } from 'react'
import { count } from '../parts/numbers.ts'
import styles from './Page.module.css'

/** A page of the frame: its name, how many, what one does there. */
export function Page({
  title,
  total,
  actions,
  children,
}: {
  readonly title: string
  readonly total?: number
  readonly actions?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <main className={styles.page}>
      <header className={styles.top}>
        <h1>{title}</h1>
        {total !== undefined && total > 0 && <span>{count(total)}</span>}
        <i />
        {actions}
      </header>
      {children}
    </main>
  )
}
