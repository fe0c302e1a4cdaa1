import { HighlightStyle } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** How code editors look: the tokens' colours and faces, and what pops up while one writes. */
export const codeLook = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'transparent', font: 'var(--t-writing)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: 'var(--t-writing)', letterSpacing: '-0.02em' },
  '.cm-content': { caretColor: 'var(--race-line)' },
  '.cm-cursor': { borderLeftColor: 'var(--race-line)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--race-soft) !important' },
  '.cm-matchingBracket': { backgroundColor: 'var(--race-tint)', outline: '1px solid var(--race-soft)' },
  '.cm-tooltip': {
    zIndex: 'var(--z-pop)',
    maxWidth: '360px',
    overflow: 'hidden',
    backgroundColor: 'var(--raised)',
    border: 'none',
    borderRadius: 'var(--r-3)',
    boxShadow: '0 0 0 1px var(--line), var(--shadow-pop)',
    color: 'var(--text)',
    font: 'var(--t-small)',
    letterSpacing: '0',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { padding: '4px', maxHeight: '224px', fontFamily: 'var(--mono)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    alignItems: 'center',
    gap: '16px',
    padding: '0 8px',
    borderRadius: 'var(--r-1)',
    font: 'var(--t-code)',
    lineHeight: '26px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--hover)',
    color: 'var(--text)',
  },
  '.cm-completionLabel': { flex: '1', minWidth: '0', overflow: 'hidden', textOverflow: 'ellipsis' },
  '.cm-completionMatchedText': { color: 'var(--race-text)', textDecoration: 'none', fontWeight: '600' },
  '.cm-completionDetail': {
    margin: '0',
    font: 'var(--t-micro)',
    fontStyle: 'normal',
    color: 'var(--text-3)',
    maxWidth: '180px',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  },
  '.cm-tooltip.cm-completionInfo': { padding: '8px 12px', margin: '0 4px' },
})

export const codeColours = HighlightStyle.define([
  { tag: [tags.keyword, tags.moduleKeyword, tags.controlKeyword], color: 'var(--code-keyword)' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--code-key)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--type-string)' },
  { tag: [tags.number], color: 'var(--type-number)' },
  { tag: [tags.tagName, tags.angleBracket], color: 'var(--code-keyword)' },
  { tag: [tags.attributeName, tags.className], color: 'var(--code-key)' },
  { tag: [tags.attributeValue], color: 'var(--type-string)' },
  { tag: [tags.typeName], color: 'var(--code-function)' },
  { tag: [tags.bool, tags.null, tags.atom], color: 'var(--type-boolean)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--code-function)' },
  { tag: [tags.comment], color: 'var(--text-3)' },
  { tag: [tags.punctuation, tags.operator], color: 'var(--code-punct)' },
])
