import { SquareTerminal } from 'lucide-react'
import { useState } from 'react'
import { isCurl } from '../../curl/is-curl.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { Labelled, TextArea } from '../../parts/Input.tsx'
import { useForm } from '../form.ts'
import styles from './CurlImport.module.css'

/** Fills the form from a curl command. Pasted into any of its fields, the command does the same. */
export function CurlImport() {
  const { fillFromCurl } = useForm()
  const [open, setOpen] = useState(false)
  if (!fillFromCurl) return null
  return (
    <>
      <Button className={styles.button} onClick={() => setOpen(true)}>
        <SquareTerminal size={16} strokeWidth={1.75} />
        Fill from cURL
      </Button>
      {open && (
        <Pasting
          onClose={() => setOpen(false)}
          onText={(text) => {
            setOpen(false)
            fillFromCurl(text)
          }}
        />
      )}
    </>
  )
}

function Pasting({ onText, onClose }: { readonly onText: (text: string) => void; readonly onClose: () => void }) {
  const [text, setText] = useState('')
  const usable = isCurl(text)
  return (
    <Dialog
      wide
      title="Fill from cURL"
      onClose={onClose}
      foot={
        <>
          <Button size="lg" onClick={onClose}>
            Leave it
          </Button>
          <Button size="lg" look="go" disabled={!usable} onClick={() => onText(text)}>
            Fill
          </Button>
        </>
      }
    >
      <Labelled
        label="Command"
        hint="Browsers and the documentation of services give it. It takes the place of the request that is here."
        {...(text.trim() === '' || usable ? {} : { error: 'It begins with curl.' })}
      >
        <TextArea
          className={styles.command}
          rows={8}
          placeholder="curl https://api.example.com/things"
          value={text}
          onText={setText}
        />
      </Labelled>
    </Dialog>
  )
}
