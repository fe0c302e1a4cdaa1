/**
 * Finds what stands before a cursor in half-written text: the block, the word being typed, and the value it is a
 * member of. Works backwards over balanced brackets, so that nothing behind the cursor can disturb it.
 */
import { parseExpressionAt, type Expression } from 'acorn'
import { split, type BlockPart, type Mode } from '../parse.ts'

export interface Place {
  readonly block: BlockPart
  /** The word under way and where it starts in the parameter's text. */
  readonly word: string
  readonly start: number
  /** The expression whose member is being typed; null at the start of a value. */
  readonly receiver: Expression | null
  /** True inside the brackets and quotes of `x["…`. */
  readonly quoted: boolean
  /** The block's code before the receiver, to look for enclosing calls. */
  readonly before: string
}

/** The block of code that a cursor stands in. */
function blockAt(text: string, cursor: number, mode: Mode): BlockPart | undefined {
  const offset = text.startsWith('=') ? 1 : 0
  return split(text.slice(offset), mode, offset).find(
    (part): part is BlockPart => part.kind === 'block' && cursor >= part.range.start && cursor <= part.range.end,
  )
}

export function placeAt(text: string, cursor: number, mode: Mode): Place | undefined {
  const block = blockAt(text, cursor, mode)
  if (block === undefined) return undefined
  const code = text.slice(block.range.start, cursor)
  const word = /[\w$]*$/.exec(code)?.[0] ?? ''
  const head = code.slice(0, code.length - word.length)
  const bracket = /\[\s*["'`]([^"'`\]]*)$/.exec(code)
  if (bracket !== null) {
    const inside = bracket[1] ?? ''
    const receiver = receiverEndingAt(code, bracket.index)
    return { block, word: inside, start: cursor - inside.length, quoted: true, ...receiver }
  }
  const dot = /(\?\.|\.)\s*$/.exec(head)
  const start = cursor - word.length
  if (dot === null) return { block, word, start, quoted: false, receiver: null, before: head }
  return { block, word, start, quoted: false, ...receiverEndingAt(head, dot.index) }
}

const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

/** The value that ends just before a place: names, calls, brackets and literals, read backwards. */
export function receiverEndingAt(code: string, end: number): { receiver: Expression | null; before: string } {
  let at = end
  for (;;) {
    const before = stepBack(code, at)
    if (before === at) break
    at = before
    const link = /(\?\.|\.)\s*$/.exec(code.slice(0, at))
    const opening = code[at]
    // A bracket or call continues the value before it; a name goes on only behind a dot.
    if (opening === '(' || opening === '[') continue
    if (link === null) break
    at = link.index
  }
  const text = code.slice(at, end).trim()
  return { receiver: parsed(text), before: code.slice(0, at) }
}

function parsed(text: string): Expression | null {
  if (text === '') return null
  try {
    return parseExpressionAt(text, 0, { ecmaVersion: 'latest' })
  } catch {
    // Half-written text has no receiver that could be told.
    return null
  }
}

/** One link backwards: a name, a bracketed part or a literal. */
function stepBack(code: string, end: number): number {
  const trimmed = code.slice(0, end).trimEnd()
  const last = trimmed.at(-1)
  if (last === undefined) return end
  if (CLOSING[last] !== undefined) return openingOf(trimmed)
  if (last === '"' || last === "'" || last === '`') {
    const from = trimmed.lastIndexOf(last, trimmed.length - 2)
    return from < 0 ? end : from
  }
  const name = /[\w$]+$/.exec(trimmed)
  return name === null ? end : name.index
}

function openingOf(code: string): number {
  let depth = 0
  let quote: string | null = null
  for (let i = code.length - 1; i >= 0; i--) {
    const c = code[i] ?? ''
    if (quote !== null) {
      if (c === quote) quote = null
    } else if (c === '"' || c === "'" || c === '`') quote = c
    else if (CLOSING[c] !== undefined) depth++
    else if (c === '(' || c === '[' || c === '{') {
      depth--
      if (depth === 0) return i
    }
  }
  return code.length
}
