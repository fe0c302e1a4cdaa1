import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { indentWithTab } from '@codemirror/commands'
import { bracketMatching, foldGutter, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { use, useMemo } from 'react'
import styles from './CodeArea.module.css'
import { codeLanguage } from './code-language.ts'
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

/** A room to write code in: JavaScript, Python, SQL, HTML, CSS, JSON or plain text. */
export function CodeArea({ label, language, text, onText, readOnly, bad }: CodeAreaProps) {
  const spoken = use(codeLanguage(language))
  const extensions = useMemo(() => [setup, spoken], [spoken])
  const { host } = useCodeView({ label, text, onText, readOnly, extensions })
  return <div ref={host} className={styles.area} data-bad={bad || undefined} data-writes />
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
