import type { ExecutionStatus } from '@millrace/api'
import {
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash,
  CircleX,
  Hourglass,
  LoaderCircle,
  Unplug,
} from 'lucide-react'
import styles from './StatusGlyph.module.css'
import { statusWord } from './words.ts'

/** A status as a glyph; its word goes beside it or is its name. */
export function StatusGlyph({ status, size = 16 }: { readonly status: ExecutionStatus; readonly size?: number }) {
  const shared = { size, strokeWidth: 1.75, 'aria-label': statusWord(status), role: 'img' } as const
  switch (status) {
    case 'new':
      return <CircleDashed {...shared} className={styles.plain} />
    case 'running':
      return <LoaderCircle {...shared} className={styles.run} />
    case 'waiting':
      return <Hourglass {...shared} className={styles.wait} />
    case 'success':
      return <CircleCheck {...shared} className={styles.ok} />
    case 'error':
      return <CircleX {...shared} className={styles.bad} />
    case 'canceled':
      return <CircleSlash {...shared} className={styles.plain} />
    case 'crashed':
      return <Unplug {...shared} className={styles.bad} />
    case 'unknown':
      return <CircleHelp {...shared} className={styles.plain} />
  }
}
