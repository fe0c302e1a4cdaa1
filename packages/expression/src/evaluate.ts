/**
 * Runs compiled templates.
 *
 * Ordinary JavaScript errors inside a block give `undefined`, as in n8n; errors about nodes, links, arguments, limits
 * and safety leave as `ExpressionError`s.
 */
import { IANAZone } from 'luxon'
import { rootView } from './builtins/globals.ts'
import { displayText } from './display.ts'
import { ExpressionError, type Range, type Swallowed } from './error.ts'
import { isExpression, type Mode } from './parse.ts'
import { toResult } from './result.ts'
import { toText } from './run/convert.ts'
import { Raised, asRaised } from './run/raised.ts'
import { DEFAULT_BUDGET, LIMITS, overBudget, Runtime, type Budget, type Nested } from './run/runtime.ts'
import type { Scope } from './scope.ts'
import { compileTemplate, type CompiledBlock, type Template } from './template.ts'
import { Frame } from './values/callable.ts'
import { isPlain, type PlainObject } from './values/plain.ts'

/** The value of a template in a scope. Throws an `ExpressionError`. */
export function evaluate(template: Template, scope: Scope, budget: Budget = DEFAULT_BUDGET): unknown {
  if (template.fixed !== null) return template.fixed
  checkZone(scope.zone)
  if (template.paths && scope.objectsAsText !== true) {
    const value =
      template.single?.path === undefined ? joinedPaths(template, scope) : readPath(template.single.path, scope)
    if (value !== MISS) return value
  }
  const rt = new Runtime(scope, budget, nestedIn(template.mode))
  const value = inside(template, rt, (made) => toResult(rt, made))
  if (template.mode === 'strict' && rt.swallowed !== null) {
    for (const swallowed of rt.swallowed) scope.warn?.(swallowed, template.text)
  }
  return value
}

/** Zones found to exist; asking the platform is slow. There are only some hundreds. */
const knownZones = new Set(['UTC'])

/** A zone that does not exist makes every expression fail, as in n8n. */
function checkZone(zone: string): void {
  if (knownZones.has(zone)) return
  if (!IANAZone.isValidZone(zone)) {
    throw new ExpressionError('uncaught', `The workflow's time zone "${zone}" is unknown.`, {
      description: 'Choose another zone in the workflow settings.',
    })
  }
  knownZones.add(zone)
}

/** Like `evaluate`, noting what was swallowed on the way. */
export function evaluateNoting(template: Template, scope: Scope, budget: Budget, swallowed: Swallowed[]): unknown {
  if (template.fixed !== null) return template.fixed
  checkZone(scope.zone)
  const rt = new Runtime(scope, budget, nestedIn(template.mode))
  try {
    return inside(template, rt, (value) => toResult(rt, value))
  } finally {
    swallowed.push(...(rt.swallowed ?? []))
  }
}

/** Texts that an expression resolves are read as it is read itself. */
function nestedIn(mode: Mode): Nested {
  return mode === 'strict' ? NESTED.strict : NESTED.n8n
}

const NESTED: Readonly<Record<Mode, Nested>> = { n8n: nested('n8n'), strict: nested('strict') }

function nested(mode: Mode): Nested {
  return (rt, text) => {
    const template = compileTemplate(text, { mode })
    return template.fixed ?? inside(template, rt, (value) => value)
  }
}

function inside(template: Template, rt: Runtime, finish: (value: unknown) => unknown): unknown {
  if (template.error !== null) throw template.error
  const { single } = template
  try {
    if (single !== null) {
      const value = finish(runBlock(single, rt))
      return rt.scope.objectsAsText === true ? displayText(value, rt.scope.zone) : value
    }
    return joined(template, rt)
  } catch (error) {
    throw outwards(error)
  }
}

const MISS = Symbol('miss')

/**
 * `$json.a.b`, which is most of what people write, without an evaluation around it. Only own members of plain data with
 * a primitive at the end are read this way; everything else (and everything that is missing) takes the ordinary way.
 */
function readPath(path: readonly string[], scope: Scope): unknown {
  if (scope.extra !== undefined) return MISS
  let at: unknown = scope.items(0)?.[scope.itemIndex]?.json
  for (const name of path) {
    if (!isPlain(at) || !Object.hasOwn(at, name)) return MISS
    at = at[name]
  }
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' || at === null ? at : MISS
}

function runBlock(block: CompiledBlock, rt: Runtime): unknown {
  const { program, part } = block
  const { depth } = rt
  try {
    return program.run(new Frame(rt, null, program.slots === 0 ? NO_VARS : [], rootView))
  } catch (error) {
    rt.depth = depth
    const raised = asRaised(error)
    if (raised !== null) {
      if (program.plain) throw new ExpressionError('uncaught', raised.message, { range: part.range })
      rt.note(raised, part.range)
      return undefined
    }
    if (error instanceof ExpressionError && error.range === undefined) error.range = part.range
    throw error
  }
}

const NO_VARS: unknown[] = []

/** Text around such blocks only. */
function joinedPaths(template: Template, scope: Scope): unknown {
  let text = ''
  for (const part of template.parts) {
    if (part.kind === 'text') text += part.text
    else {
      const value = readPath(part.block.path ?? [], scope)
      if (value === MISS) return MISS
      if (value !== null && !Number.isNaN(value)) text += String(value)
    }
  }
  return text.length > LIMITS.string ? MISS : text
}

function joined(template: Template, rt: Runtime): string {
  let text = ''
  for (const part of template.parts) {
    if (part.kind === 'text') text += part.text
    else {
      const value = runBlock(part.block, rt)
      text +=
        rt.scope.objectsAsText === true
          ? String(displayText(toResult(rt, value), rt.scope.zone) ?? '')
          : textOf(rt, value, part.block.part.range)
    }
    if (text.length > LIMITS.string) throw overBudget('text length', `${LIMITS.string} characters`)
  }
  return text
}

/** A block's value inside text: nothing for null, undefined and NaN. */
function textOf(rt: Runtime, value: unknown, range: Range): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined || Number.isNaN(value)) return ''
  try {
    return toText(rt, value)
  } catch (error) {
    if (!(error instanceof Raised)) throw error
    throw new ExpressionError('uncaught', `The value cannot be shown as text: ${error.message}`, { range })
  }
}

/** Only our own errors leave; a stack overflow of the host is our depth limit met late. */
function outwards(error: unknown): unknown {
  if (error instanceof ExpressionError) return error
  if (error instanceof RangeError) return overBudget('call depth', 'nesting')
  if (error instanceof Raised) return new ExpressionError('uncaught', error.message)
  return new ExpressionError('internal', 'The expression could not be evaluated.', { cause: error })
}

export interface ResolveOptions {
  readonly mode?: Mode
  readonly budget?: Budget
}

/**
 * Resolves a parameter: text, or objects and lists of parameters, recursively. What holds no expression is handed on
 * as it is, not copied.
 */
export function resolveParameter(value: unknown, scope: Scope, options: ResolveOptions = {}): unknown {
  if (typeof value === 'string') {
    if (!isExpression(value)) return value
    return evaluate(compileTemplate(value, { mode: options.mode ?? 'n8n' }), scope, options.budget)
  }
  if (Array.isArray(value)) {
    let made: unknown[] | null = null
    value.forEach((element: unknown, i) => {
      const resolved = resolveParameter(element, scope, options)
      if (resolved === element) return
      made ??= value.slice()
      made[i] = resolved
    })
    return made ?? value
  }
  if (!isPlain(value)) return value
  const resolved = resolveObject(value, scope, options)
  return scope.objectsAsText === true ? displayText(resolved, scope.zone) : resolved
}

function resolveObject(value: PlainObject, scope: Scope, options: ResolveOptions): PlainObject {
  let made: PlainObject | null = null
  let inner = scope
  for (const key of Object.keys(value)) {
    const member = value[key]
    // `$parameter["&name"]` reads a sibling; only such a text needs to know them.
    if (inner === scope && typeof member === 'string' && member.includes('&') && isExpression(member)) {
      inner = withSiblings(scope, value)
    }
    const resolved = resolveParameter(member, inner, options)
    if (resolved === value[key]) continue
    made ??= { ...value }
    Object.defineProperty(made, key, { value: resolved, enumerable: true, configurable: true, writable: true })
  }
  return made ?? value
}

function withSiblings(scope: Scope, siblings: PlainObject): Scope {
  return Object.create(scope, { siblings: { value: () => siblings, enumerable: true } }) as Scope
}

/** True when the value, or anything inside it, is an expression. */
export function hasExpression(value: unknown): boolean {
  if (typeof value === 'string') return isExpression(value)
  if (Array.isArray(value)) return value.some(hasExpression)
  return isPlain(value) && Object.keys(value).some((key) => hasExpression(value[key]))
}
