import { useState } from 'react'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import { Input, Labelled } from './Input.tsx'

/** Asks for another name. */
export function RenameDialog({
  name,
  hint,
  onName,
  onClose,
}: {
  readonly name: string
  readonly hint?: string
  readonly onName: (name: string) => void
  readonly onClose: () => void
}) {
  const [text, setText] = useState(name)
  const usable = text.trim() !== ''
  return (
    <Dialog
      title={`Rename “${name}”`}
      onClose={onClose}
      foot={
        <>
          <Button size="lg" onClick={onClose}>
            Keep the name
          </Button>
          <Button size="lg" look="go" disabled={!usable} onClick={() => onName(text.trim())}>
            Rename
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (usable) onName(text.trim())
        }}
      >
        <Labelled label="Name" hint={hint}>
          <Input big autoFocus value={text} onText={setText} />
        </Labelled>
      </form>
    </Dialog>
  )
}
