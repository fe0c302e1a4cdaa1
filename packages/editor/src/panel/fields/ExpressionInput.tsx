import { CircleAlert, Maximize2 } from 'lucide-react'
import { Suspense, lazy, useState } from 'react'
import { TypeGlyph } from '../../data/TypeGlyph.tsx'
import { inline, kindOf } from '../../data/values.ts'
import { Button, IconButton } from '../../parts/Button.tsx'
import { commandDown } from '../../parts/keys.ts'
import { type Preview, type Trouble, useForm } from '../form.ts'
import styles from './ExpressionInput.module.css'

const ExpressionEditor = lazy(async () => ({ default: (await import('./ExpressionEditor.tsx')).ExpressionEditor }))
const ExpressionRoom = lazy(async () => ({ default: (await import('./ExpressionRoom.tsx')).ExpressionRoom }))

/** A text with `{{ }}`: mono, a leading `=`, its blocks tinted, and below it what it comes to. */
export function ExpressionInput(props: {
  readonly label: string
  /** Without the leading `=`. */
  readonly text: string
  readonly onText: (text: string) => void
  readonly bad?: boolean
  readonly autoFocus?: boolean
}) {
  const { label, text, onText, autoFocus } = props
  const host = useForm()
  const preview = host.preview(text)
  const [large, setLarge] = useState(false)
  return (
    <div>
      <div
        className={styles.field}
        data-bad={props.bad || preview.is === 'error' || undefined}
        onKeyDown={(event) => {
          if (event.key.toLowerCase() !== 'e' || !commandDown(event) || large) return
          event.preventDefault()
          setLarge(true)
        }}
      >
        <b aria-hidden>=</b>
        <Suspense fallback={<div className={styles.coming}>{text}</div>}>
          <ExpressionEditor
            label={label}
            text={text}
            onText={onText}
            readOnly={host.readOnly}
            assist={host.assist}
            autoFocus={autoFocus}
          />
        </Suspense>
        <IconButton
          label="Write in full size"
          keys="⌘ E"
          size="sm"
          className={styles.enlarge}
          onClick={() => setLarge(true)}
        >
          <Maximize2 size={12} strokeWidth={2} />
        </IconButton>
      </div>
      {large && (
        <Suspense fallback={null}>
          <ExpressionRoom label={label} text={text} onText={onText} onClose={() => setLarge(false)} />
        </Suspense>
      )}
      <LiveLine preview={preview} of={host.previewOf} onFix={onText} />
    </div>
  )
}

function LiveLine(props: {
  readonly preview: Preview
  readonly of: string | undefined
  readonly onFix: (text: string) => void
}) {
  const { preview, onFix } = props
  switch (preview.is) {
    case 'value':
      return (
        <p className={styles.live}>
          <TypeGlyph kind={kindOf(preview.value)} />
          <b>{preview.value === undefined ? 'nothing' : inline(preview.value) || 'empty text'}</b>
          {preview.doubt ? (
            <TroubleWords trouble={preview.doubt} tone="wait" onFix={onFix} />
          ) : (
            props.of && <span className={styles.of}>{props.of}</span>
          )}
        </p>
      )
    case 'error':
      return (
        <p className={styles.live}>
          <TroubleWords trouble={preview} tone="bad" onFix={onFix} />
        </p>
      )
    case 'none':
      return <p className={styles.live}>{preview.why}</p>
  }
}

function TroubleWords(props: {
  readonly trouble: Trouble
  readonly tone: 'bad' | 'wait'
  readonly onFix: (text: string) => void
}) {
  const { message, fix } = props.trouble
  return (
    <>
      <span className={styles.trouble} data-tone={props.tone}>
        <CircleAlert size={14} strokeWidth={1.75} />
        {message}
      </span>
      {fix && (
        <Button size="sm" onClick={() => props.onFix(fix.text)}>
          {fix.label}
        </Button>
      )}
    </>
  )
}
