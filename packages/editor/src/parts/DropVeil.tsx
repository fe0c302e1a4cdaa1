import { FileJson } from 'lucide-react'
import styles from './DropVeil.module.css'

/** Over everything while files hover: where they go when they are let go. */
export function DropVeil({ children }: { readonly children: string }) {
  return (
    <div className={styles.veil} role="status">
      <span>
        <FileJson size={20} strokeWidth={1.5} />
        {children}
      </span>
    </div>
  )
}
