import { inline, kindOf } from '../../data/values.ts'
import { JsonLines } from '../../data/JsonLines.tsx'
import { TypeGlyph } from '../../data/TypeGlyph.tsx'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { type Preview, useForm } from '../form.ts'
import { ExpressionEditor } from './ExpressionEditor.tsx'
import styles from './ExpressionRoom.module.css'
import { isJsonObject } from '@millrace/sdk'

/** An expression with room around it: all of its text on one side, all that it comes to on the other. */
export function ExpressionRoom({
  label,
  text,
  onText,
  onClose,
}: {
  readonly label: string
  /** Without the leading `=`. */
  readonly text: string
  readonly onText: (text: string) => void
  readonly onClose: () => void
}) {
  const host = useForm()
  const preview = host.preview(text)
  return (
    <Dialog
      calm
      large
      title={label}
      onClose={onClose}
      foot={
        <Button size="lg" look="go" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className={styles.room}>
        <section aria-label="Expression">
          <h3>Expression</h3>
          <div className={styles.text} data-bad={preview.is === 'error' || undefined}>
            <ExpressionEditor
              label={`${label}, in full size`}
              text={text}
              onText={onText}
              readOnly={host.readOnly}
              assist={host.assist}
              autoFocus
            />
          </div>
        </section>
        <section aria-label="Result">
          <h3>
            Result
            {host.previewOf && <small>{host.previewOf}</small>}
          </h3>
          <div className={styles.result}>
            <Result preview={preview} onFix={onText} />
          </div>
        </section>
      </div>
    </Dialog>
  )
}

function Result({ preview, onFix }: { readonly preview: Preview; readonly onFix: (text: string) => void }) {
  switch (preview.is) {
    case 'none':
      return <p>{preview.why}</p>
    case 'error':
      return <Words trouble={preview} tone="bad" onFix={onFix} />
    case 'value':
      return (
        <>
          {preview.doubt && <Words trouble={preview.doubt} tone="wait" onFix={onFix} />}
          <Value value={preview.value} />
        </>
      )
  }
}

function Words({
  trouble,
  tone,
  onFix,
}: {
  readonly trouble: { readonly message: string; readonly fix?: { readonly label: string; readonly text: string } }
  readonly tone: 'bad' | 'wait'
  readonly onFix: (text: string) => void
}) {
  const { message, fix } = trouble
  return (
    <div className={styles.words} data-tone={tone}>
      <p>{message}</p>
      {fix && (
        <Button size="sm" onClick={() => onFix(fix.text)}>
          {fix.label}
        </Button>
      )}
    </div>
  )
}

function Value({ value }: { readonly value: unknown }) {
  if (isJsonObject(value) || Array.isArray(value)) return <JsonLines value={value} />
  return (
    <>
      <TypeGlyph kind={kindOf(value)} />
      <pre>{value === undefined ? 'nothing' : typeof value === 'string' ? value || 'empty text' : inline(value)}</pre>
    </>
  )
}
