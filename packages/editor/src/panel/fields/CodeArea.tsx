import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { javascript } from '@codemirror/lang-javascript'
import { json } from '@codemirror/lang-json'
import { HighlightStyle, bracketMatching, foldGutter, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useRef } from 'react'
import styles from './CodeArea.module.css'

interface CodeAreaProps {
  readonly label: string
  readonly language: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly readOnly: boolean
  readonly bad?: boolean
}

/**
 * A code editor. It lives in a shadow root, where its styles are adopted style sheets: the page's policy
 * allows no style elements, and needs to allow none.
 */
export function CodeArea({ label, language, text, onText, readOnly, bad }: CodeAreaProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const report = useRef(onText)
  report.current = onText

  useEffect(() => {
    if (!host.current) return
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' })
    const locked = new Compartment()
    const editor = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          setup,
          languageOf(language),
          locked.of(EditorState.readOnly.of(readOnly)),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) report.current(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = editor
    return () => editor.destroy()
    // The editor owns its text from here on; what comes from outside is taken below.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [language, label, readOnly])

  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() === text) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } })
  }, [text])

  return <div ref={host} className={styles.area} data-bad={bad || undefined} />
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

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.moduleKeyword, tags.controlKeyword], color: 'var(--code-keyword)' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--code-key)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--type-string)' },
  { tag: [tags.number], color: 'var(--type-number)' },
  { tag: [tags.bool, tags.null, tags.atom], color: 'var(--type-boolean)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--code-function)' },
  { tag: [tags.comment], color: 'var(--text-3)' },
  { tag: [tags.punctuation, tags.operator], color: 'var(--code-punct)' },
])

const look = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--card)', font: 'var(--t-code)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: 'var(--t-code)', letterSpacing: '-0.02em', minHeight: '120px', maxHeight: '420px' },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--race-line)' },
  '.cm-gutters': { backgroundColor: 'var(--well)', color: 'var(--text-3)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--select-fill)' },
  '.cm-cursor': { borderLeftColor: 'var(--race-line)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--race-soft) !important' },
  '.cm-matchingBracket': { backgroundColor: 'var(--race-tint)', outline: '1px solid var(--race-soft)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    color: 'var(--text)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--hover)', color: 'var(--text)' },
})

/**
 * Typing over a selection is done in the state, and the page follows. The browser's own way carries inline styles
 * over, which the page's policy refuses.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main
    const text = event.data
    if (event.inputType !== 'insertText' || text === null || empty || view.state.readOnly) return false
    const typed = () =>
      view.state.update(view.state.replaceSelection(text), { scrollIntoView: true, userEvent: 'input.type' })
    const handled = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, typed))
    if (!handled) view.dispatch(typed())
    event.preventDefault()
    return true
  },
})

/** ⌘ ↵ runs, wherever one writes. */
const writingKeys = defaultKeymap.filter(({ key }) => key !== 'Mod-Enter')

const setup: Extension = [
  typeOver,
  lineNumbers(),
  foldGutter(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion(),
  highlightActiveLine(),
  syntaxHighlighting(colours),
  EditorView.lineWrapping,
  look,
  keymap.of([...closeBracketsKeymap, ...writingKeys, ...historyKeymap, ...completionKeymap, indentWithTab]),
]
