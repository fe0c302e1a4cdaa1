/**
 * A parameter's text, compiled once and kept.
 *
 * Compiling never throws: a template with a syntax error holds the error and raises it when it is evaluated, so that a
 * half-typed parameter can still be loaded, shown and summarised.
 */
import type { Expression } from 'acorn'
import { compileProgram, type Program } from './compile/program.ts'
import { ExpressionError } from './error.ts'
import { parseBlock, split, type BlockPart, type Mode, type Part } from './parse.ts'
import { checkText } from './security.ts'
import { summarise, type Summary } from './summary.ts'

export interface CompiledBlock {
  readonly part: BlockPart
  readonly program: Program
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
  /** What is wrong with the text; raised when the template is evaluated. */
  readonly error: ExpressionError | null
  /** What the text mentions; computed when first asked for. */
  readonly summary: Summary
}

export interface CompileOptions {
  /** `strict` lets `}}` stand inside texts and objects. Default `n8n`. */
  readonly mode?: Mode
}

interface Tree {
  readonly part: BlockPart
  readonly expression: Expression
  readonly shift: number
}

const CACHE_SIZE = 5_000
const cache: Record<Mode, Map<string, Template>> = { n8n: new Map(), strict: new Map() }

/** Compiles a parameter's text (with its leading `=`); the same text gives the same template. */
export function compileTemplate(text: string, options: CompileOptions = {}): Template {
  const mode = options.mode ?? 'n8n'
  const known = cache[mode].get(text)
  if (known !== undefined) return known
  const template = build(text, mode)
  if (cache[mode].size >= CACHE_SIZE) {
    const [oldest] = cache[mode].keys()
    if (oldest !== undefined) cache[mode].delete(oldest)
  }
  cache[mode].set(text, template)
  return template
}

function build(text: string, mode: Mode): Template {
  const offset = text.startsWith('=') ? 1 : 0
  const parts = split(text.slice(offset), mode, offset)
  const trees: Tree[] = []
  let compiled: CompiledPart[] = []
  let error: ExpressionError | null = null
  try {
    compiled = parts.map((part) => compilePart(part, trees, mode))
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
    error,
    get summary() {
      summary ??= summarise(trees)
      return summary
    },
  }
}

function compilePart(part: Part, trees: Tree[], mode: Mode): CompiledPart {
  if (part.kind === 'text') return part
  // An unclosed `{{` with nothing behind it is dropped.
  if (!part.closed && part.code === '') return { kind: 'text', text: '' }
  checkText(part)
  const { expression, shift } = parseBlock(part, mode)
  trees.push({ part, expression, shift })
  const source = shift < part.range.start ? `(${part.code})` : part.code
  try {
    return { kind: 'block', block: { part, program: compileProgram(expression, source, mode === 'n8n') } }
  } catch (error) {
    if (error instanceof ExpressionError && error.range !== undefined) {
      error.range = { start: error.range.start + shift, end: error.range.end + shift }
    }
    throw error
  }
}

function joinTexts(parts: readonly CompiledPart[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
}
