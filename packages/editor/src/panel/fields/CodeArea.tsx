import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { indentWithTab } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { json } from '@codemirror/lang-json'
import { bracketMatching, foldGutter, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { useMemo } from 'react'
import styles from './CodeArea.module.css'
import { codeColours } from './code-look.ts'
import { useCodeView } from './useCodeView.ts'

interface CodeAreaProps {
  readonly label: string
  readonly language: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly readOnly: boolean
  readonly bad?: boolean
}

/** A room to write code in: JavaScript, JSON or plain text. */
export function CodeArea({ label, language, text, onText, readOnly, bad }: CodeAreaProps) {
  const extensions = useMemo(() => [setup, languageOf(language)], [language])
  const { host } = useCodeView({ label, text, onText, readOnly, extensions })
  return <div ref={host} className={styles.area} data-bad={bad || undefined} data-writes />
}

function languageOf(language: string): Extension {
  switch (language) {
    case 'javaScript':
    case 'code':
      return javascript()
    case 'json':
      return json()
    default:
      return []
  }
}

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--card)' },
  '.cm-scroller': { minHeight: '120px', maxHeight: '420px' },
  '.cm-content': { padding: '6px 0' },
  '.cm-gutters': { backgroundColor: 'var(--well)', color: 'var(--text-3)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--select-fill)' },
})

const setup: Extension = [
  lineNumbers(),
  foldGutter(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion({ icons: false }),
  highlightActiveLine(),
  syntaxHighlighting(codeColours),
  look,
  keymap.of([...closeBracketsKeymap, ...completionKeymap, indentWithTab]),
]
