import styles from './Kbd.module.css'
import { readableKeys } from './keys.ts'

/** The key of a command, beside its word. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <kbd className={styles.kbd} aria-hidden>
      {readableKeys(keys)}
    </kbd>
  )
}
