/**
 * What helps while one writes an expression: blocks tinted, mistakes underlined where they are, completion, what a
 * word means on hover, and the arguments of the function under the cursor. All of it asks the expression language;
 * nothing here knows a name of its own.
 *
 * The language reads parameters with their leading `=`, which stands outside of the editor: so every place in the
 * editor is one less than the language's.
 */
import {
  type Completion as Option,
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  type CompletionContext,
  completionKeymap,
  type CompletionResult,
  startCompletion,
} from '@codemirror/autocomplete'
import { type EditorState, type Extension, StateEffect, StateField } from '@codemirror/state'
import { Decoration, EditorView, type Tooltip, hoverTooltip, keymap, showTooltip } from '@codemirror/view'
import {
  type AssistContext,
  type Completion,
  type Diagnostic,
  check,
  complete,
  hover,
  signatureHelp,
  splitTemplate,
} from '@millrace/expression'

/** Tells the editor what is known around the parameter; it looks at the text again. */
export const know = StateEffect.define<(() => AssistContext) | undefined>()

const known = StateField.define<(() => AssistContext) | undefined>({
  create: () => undefined,
  update: (before, { effects }) => {
    const told = effects.find((effect) => effect.is(know))
    return told ? told.value : before
  },
})

const isTold = (effects: readonly StateEffect<unknown>[]) => effects.some((effect) => effect.is(know))

function context(state: EditorState): AssistContext {
  return state.field(known)?.() ?? {}
}

function written(state: EditorState): string {
  return `=${state.doc.toString()}`
}

// Completion

function completionsAt({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const { range, entries } = complete(written(state), pos + 1, context(state))
  const from = range.start - 1
  const begun = pos > from || /[.["'`]$/.test(state.sliceDoc(0, from))
  if (entries.length === 0 || !(explicit || begun)) return null
  return { from, filter: false, options: entries.slice(0, offered).map(optionOf) }
}

function optionOf(entry: Completion): Option {
  const { label, doc, sample } = entry
  const [first, ...rest] = [sample, doc].filter((part) => part !== undefined)
  return {
    label,
    detail: entry.type.startsWith(`${label}(`) ? entry.type.slice(label.length) : entry.type,
    apply: (view, _, from, to) => write(view, entry, from, to),
    ...(first === undefined ? {} : { info: () => box(first, ...rest) }),
  }
}

const plainName = /^[A-Za-z_$][\w$]*$/

/** Writes an offered word. A field whose name is no word goes into brackets; arguments are written next. */
function write(view: EditorView, { kind, insert, label, type }: Completion, from: number, to: number): void {
  const behindDot = view.state.sliceDoc(from - 1, from) === '.'
  const bracketed = kind === 'field' && behindDot && !plainName.test(insert)
  const text = bracketed ? `[${JSON.stringify(insert)}]` : insert
  const start = bracketed ? from - 1 : from
  const asksForMore = text.endsWith('()') && !type.startsWith(`${label}()`)
  view.dispatch({
    changes: { from: start, to, insert: text },
    selection: { anchor: start + text.length - (asksForMore ? 1 : 0) },
    userEvent: 'input.complete',
    scrollIntoView: true,
  })
}

/** A second brace opens a block, with room to write, and offers what can stand in it. */
const braces = EditorView.inputHandler.of((view, from, to, text) => {
  if (text !== '{' || from !== to || view.state.sliceDoc(from - 1, from) !== '{') return false
  const closed = view.state.sliceDoc(from, from + 1) === '}'
  view.dispatch({
    changes: { from, to, insert: closed ? '{  }' : '{  }}' },
    selection: { anchor: from + 2 },
    userEvent: 'input.type',
  })
  startCompletion(view)
  return true
})

// Blocks and mistakes

const block = Decoration.mark({ class: 'cm-block' })

function blocksOf(state: EditorState) {
  return Decoration.set(
    splitTemplate(state.doc.toString(), context(state).mode ?? 'n8n').flatMap((part) =>
      part.kind === 'block'
        ? [block.range(part.range.start - 2, Math.min(part.range.end + (part.closed ? 2 : 0), state.doc.length))]
        : [],
    ),
  )
}

const tint = StateField.define({
  create: blocksOf,
  update: (marks, { docChanged, effects, state }) => (docChanged || isTold(effects) ? blocksOf(state) : marks),
  provide: (field) => EditorView.decorations.from(field),
})

const findMistakes = (state: EditorState) => check(written(state), context(state))

const mistakes = StateField.define<readonly Diagnostic[]>({
  create: findMistakes,
  update: (found, { docChanged, effects, state }) => (docChanged || isTold(effects) ? findMistakes(state) : found),
  provide: (field) =>
    EditorView.decorations.from(field, (found) => (view) => {
      const { length } = view.state.doc
      if (length === 0) return Decoration.none
      return Decoration.set(
        found.map(({ range, severity }) => {
          const [from, to] = seen(range, length)
          return Decoration.mark({ class: severity === 'error' ? 'cm-mistake' : 'cm-doubt' }).range(from, to)
        }),
        true,
      )
    }),
})

/** A place in the editor that is wide enough to be seen. */
function seen({ start, end }: Diagnostic['range'], length: number): readonly [from: number, to: number] {
  const from = Math.max(0, Math.min(start - 1, length - 1))
  return [from, Math.min(length, Math.max(end - 1, from + 1))]
}

function mistakeAt(state: EditorState, at: number): Tooltip | null {
  const { length } = state.doc
  const found = state.field(mistakes).find(({ range }) => {
    const [from, to] = seen(range, length)
    return at >= from && at <= to
  })
  if (!found) return null
  const [from, to] = seen(found.range, length)
  return { pos: from, end: to, above: true, create: () => ({ dom: box(found.message) }) }
}

// Meaning

function meaningAt(state: EditorState, at: number): Tooltip | null {
  const found = hover(written(state), at + 1, context(state))
  if (!found) return null
  const { title, sample, doc } = found
  return {
    pos: found.range.start - 1,
    end: found.range.end - 1,
    above: true,
    create: () => ({ dom: box(title, ...[sample, doc].filter((part) => part !== undefined)) }),
  }
}

const setFocus = StateEffect.define<boolean>()

/** The function whose arguments are being written, above the line, while one writes. */
const argumentsHelp = StateField.define<{ readonly focused: boolean; readonly tooltip: Tooltip | null }>({
  create: () => ({ focused: false, tooltip: null }),
  update(before, { docChanged, selection, effects, state }) {
    const change = effects.find((effect) => effect.is(setFocus))
    const focused = change ? change.value : before.focused
    if (!docChanged && !selection && focused === before.focused) return before
    return { focused, tooltip: focused ? argumentsAt(state) : null }
  },
  provide: (field) => showTooltip.from(field, ({ tooltip }) => tooltip),
})

function argumentsAt(state: EditorState): Tooltip | null {
  const { head } = state.selection.main
  const found = signatureHelp(written(state), head + 1, context(state))
  return found ? { pos: head, above: true, create: () => ({ dom: box(found.label, found.doc) }) } : null
}

/** A small box of lines: the first in the face of code. */
function box(first: string, ...rest: readonly string[]): HTMLElement {
  const made = document.createElement('div')
  made.className = 'cm-about'
  const title = document.createElement(rest.length > 0 ? 'b' : 'span')
  title.textContent = first
  made.append(title)
  for (const text of rest) {
    const line = document.createElement('p')
    line.textContent = text
    made.append(line)
  }
  return made
}

const offered = 200

const look = EditorView.theme({
  '.cm-content': { padding: '4px 8px 4px 0' },
  '.cm-line': { padding: '0' },
  '.cm-block': {
    borderRadius: '4px',
    color: 'var(--race-text)',
    backgroundColor: 'var(--race-tint)',
    boxShadow: '0 0 0 1px var(--race-tint)',
    boxDecorationBreak: 'clone',
  },
  '.cm-mistake, .cm-doubt': { textDecoration: 'underline wavy 1px var(--bad)', textUnderlineOffset: '3px' },
  '.cm-doubt': { textDecorationColor: 'var(--wait)' },
  '.cm-about': { padding: '6px 10px' },
  '.cm-completionInfo .cm-about': { padding: '0' },
  '.cm-about > b': { font: 'var(--t-code)', letterSpacing: '-0.02em', color: 'var(--text)', overflowWrap: 'anywhere' },
  '.cm-about > span, .cm-about > p': { margin: '0', color: 'var(--text-2)', overflowWrap: 'anywhere' },
})

export const expressionWriting: Extension = [
  known,
  autocompletion({ override: [completionsAt], icons: false, maxRenderedOptions: offered, interactionDelay: 0 }),
  // Before the brackets that close by themselves, which know single ones.
  braces,
  closeBrackets(),
  tint,
  mistakes,
  hoverTooltip(({ state }, at) => mistakeAt(state, at) ?? meaningAt(state, at), { hoverTime: 250 }),
  argumentsHelp,
  EditorView.focusChangeEffect.of((_, focused) => setFocus.of(focused)),
  look,
  keymap.of([{ key: 'Tab', run: acceptCompletion }, ...closeBracketsKeymap, ...completionKeymap]),
]
