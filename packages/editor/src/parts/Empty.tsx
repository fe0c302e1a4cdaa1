import type { ReactNode } from 'react'
import styles from './Empty.module.css'

/** Nothing here: why, and what to do next. */
export function Empty({
  icon,
  title,
  children,
  actions,
}: {
  readonly icon: ReactNode
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}) {
  return (
    <div className={styles.empty}>
      <span className={styles.icon}>{icon}</span>
      <b>{title}</b>
      {children && <p>{children}</p>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}

/** The shape of what is coming. */
export function Skeleton({ rows, height = 48 }: { readonly rows: number; readonly height?: number }) {
  return (
    <div className={styles.skeletons} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} style={{ height }}>
          <i />
          <span>
            <i style={{ width: `${28 + ((row * 17) % 22)}%` }} />
            <i style={{ width: `${44 + ((row * 23) % 30)}%` }} />
          </span>
        </div>
      ))}
    </div>
  )
}
