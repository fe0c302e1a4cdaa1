import { Switch as Base } from '@base-ui/react/switch'
import styles from './Switch.module.css'

/** On or off, at once. */
export function Switch(props: {
  readonly label: string
  readonly checked: boolean
  readonly disabled?: boolean
  readonly onChange: (checked: boolean) => void
}) {
  return (
    <Base.Root
      className={styles.track}
      aria-label={props.label}
      checked={props.checked}
      disabled={props.disabled}
      onCheckedChange={props.onChange}
    >
      <Base.Thumb className={styles.thumb} />
    </Base.Root>
  )
}
