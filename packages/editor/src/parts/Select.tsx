import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import styles from './Select.module.css'
import menu from './Menu.module.css'

export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly help?: string
}

/** One of several, behind a field. */
export function Select<Value extends string>({
  label,
  value,
  choices,
  onChange,
  bad,
  disabled,
  joined,
}: {
  readonly label: string
  readonly value: Value
  readonly choices: readonly Choice<Value>[]
  readonly onChange: (value: Value) => void
  readonly bad?: boolean
  readonly disabled?: boolean
  /** Part of a joined control: no outline of its own. */
  readonly joined?: boolean
}) {
  const items = choices.map((choice) => ({ value: choice.value, label: choice.label }))
  return (
    <Base.Root
      items={items}
      value={value}
      disabled={disabled}
      modal={false}
      onValueChange={(chosen) => {
        if (chosen !== null) onChange(chosen)
      }}
    >
      <Base.Trigger
        className={styles.field}
        aria-label={label}
        data-bad={bad || undefined}
        data-joined={joined || undefined}
      >
        <span className={styles.value}>
          <Base.Value>
            {(chosen: Value) => choices.find((choice) => choice.value === chosen)?.label ?? chosen}
          </Base.Value>
        </span>
        <ChevronDown size={14} strokeWidth={1.75} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={menu.place} sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className={`${menu.menu} ${styles.popup}`}>
            {choices.map((choice) => (
              <Base.Item key={choice.value} value={choice.value} className={`${menu.item} ${styles.item}`}>
                <span>
                  <Base.ItemText>{choice.label}</Base.ItemText>
                  {choice.help && <small>{choice.help}</small>}
                </span>
                <Base.ItemIndicator>
                  <Check size={14} />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
