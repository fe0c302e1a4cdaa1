import { startCompletion } from '@codemirror/autocomplete'
import type { AssistContext } from '@millrace/expression'
import { useEffect } from 'react'
import styles from './ExpressionInput.module.css'
import { expressionWriting, know } from './expression-writing.ts'
import { useCodeView } from './useCodeView.ts'

/** Where an expression is written, with all that the language knows about it. */
export function ExpressionEditor(props: {
  readonly label: string
  /** Without the leading `=`. */
  readonly text: string
  readonly onText: (text: string) => void
  readonly readOnly: boolean
  readonly assist: (() => AssistContext) | undefined
  /** The cursor goes into the first empty block, where there is one, and the choice of names is shown. */
  readonly autoFocus?: boolean
}) {
  const { label, text, onText, readOnly, assist, autoFocus } = props
  const { host, view } = useCodeView({
    label,
    text,
    onText,
    readOnly,
    extensions: expressionWriting,
    onReady: (editor) => {
      if (!autoFocus) return
      const empty = /\{\{ (?= ?\}\})/.exec(text)
      editor.focus()
      editor.dispatch({ selection: { anchor: empty ? empty.index + empty[0].length : text.length } })
      if (empty) startCompletion(editor)
    },
  })
  useEffect(() => {
    view.current?.dispatch({ effects: know.of(assist) })
  }, [view, assist])
  return <div ref={host} className={styles.editor} data-writes />
}
