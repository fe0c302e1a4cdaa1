import { CircleAlert } from 'lucide-react'
import { Fragment, useId, useRef } from 'react'
import { TypeGlyph } from '../../data/TypeGlyph.tsx'
import { inline, kindOf } from '../../data/values.ts'
import { Button } from '../../parts/Button.tsx'
import { type Preview, useForm } from '../form.ts'
import styles from './ExpressionInput.module.css'

/**
 * A text with `{{ }}`: mono, a leading `=`, its blocks tinted, and below it what it comes to. The tint is
 * painted by a copy of the text behind the writing, so the writing stays an ordinary text field.
 */
export function ExpressionInput(props: {
  readonly label: string
  /** Without the leading `=`. */
  readonly text: string
  readonly onText: (text: string) => void
  readonly bad?: boolean
  readonly autoFocus?: boolean
}) {
  const { label, text, onText } = props
  const host = useForm()
  const preview = host.preview(text)
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const bad = props.bad || preview.is === 'error'
  return (
    <div>
      <div className={styles.field} data-bad={bad || undefined}>
        <b aria-hidden>=</b>
        <div className={styles.stack}>
          <div className={styles.paint} aria-hidden>
            {blocks(text).map((part, index) =>
              part.block ? (
                <span key={index} data-bad={preview.is === 'error' || undefined}>
                  {part.text}
                </span>
              ) : (
                <Fragment key={index}>{part.text}</Fragment>
              ),
            )}
            {'\u200b'}
          </div>
          <textarea
            ref={area}
            rows={1}
            spellCheck={false}
            aria-label={label}
            aria-describedby={id}
            aria-invalid={bad || undefined}
            autoFocus={props.autoFocus}
            readOnly={host.readOnly}
            value={text}
            onChange={(event) => onText(event.target.value)}
          />
        </div>
      </div>
      <LiveLine id={id} preview={preview} of={host.previewOf} onFix={onText} />
    </div>
  )
}

function LiveLine(props: {
  readonly id: string
  readonly preview: Preview
  readonly of: string | undefined
  readonly onFix: (text: string) => void
}) {
  const { preview } = props
  switch (preview.is) {
    case 'value':
      return (
        <p id={props.id} className={styles.live}>
          <TypeGlyph kind={kindOf(preview.value)} />
          <b>{preview.value === undefined ? 'nothing' : inline(preview.value) || 'empty text'}</b>
          {props.of && <span>{props.of}</span>}
        </p>
      )
    case 'error':
      return (
        <p id={props.id} className={styles.live} data-bad>
          <CircleAlert size={14} strokeWidth={1.75} />
          <b>{preview.message}</b>
          {preview.fix && (
            <Button size="sm" onClick={() => preview.fix && props.onFix(preview.fix.text)}>
              {preview.fix.label}
            </Button>
          )}
        </p>
      )
    case 'none':
      return (
        <p id={props.id} className={styles.live}>
          <b>{preview.why}</b>
        </p>
      )
  }
}

export function blocks(text: string): readonly { readonly text: string; readonly block: boolean }[] {
  return text
    .split(/(\{\{[\s\S]*?\}\})/g)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, block: part.startsWith('{{') }))
}
