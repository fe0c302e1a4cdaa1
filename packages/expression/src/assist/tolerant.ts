/**
 * Reads half-written code. What stands before the cursor is closed as its own tokens ask for (brackets, quotes, `? :`),
 * a marker is put where the cursor stands, and the whole is parsed by the grammar of finished code. Nothing behind the
 * cursor is looked at, so nothing there can disturb it.
 */
import { tokTypes, type AnyNode, type Token } from 'acorn'
import { children } from '../compile/walk.ts'
import { beginsWithBrace, parseCode, tokensOf } from '../parse.ts'

export interface HalfWritten {
  /** The word under way, or what was written of a text in quotes. */
  readonly word: string
  /** True inside the quotes of a text. */
  readonly quoted: boolean
  /** From the whole code down to the marker; empty when the code cannot be read. */
  readonly path: readonly AnyNode[]
}

/** Stands where the cursor is: a name that nobody writes. */
const MARKER = 'ǃhere'

/** What is open at the cursor: a bracket, and what must come before it can be closed. */
interface Open {
  readonly close: string
  /** `? :` of which only the first half is there. */
  ternaries: number
}

/** What stands before a cursor in a block's code; undefined in a comment, a pattern, a number or plain template text. */
export function readHalf(code: string): HalfWritten | undefined {
  // Something behind the cursor lets the last token be what it will be: `?.` before a name is no half of `? :`.
  const { open, text } = scan(code + MARKER)
  if (text === 'dead') return undefined
  if (text !== null) {
    const quote = code[text] ?? '"'
    const made = `${code.slice(0, text)}${quote}${MARKER}${quote}`
    return { word: code.slice(text + 1), quoted: true, path: pathTo(made, open) }
  }
  const word = /[\p{ID_Continue}$]*$/u.exec(code)?.[0] ?? ''
  if (/^\d/.test(word)) return undefined
  return { word, quoted: false, path: pathTo(code.slice(0, code.length - word.length) + MARKER, open) }
}

interface Scanned {
  readonly open: readonly Open[]
  /** Where a text begins that is still open. */
  readonly text: number | null | 'dead'
}

/** Statements whose head in brackets asks for a body. */
const HEADS: ReadonlySet<unknown> = new Set([
  tokTypes._for,
  tokTypes._while,
  tokTypes._if,
  tokTypes._switch,
  tokTypes._with,
  tokTypes._catch,
])

function scan(code: string): Scanned {
  const open: Open[] = [{ close: '', ternaries: 0 }]
  let last: Token | undefined
  try {
    for (const token of tokensOf(code)) {
      note(open, token, last)
      last = token
    }
    return { open, text: null }
  } catch (error) {
    const start = textStart(error, code, open, last)
    if (open.at(-1)?.close === '`') open.pop()
    return { open, text: start }
  }
}

function note(open: Open[], { type }: Token, last: Token | undefined): void {
  const top = open.at(-1)
  switch (type) {
    case tokTypes.parenL:
      open.push({ close: HEADS.has(last?.type) ? ') {}' : ')', ternaries: 0 })
      break
    case tokTypes.bracketL:
      open.push({ close: ']', ternaries: 0 })
      break
    case tokTypes.braceL:
    case tokTypes.dollarBraceL:
      open.push({ close: '}', ternaries: 0 })
      break
    case tokTypes.parenR:
    case tokTypes.bracketR:
    case tokTypes.braceR:
      if (open.length > 1) open.pop()
      break
    case tokTypes.backQuote:
      if (top?.close === '`') open.pop()
      else open.push({ close: '`', ternaries: 0 })
      break
    case tokTypes.question:
      if (top !== undefined) top.ternaries++
      break
    case tokTypes.colon:
      if (top !== undefined && top.ternaries > 0) top.ternaries--
      break
    default:
  }
}

/** Where the text begins that the tokenizer could not find the end of. */
function textStart(error: unknown, code: string, open: readonly Open[], last: Token | undefined): number | 'dead' {
  const position =
    typeof error === 'object' && error !== null && 'pos' in error && typeof error.pos === 'number' ? error.pos : -1
  const message = error instanceof Error ? error.message : ''
  if (message.startsWith('Unterminated string')) return position
  // A template in place of a name in quotes (x[`na) is a text like any other, as long as nothing is put into it.
  const opened = open.at(-1)?.close === '`' && last?.type === tokTypes.backQuote
  return opened && /[[(]\s*$/.test(code.slice(0, last.start)) ? last.start : 'dead'
}

/** The nodes from the root down to the marker; or, behind something finished, down to its end. */
function pathTo(code: string, open: readonly Open[]): AnyNode[] {
  const closing = open.toReversed().map(({ close, ternaries }) => ' : 0'.repeat(ternaries) + close)
  const ways = [code, code.replace(MARKER, '')]
  for (const way of ways) {
    const made = way + closing.join('')
    const shift = beginsWithBrace(made) ? 1 : 0
    const root = parsed(shift === 1 ? `(${made})` : made)
    if (root !== undefined) return search(root, way.trimEnd().length - 1 + shift)
  }
  return []
}

function parsed(source: string): AnyNode | undefined {
  try {
    return parseCode(source)
  } catch (error) {
    // Whatever cannot be closed this way has no structure that could help.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function search(root: AnyNode, at: number): AnyNode[] {
  const path: AnyNode[] = [root]
  for (let node: AnyNode | undefined = root; node !== undefined;) {
    let next: AnyNode | undefined
    for (const child of children(node)) if (child.start <= at && at < child.end) next = child
    if (next !== undefined) path.push(next)
    node = next
  }
  return path
}

/** True for the name, or the text, that stands for the cursor. */
export function isMarker(node: AnyNode | undefined): boolean {
  return (
    (node?.type === 'Identifier' && node.name === MARKER) ||
    (node?.type === 'Literal' && node.value === MARKER) ||
    (node?.type === 'TemplateLiteral' && node.quasis[0]?.value.cooked === MARKER)
  )
}
