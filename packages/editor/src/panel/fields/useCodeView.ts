import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, drawSelection, keymap } from '@codemirror/view'
import { type RefObject, useEffect, useRef } from 'react'
import { codeLook } from './code-look.ts'

interface CodeViewParts {
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly readOnly: boolean
  /** What sets it apart from others. Another value begins a new view, so it is made once. */
  readonly extensions: Extension
  /** Takes the keys as soon as it is there. */
  readonly onReady?: (view: EditorView) => void
}

/**
 * A code editor in an element. It lives in a shadow root, where its styles are adopted style sheets: the page's
 * policy allows no style elements, and needs to allow none.
 */
export function useCodeView(parts: CodeViewParts): {
  readonly host: RefObject<HTMLDivElement | null>
  readonly view: RefObject<EditorView | null>
} {
  const { label, text, readOnly, extensions } = parts
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const attributes = useRef(new Compartment())
  const latest = useRef(parts)
  useEffect(() => {
    latest.current = parts
  })

  useEffect(() => {
    if (!host.current) return
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open', delegatesFocus: true })
    const editor = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          extensions,
          typeOver,
          history(),
          drawSelection(),
          EditorView.lineWrapping,
          codeLook,
          keymap.of([...writingKeys, ...historyKeymap]),
          EditorState.readOnly.of(readOnly),
          attributes.current.of(named(latest.current.label)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onText(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = editor
    latest.current.onReady?.(editor)
    return () => {
      view.current = null
      editor.destroy()
    }
  }, [extensions, readOnly])

  useEffect(() => {
    view.current?.dispatch({ effects: attributes.current.reconfigure(named(label)) })
  }, [label])

  // The editor owns its text; what comes from outside is taken over.
  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() === text) return
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } })
  }, [text])

  return { host, view }
}

function named(label: string): Extension {
  return EditorView.contentAttributes.of({ 'aria-label': label })
}

/** ⌘ ↵ runs, wherever one writes. */
const writingKeys = defaultKeymap.filter(({ key }) => key !== 'Mod-Enter')

/** What the page has selected, of which the state hears a moment later. */
function selectedInPage(view: EditorView): { readonly from: number; readonly to: number } | undefined {
  const selection = view.contentDOM.ownerDocument.getSelection()
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return undefined
  const range = selection.getRangeAt(0)
  return {
    from: view.posAtDOM(range.startContainer, range.startOffset),
    to: view.posAtDOM(range.endContainer, range.endOffset),
  }
}

/**
 * Typing over a selection is done in the state, and the page follows. The browser's own way carries inline styles
 * over, which the page's policy refuses.
 */
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const text = event.data
    if (event.inputType !== 'insertText' || text === null || view.state.readOnly) return false
    const range = view.state.selection.main.empty ? selectedInPage(view) : view.state.selection.main
    if (!range) return false
    const { from, to } = range
    const typed = () =>
      view.state.update({
        changes: { from, to, insert: text },
        selection: { anchor: from + text.length },
        scrollIntoView: true,
        userEvent: 'input.type',
      })
    const handled = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, typed))
    if (!handled) view.dispatch(typed())
    event.preventDefault()
    return true
  },
})
