import { Menu as Base } from '@base-ui/react/menu'
import { Fragment, type ReactElement, type ReactNode } from 'react'
import { Kbd } from './Kbd.tsx'
import styles from './Menu.module.css'

export interface MenuEntry {
  readonly label: string
  readonly icon?: ReactNode
  readonly keys?: string
  readonly aside?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly on?: boolean
  readonly do: () => void
}

/** Commands behind a button, in groups, each with its key. */
export function Menu({
  trigger,
  groups,
  align = 'end',
  side = 'bottom',
}: {
  readonly trigger: ReactElement
  readonly groups: readonly (readonly MenuEntry[])[]
  readonly align?: 'start' | 'center' | 'end'
  readonly side?: 'top' | 'bottom' | 'left' | 'right'
}) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={6} className={styles.place}>
          <Base.Popup className={styles.menu}>
            <Entries groups={groups} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function Entries({ groups }: { readonly groups: readonly (readonly MenuEntry[])[] }) {
  return groups
    .filter((group) => group.length > 0)
    .map((group, index) => (
      <Fragment key={index}>
        {index > 0 && <Base.Separator className={styles.line} />}
        {group.map((entry, at) => (
          <Base.Item
            key={at}
            className={styles.item}
            data-danger={entry.danger || undefined}
            data-on={entry.on || undefined}
            disabled={entry.disabled}
            onClick={entry.do}
          >
            {entry.icon}
            <span>{entry.label}</span>
            {entry.aside && <small>{entry.aside}</small>}
            {entry.keys && <Kbd keys={entry.keys} />}
          </Base.Item>
        ))}
      </Fragment>
    ))
}
