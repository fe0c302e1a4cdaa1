/**
 * A parameter's text, compiled once and kept.
 *
 * Compiling never throws: a template with a syntax error holds the error and raises it when it is evaluated, so that a
 * half-typed parameter can still be loaded, shown and summarised.
 */
import type { Expression, Super } from 'acorn'
import { compileProgram, type Program } from './compile/program.ts'
import { ExpressionError } from './error.ts'
import { parseBlock, split, type BlockPart, type Mode, type Part } from './parse.ts'
import { checkText } from './security.ts'
import { summarise, type Summary } from './summary.ts'

export interface CompiledBlock {
  readonly part: BlockPart
  readonly program: Program
  /** Set when the block is only `$json` and fixed names behind it. */
  readonly path?: readonly string[]
}

export type CompiledPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'block'; readonly block: CompiledBlock }

export interface Template {
  /** The parameter's text, with its `=`. */
  readonly text: string
  readonly mode: Mode
  /** Texts and blocks, in order. */
  readonly parts: readonly CompiledPart[]
  /** Set when exactly one block and nothing else: the value keeps its type. */
  readonly single: CompiledBlock | null
  /** Set when the text has no block: the value is this text. */
  readonly fixed: string | null
  /** True when every block is only `$json` and fixed names behind it. */
  readonly paths: boolean
  /** What is wrong with the text; raised when the template is evaluated. */
  readonly error: ExpressionError | null
  /** What the text mentions; computed when first asked for. */
  readonly summary: Summary
}

export interface CompileOptions {
  /** `strict` lets `}}` stand inside texts and objects. Default `n8n`. */
  readonly mode?: Mode
}

/** Two generations: what was used lately survives when the older one is dropped. */
const GENERATION = 4_000

/** The most characters of text that one generation keeps. */
const GENERATION_TEXT = 500_000

class Cache {
  #characters = 0
  #young = new Map<string, Template>()
  #old = new Map<string, Template>()

  get(text: string): Template | undefined {
    const young = this.#young.get(text)
    if (young !== undefined) return young
    const old = this.#old.get(text)
    if (old !== undefined) this.set(text, old)
    return old
  }

  set(text: string, template: Template): void {
    if (this.#young.size >= GENERATION || this.#characters > GENERATION_TEXT) {
      this.#old = this.#young
      this.#young = new Map()
      this.#characters = 0
    }
    this.#characters += text.length
    this.#young.set(text, template)
  }
}

const caches: Record<Mode, Cache> = { n8n: new Cache(), strict: new Cache() }

/** Compiles a parameter's text (with its leading `=`); the same text gives the same template. */
export function compileTemplate(text: string, options: CompileOptions = {}): Template {
  const mode = options.mode ?? 'n8n'
  const known = caches[mode].get(text)
  if (known !== undefined) return known
  const template = build(text, mode)
  caches[mode].set(text, template)
  return template
}

const MAX_PARTS = 4_000

function build(text: string, mode: Mode): Template {
  const offset = text.startsWith('=') ? 1 : 0
  const parts = split(text.slice(offset), mode, offset)
  let compiled: CompiledPart[] = []
  let error: ExpressionError | null = null
  try {
    if (parts.length > MAX_PARTS)
      throw new ExpressionError('syntax', `A text may have at most ${MAX_PARTS / 2} blocks.`)
    // Beside blocks, n8n reads a doubled backslash as one.
    const unescape = mode === 'n8n' && parts.some((part) => part.kind === 'block')
    compiled = parts.map((part) => compilePart(part, mode, unescape))
  } catch (problem) {
    if (!(problem instanceof ExpressionError)) throw problem
    error = problem
  }
  const [first] = compiled
  const single = compiled.length === 1 && first?.kind === 'block' ? first.block : null
  const fixed = error === null && compiled.every((part) => part.kind === 'text') ? joinTexts(compiled) : null
  let summary: Summary | null = null
  return {
    text,
    mode,
    parts: compiled,
    single,
    fixed,
    paths: error === null && compiled.every((part) => part.kind === 'text' || part.block.path !== undefined),
    error,
    get summary() {
      // Read again rather than kept: trees are many times their text, and few are asked for what they mention.
      summary ??= summarise(compiled.flatMap((part) => (part.kind === 'text' ? [] : parseBlock(part.block.part, mode))))
      return summary
    },
  }
}

function compilePart(part: Part, mode: Mode, unescape: boolean): CompiledPart {
  if (part.kind === 'text') {
    return unescape && part.text.includes('\\\\') ? { kind: 'text', text: part.text.replaceAll('\\\\', '\\') } : part
  }
  // An unclosed `{{` with nothing behind it is dropped.
  if (!part.closed && part.code === '') return { kind: 'text', text: '' }
  checkText(part)
  const { expression, shift } = parseBlock(part, mode)
  const source = shift < part.range.start ? `(${part.code})` : part.code
  try {
    const program = compileProgram(expression, source, mode === 'n8n')
    const path = jsonPath(expression)
    return { kind: 'block', block: path === null ? { part, program } : { part, program, path } }
  } catch (error) {
    if (error instanceof ExpressionError && error.range !== undefined) {
      error.range = { start: error.range.start + shift, end: error.range.end + shift }
    }
    throw error
  }
}

/** The names behind `$json`; null when the block is anything else. */
function jsonPath(expression: Expression): string[] | null {
  const names: string[] = []
  let at: Expression | Super = expression.type === 'ChainExpression' ? expression.expression : expression
  while (at.type === 'MemberExpression') {
    const { property } = at
    if (!at.computed && property.type === 'Identifier') names.push(property.name)
    else if (property.type === 'Literal' && typeof property.value === 'string') names.push(property.value)
    else return null
    at = at.object
  }
  return at.type === 'Identifier' && at.name === '$json' && names.length > 0 ? names.reverse() : null
}

function joinTexts(parts: readonly CompiledPart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
}
