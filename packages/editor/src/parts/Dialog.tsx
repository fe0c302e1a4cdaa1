import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { Button, IconButton } from './Button.tsx'
import styles from './Dialog.module.css'

/** Where one begins to write; a dialog without a field takes the keys itself. */
const firstField = 'input:not([type=file], [type=hidden], [aria-hidden=true]), textarea'

/** A room of its own, for what needs all of one's attention. The title is the question. */
export function Dialog({
  title,
  children,
  foot,
  onClose,
  wide,
  large,
  calm,
}: {
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly foot?: ReactNode
  /** Left out where a choice has to be made. */
  readonly onClose?: () => void
  readonly wide?: boolean
  /** As large as what it shows asks for. */
  readonly large?: boolean
  /** It is looked through first: no field takes the keys by itself. */
  readonly calm?: boolean
}) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose?.()
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.scrim} />
        <Base.Popup
          ref={popup}
          className={styles.dialog}
          data-modal
          data-wide={wide || undefined}
          data-large={large || undefined}
          initialFocus={() => (calm ? null : popup.current?.querySelector<HTMLElement>(firstField)) ?? popup.current}
        >
          <header>
            <Base.Title className={styles.title}>{title}</Base.Title>
            {onClose && (
              <IconButton label="Close" keys="Esc" onClick={onClose}>
                <X size={16} />
              </IconButton>
            )}
          </header>
          <div className={styles.body}>{children}</div>
          {foot && <footer>{foot}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** Asked only before what cannot be undone. */
export function Confirm({
  question,
  children,
  keep = 'Keep it',
  deed,
  onKeep,
  onDeed,
}: {
  readonly question: string
  readonly children: ReactNode
  readonly keep?: string
  readonly deed: string
  readonly onKeep: () => void
  readonly onDeed: () => void
}) {
  return (
    <Dialog
      title={question}
      onClose={onKeep}
      foot={
        <>
          <Button size="lg" onClick={onKeep}>
            {keep}
          </Button>
          <Button size="lg" look="danger" onClick={onDeed}>
            {deed}
          </Button>
        </>
      }
    >
      <p>{children}</p>
    </Dialog>
  )
}
