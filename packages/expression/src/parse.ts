/**
 * Reads the text of a parameter.
 *
 * `split` cuts a template into texts and blocks; the first `}}` ends a block in n8n's mode, wherever it stands. In
 * strict mode the end is found by the JavaScript tokenizer, so that `}}` inside a string or an object is part of it.
 * `parseBlock` reads one block as a single JavaScript expression.
 */
import { parse, tokenizer, tokTypes, type Expression, type Options, type Program, type Token } from 'acorn'
import { ExpressionError, type Range } from './error.ts'
import { parseCommon } from './parse-common.ts'
import { LIMITS } from './run/runtime.ts'

export type Mode = 'n8n' | 'strict'

interface TextPart {
  readonly kind: 'text'
  readonly text: string
  readonly range: Range
}

export interface BlockPart {
  readonly kind: 'block'
  /** What stands between the braces, escapes resolved. */
  readonly code: string
  /** Where the code begins and ends in the parameter's text. */
  readonly range: Range
  readonly closed: boolean
}

export type Part = TextPart | BlockPart

/** True for a parameter value that is an expression: text that begins with `=`. */
export function isExpression(value: unknown): value is string {
  return typeof value === 'string' && value.charCodeAt(0) === 61
}

/** Cuts a template (without the leading `=`) into its parts. `offset` is added to every range. */
export function split(template: string, mode: Mode, offset = 0): Part[] {
  const parts: Part[] = []
  let at = 0
  let text = ''
  let textStart = 0
  const flush = (end: number): void => {
    if (text !== '') parts.push({ kind: 'text', text, range: { start: textStart + offset, end: end + offset } })
    text = ''
  }
  while (at < template.length) {
    const open = template.indexOf('{{', at)
    if (open < 0) break
    if (open > 0 && template[open - 1] === '\\') {
      // `\{{` stands for the braces themselves.
      text += `${template.slice(at, open - 1)}{{`
      at = open + 2
      continue
    }
    text += template.slice(at, open)
    flush(open)
    const end = mode === 'strict' ? strictEnd(template, open + 2) : firstEnd(template, open + 2)
    const stop = end < 0 ? template.length : end
    const raw = template.slice(open + 2, stop)
    parts.push({
      kind: 'block',
      code: raw.includes('\\}}') ? raw.replaceAll('\\}}', '}}') : raw,
      range: { start: open + 2 + offset, end: stop + offset },
      closed: end >= 0,
    })
    at = end < 0 ? template.length : end + 2
    textStart = at
  }
  text += template.slice(at)
  flush(template.length)
  return parts
}

/** The first `}}` that is not written `\}}`. */
function firstEnd(template: string, from: number): number {
  let end = template.indexOf('}}', from)
  while (end > from && isEscaped(template, end)) end = template.indexOf('}}', end + 2)
  return end
}

/** True when an odd number of backslashes stands before the place. */
function isEscaped(template: string, at: number): boolean {
  let count = 0
  while (template[at - 1 - count] === '\\') count++
  return count % 2 === 1
}

/** The `}}` at brace depth 0, by JavaScript's own tokens. */
function strictEnd(template: string, from: number): number {
  let depth = 0
  try {
    let last = -2
    for (const token of tokensOf(template.slice(from))) {
      if (token.type === tokTypes.braceL || token.type === tokTypes.dollarBraceL) depth++
      else if (token.type === tokTypes.braceR) {
        if (depth > 0) depth--
        else if (last === token.start - 1) return from + last
        else last = token.start
        continue
      }
      last = -2
    }
    return -1
  } catch {
    // A text that JavaScript cannot read has no better end than the first braces; parsing it says what is wrong.
    return firstEnd(template, from)
  }
}

/** Parses one block as a single expression; throws a `syntax` error with the range inside the parameter. */
export function parseBlock(
  block: BlockPart,
  mode: Mode = 'n8n',
): { readonly expression: Expression; readonly shift: number } {
  const { code, range } = block
  if (code.length > LIMITS.source) {
    throw syntax(`An expression may have at most ${LIMITS.source} characters.`, range)
  }
  checkDepth(code, range)
  // A block that begins with a brace is an object, not a JavaScript block.
  const shift = beginsWithBrace(code) ? 1 : 0
  const source = shift === 1 ? `(${code.replace(/;\s*$/, '')})` : code
  const common = reading(range, shift, () => parseCommon(source))
  if (common !== null) return { expression: common, shift: range.start - shift }
  const program = reading(range, shift, () => parseCode(source))
  const statements = program.body.filter((node) => node.type !== 'EmptyStatement')
  const [only] = statements
  if (only === undefined) throw syntax('There is nothing between the braces.', range)
  // n8n takes the first of several expressions and ignores the rest; strict mode says so.
  const several =
    statements.length > 1 && (mode === 'strict' || statements.some((node) => node.type !== 'ExpressionStatement'))
  if (several || only.type !== 'ExpressionStatement') {
    throw syntax('Between {{ and }} there must be one expression, not statements.', range)
  }
  return { expression: only.expression, shift: range.start - shift }
}

/** True for code that would be read as statements in braces, and is meant as an object. */
export function beginsWithBrace(code: string): boolean {
  return /^\s*\{/.test(code)
}

/** The one grammar, of finished code and (closed by `assist/tolerant.ts`) of half-written code. Throws a SyntaxError. */
export function parseCode(source: string): Program {
  return parse(source, GRAMMAR)
}

/** The tokens of the same grammar, one after the other; throws where there is none. */
export function* tokensOf(source: string): Generator<Token> {
  const tokens = tokenizer(source, GRAMMAR)
  for (let token = tokens.getToken(); token.type !== tokTypes.eof; token = tokens.getToken()) yield token
}

const GRAMMAR: Options = { ecmaVersion: 'latest', sourceType: 'script' }

function reading<T>(range: Range, shift: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) throw syntax('The expression is nested too deeply.', range)
    const position = positionOf(error)
    const message = error instanceof Error ? error.message.replace(/ \(\d+:\d+\)$/, '') : 'Unknown syntax error'
    const at = Math.min(range.end, Math.max(range.start, range.start + position - shift))
    throw new ExpressionError('syntax', `Invalid syntax: ${message}.`, {
      range: { start: at, end: Math.min(range.end, at + 1) },
      description: 'Check brackets, quotes and names near the marked place.',
    })
  }
}

function positionOf(error: unknown): number {
  return typeof error === 'object' && error !== null && 'pos' in error && typeof error.pos === 'number' ? error.pos : 0
}

function syntax(message: string, range: Range): ExpressionError {
  return new ExpressionError('syntax', message, { range })
}

/**
 * Refuses nesting that would exhaust the parser's stack, by counting brackets and prefix operators beforehand. Quotes
 * are not looked at: brackets inside texts are counted too, which only matters beyond any text people write.
 */
function checkDepth(code: string, range: Range): void {
  if (code.length < LIMITS.parseDepth) return
  let depth = 0
  let prefixes = 0
  for (let i = 0; i < code.length; i++) {
    const c = code.charCodeAt(i)
    if (c === 40 || c === 91 || c === 123) depth++
    else if (c === 41 || c === 93 || c === 125) depth = Math.max(0, depth - 1)
    if (c === 33 || c === 126 || c === 43 || c === 45) prefixes++
    else if (c > 32 && c !== 40) prefixes = 0
    if (depth > LIMITS.parseDepth || prefixes > LIMITS.parseDepth) {
      throw syntax('The expression is nested too deeply.', range)
    }
  }
}
