/**
 * Evaluates and tells what happened, without throwing: for previews, hovers and strict mode.
 */
import { DateTime } from 'luxon'
import type { Expression, Super } from 'acorn'
import { closest } from './assist/closest.ts'
import { compileProgram } from './compile/program.ts'
import { ExpressionError, type Range, type Swallowed } from './error.ts'
import { evaluateNoting } from './evaluate.ts'
import { parseBlock } from './parse.ts'
import { ownKeys } from './run/entries.ts'
import { getNamed } from './run/property.ts'
import { Raised } from './run/raised.ts'
import { DEFAULT_BUDGET, Runtime, type Budget } from './run/runtime.ts'
import type { Scope } from './scope.ts'
import type { Template } from './template.ts'
import { Frame } from './values/callable.ts'

export interface Explanation {
  readonly value?: unknown
  readonly error?: ExpressionError
  /** `string`, `number`, `array`, `date`, `undefined`, … */
  readonly type: string
  /** JavaScript errors that n8n swallows, each with the block it happened in. */
  readonly swallowed: readonly Swallowed[]
  /** For an undefined value: the first name of its path that is missing. */
  readonly missing?: Missing
}

export interface Missing {
  readonly name: string
  readonly range: Range
  /** A name that is there and was probably meant. */
  readonly suggestion?: string
}

export function explain(template: Template, scope: Scope, budget: Budget = DEFAULT_BUDGET): Explanation {
  const swallowed: Swallowed[] = []
  try {
    const value = evaluateNoting(template, scope, budget, swallowed)
    const missing = value === undefined ? missingName(template, scope, budget) : undefined
    return { value, type: typeName(value), swallowed, ...(missing === undefined ? {} : { missing }) }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return { error, type: 'error', swallowed }
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return value instanceof Date || DateTime.isDateTime(value) ? 'date' : typeof value
}

interface Step {
  readonly name: string
  readonly range: Range
}

/** Walks the fixed names at the end of a single block, from the value they start at. */
function missingName(template: Template, scope: Scope, budget: Budget): Missing | undefined {
  if (template.single === null) return undefined
  const { expression, shift } = parseBlock(template.single.part, template.mode)
  const { base, steps } = path(expression, shift)
  if (steps.length === 0) return undefined
  const rt = new Runtime(scope, budget, () => undefined)
  try {
    const { run } = compileProgram(base, template.text, template.mode === 'n8n')
    let at = run(new Frame(rt, null, [], undefined))
    for (const { name, range } of steps) {
      const next = at === null || at === undefined ? undefined : getNamed(rt, at, name)
      if (next === undefined || next === null) {
        const suggestion = closest(name, ownKeys(rt, at))
        return { name, range, ...(suggestion === undefined ? {} : { suggestion }) }
      }
      at = next
    }
  } catch (error) {
    // What the path starts at fails by itself: then that failure is the explanation.
    if (!(error instanceof Raised) && !(error instanceof ExpressionError)) throw error
  }
  return undefined
}

function path(expression: Expression, shift: number): { readonly base: Expression; readonly steps: Step[] } {
  const steps: Step[] = []
  let at: Expression | Super = expression.type === 'ChainExpression' ? expression.expression : expression
  while (at.type === 'MemberExpression' && at.object.type !== 'Super') {
    const { property } = at
    let name: string | undefined
    if (!at.computed && property.type === 'Identifier') name = property.name
    else if (property.type === 'Literal' && typeof property.value === 'string') name = property.value
    if (name === undefined) break
    steps.unshift({ name, range: { start: property.start + shift, end: property.end + shift } })
    at = at.object
  }
  return { base: at, steps }
}
