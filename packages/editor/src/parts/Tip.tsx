import { Tooltip } from '@base-ui/react/tooltip'
import type { ReactElement } from 'react'
import { Kbd } from './Kbd.tsx'
import styles from './Tip.module.css'

/** The word and the key of something that shows neither. */
export function Tip({
  label,
  keys,
  side = 'bottom',
  children,
}: {
  readonly label: string
  readonly keys?: string
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
  readonly children: ReactElement
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner side={side} sideOffset={6} className={styles.place}>
          <Tooltip.Popup className={styles.tip}>
            {label}
            {keys && <Kbd keys={keys} />}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
