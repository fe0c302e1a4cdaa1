import { ClipboardPaste, FileJson } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { count } from '../parts/numbers.ts'
import styles from './ImportDialog.module.css'

/** Brings workflows in: files chosen or dropped, or text pasted. n8n's documents work as they are. */
export function ImportDialog({
  onClose,
  onTexts,
}: {
  readonly onClose: () => void
  readonly onTexts: (texts: readonly string[]) => Promise<void>
}) {
  const [text, setText] = useState('')
  const [files, setFiles] = useState<readonly { readonly name: string; readonly text: string }[]>([])
  const [busy, setBusy] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const texts = [...files.map((file) => file.text), ...(text.trim() === '' ? [] : [text])]
  const take = async (list: FileList | null) => {
    const read = await Promise.all(
      [...(list ?? [])].map(async (file) => ({ name: file.name, text: await file.text() })),
    )
    setFiles((before) => [...before, ...read])
  }
  const bring = async () => {
    setBusy(true)
    await onTexts(texts)
    setBusy(false)
    onClose()
  }
  return (
    <Dialog
      title="Import workflows"
      wide
      onClose={onClose}
      foot={
        <>
          <Button size="lg" onClick={onClose}>
            Close
          </Button>
          <Button size="lg" look="go" disabled={texts.length === 0 || busy} onClick={() => void bring()}>
            {texts.length > 1 ? `Import ${count(texts.length)}` : 'Import'}
          </Button>
        </>
      }
    >
      <div
        className={styles.drop}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault()
          void take(event.dataTransfer.files)
        }}
      >
        <FileJson size={20} strokeWidth={1.5} />
        <span>
          <Button onClick={() => picker.current?.click()}>Choose files</Button> or drop them here
        </span>
        <input
          ref={picker}
          type="file"
          accept=".json,application/json"
          multiple
          hidden
          aria-label="Files"
          onChange={(event) => void take(event.target.files)}
        />
      </div>
      {files.length > 0 && (
        <ul className={styles.files}>
          {files.map((file) => (
            <li key={file.name}>{file.name}</li>
          ))}
        </ul>
      )}
      <label className={styles.paste}>
        <span>
          <ClipboardPaste size={14} strokeWidth={1.75} />
          Or paste workflow JSON
        </span>
        <textarea
          spellCheck={false}
          rows={7}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder='{ "nodes": [ … ], "connections": { … } }'
        />
      </label>
    </Dialog>
  )
}
