import { ClipboardPaste, FileJson } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { Dialog } from '../parts/Dialog.tsx'
import { count } from '../parts/numbers.ts'
import { type DroppedFile, readFiles, useFileDrop } from '../parts/useFileDrop.ts'
import styles from './ImportDialog.module.css'

/** Brings workflows in: files chosen or dropped, or text pasted. n8n's documents work as they are. */
export function ImportDialog({
  onClose,
  onFiles,
}: {
  readonly onClose: () => void
  readonly onFiles: (files: readonly DroppedFile[]) => Promise<void>
}) {
  const [text, setText] = useState('')
  const [files, setFiles] = useState<readonly DroppedFile[]>([])
  const [busy, setBusy] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const all = [...files, ...(text.trim() === '' ? [] : [{ name: 'the pasted text', text }])]
  const take = (read: readonly DroppedFile[]) => setFiles((before) => [...before, ...read])
  useFileDrop(take)
  const bring = async () => {
    setBusy(true)
    await onFiles(all)
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
          <Button size="lg" look="go" disabled={all.length === 0 || busy} onClick={() => void bring()}>
            {all.length > 1 ? `Import ${count(all.length)}` : 'Import'}
          </Button>
        </>
      }
    >
      <div className={styles.drop}>
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
          onChange={(event) => void readFiles(event.target.files ?? []).then(take)}
        />
      </div>
      {files.length > 0 && (
        <ul className={styles.files}>
          {files.map((file, index) => (
            <li key={index}>{file.name}</li>
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
