import { Combobox as Base } from '@base-ui/react/combobox'
import { Check, ChevronDown, Search } from 'lucide-react'
import menu from './Menu.module.css'
import search from './SearchSelect.module.css'
import type { Choice } from './Select.tsx'
import styles from './Select.module.css'

/** One of so many that a person types a part of its name. */
export function SearchSelect({
  label,
  value,
  choices,
  onChange,
  bad,
  disabled,
}: {
  readonly label: string
  readonly value: string
  readonly choices: readonly Choice<string>[]
  readonly onChange: (value: string) => void
  readonly bad?: boolean
  readonly disabled?: boolean
}) {
  const chosen = choices.find((choice) => choice.value === value) ?? null
  return (
    <Base.Root
      items={choices}
      value={chosen}
      disabled={disabled}
      onValueChange={(choice) => {
        if (choice !== null) onChange(choice.value)
      }}
    >
      <Base.Trigger className={styles.field} aria-label={label} data-bad={bad || undefined}>
        <span className={styles.value}>{chosen?.label ?? value}</span>
        <ChevronDown size={14} strokeWidth={1.75} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={menu.place} sideOffset={4}>
          <Base.Popup className={`${menu.menu} ${styles.popup} ${search.popup}`} aria-label={label}>
            <div className={search.query}>
              <Search size={14} />
              <Base.Input aria-label={`Find: ${label}`} placeholder="Type a part of the name" />
            </div>
            <Base.Empty className={search.empty}>Nothing has this name.</Base.Empty>
            <Base.List className={search.list}>
              {(choice: Choice<string>) => (
                <Base.Item key={choice.value} value={choice} className={`${menu.item} ${styles.item}`}>
                  <span>
                    {choice.label}
                    {choice.help && <small>{choice.help}</small>}
                  </span>
                  <Base.ItemIndicator>
                    <Check size={14} />
                  </Base.ItemIndicator>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
