/**
 * Completion, signature help and hover: what can stand at a cursor, with types and sample values.
 */
import type { Expression, Super } from 'acorn'
import { globals } from '../builtins/globals.ts'
import { functions } from '../extensions/functions.ts'
import { isForbidden } from '../values/forbidden.ts'
import type { Mode } from '../parse.ts'
import type { Range } from '../error.ts'
import { nameShape, type AssistContext } from './context.ts'
import {
  fixedMember,
  functionOf,
  functionsFor,
  globalMembers,
  infer,
  localsAt,
  nativeMembers,
  type Locals,
} from './infer.ts'
import { callAround, placeAt, type Place } from './locate.ts'
import { NAME_DOCS } from './names.ts'
import { GLOBAL_FUNCTIONS, nativeMethod, type NativeFunction } from './natives.ts'
import { shapeName, type Shape } from './shape.ts'

export interface Completion {
  readonly label: string
  readonly kind: 'name' | 'field' | 'function' | 'method' | 'property' | 'node'
  /** What is written in place of the word. */
  readonly insert: string
  readonly type: string
  /** One sentence, when there is one. */
  readonly doc?: string
  /** A sample value, shortened. */
  readonly sample?: string
}

export interface Completions {
  /** The part of the text that a completion replaces. */
  readonly range: Range
  readonly entries: readonly Completion[]
}

/** What fits at the cursor, best first. */
export function complete(
  text: string,
  cursor: number,
  context: AssistContext,
  mode: Mode = context.mode ?? 'n8n',
): Completions {
  const place = placeAt(text, cursor, mode)
  if (place === undefined) return { range: { start: cursor, end: cursor }, entries: [] }
  const entries = nodeNames(place, context) ?? offered(place, context)
  return { range: { start: place.start, end: cursor }, entries: ranked(entries, place.word) }
}

function offered(place: Place, context: AssistContext): Completion[] {
  if (place.receiver !== null) return members(place, context)
  return place.quoted ? [] : names(place, context)
}

function ranked(entries: readonly Completion[], word: string): Completion[] {
  const wanted = word.toLowerCase()
  const score = ({ label }: Completion): number => {
    const name = label.toLowerCase()
    if (wanted === '') return 1
    if (name === wanted) return 4
    if (name.startsWith(wanted)) return 3
    return name.includes(wanted) ? 2 : subsequence(name, wanted) ? 1 : 0
  }
  return entries
    .map((entry, i) => ({ entry, i, score: score(entry) }))
    .filter(({ score: points }) => points > 0)
    .sort((a, b) => b.score - a.score || a.i - b.i)
    .map(({ entry }) => entry)
}

function subsequence(name: string, wanted: string): boolean {
  let at = 0
  for (const c of name) if (c === wanted[at]) at++
  return at === wanted.length
}

/** Inside `$("…` and `$node["…`: the names of nodes. */
function nodeNames(place: Place, context: AssistContext): Completion[] | null {
  if (!place.quoted) return null
  const around = callAround(place)
  const called = around?.call.callee
  const named = around?.argument === 0 && around.call === place.path.at(-2) && called?.type === 'Identifier'
  const inCall = named && (called.name === '$' || called.name === '$items')
  const inNode = place.receiver?.type === 'Identifier' && place.receiver.name === '$node'
  if (!inCall && !inNode) return null
  return (context.nodes ?? []).map(({ name, leadsHere }) => ({
    label: name,
    kind: 'node',
    insert: name,
    type: 'node',
    doc: leadsHere === false ? 'Does not lead to this node: use .first(), .last() or .all().' : 'Leads to this node.',
  }))
}

function names(place: Place, context: AssistContext): Completion[] {
  const local = [...localsAt(place.path, context)].map(([name, shape]): Completion =>
    described(name, shape, 'name', name),
  )
  const extra = Object.entries(context.extra ?? {}).map(([name, shape]) => described(name, shape, 'name', name))
  const known = [...NAME_DOCS].map(([name, doc]): Completion => {
    const shape = nameShape(name, context)
    return { ...described(name, shape ?? { type: 'function' }, 'name', name), doc }
  })
  const fields =
    context.json?.type === 'object'
      ? [...context.json.fields].map(([name, shape]) =>
          described(`$json.${name}`, shape, 'field', `$json${access(name)}`),
        )
      : []
  const nodes = (context.nodes ?? []).map(({ name }): Completion => {
    const call = `$(${JSON.stringify(name)})`
    return { label: call, kind: 'node', insert: call, type: 'node' }
  })
  const inner = context.json?.type === 'object' ? innerFields(context.json.fields) : []
  // What is nearest first: the data, then where other data comes from, then all the names there are.
  return [...local, ...extra, ...fields, ...nodes, ...inner, ...known, ...LIBRARY_NAMES]
}

/** The functions of namespaces, by the whole of their names: who types `keys` finds `Object.keys`. */
const LIBRARY_NAMES: readonly Completion[] = 'Object Math JSON DateTime Duration Interval Array Date Number String Intl'
  .split(' ')
  .flatMap((space) =>
    globalMembers(space)
      .methods.filter((name) => !isForbidden(name))
      .map((name): Completion => {
        const label = `${space}.${name}`
        const one = GLOBAL_FUNCTIONS.get(label)
        return {
          ...(one === undefined ? { type: 'function' } : ofFunction(one)),
          label,
          kind: 'function',
          insert: `${label}()`,
        }
      }),
  )

/** No more places inside of the data than people would read. */
const MOST_INNER = 60

/** Members of the item's own objects, and of the first elements of its lists. */
function innerFields(fields: ReadonlyMap<string, Shape>): Completion[] {
  const found: Completion[] = []
  for (const [name, shape] of fields) {
    const inner = shape.type === 'array' ? shape.element : shape
    if (inner.type !== 'object') continue
    const place = `$json${access(name)}${shape.type === 'array' ? '[0]' : ''}`
    for (const [member, one] of inner.fields) {
      if (found.length >= MOST_INNER) return found
      const path = `${place}${access(member)}`
      found.push(described(path, one, 'field', path))
    }
  }
  return found
}

function members(place: Place, context: AssistContext): Completion[] {
  if (place.receiver === null) return []
  const locals = localsAt(place.path, context)
  const shape = infer(place.receiver, context, locals)
  const fields =
    shape.type === 'object'
      ? [...shape.fields].map(([name, field]) =>
          described(
            name,
            field,
            field.type === 'function' ? 'method' : 'field',
            field.type === 'function' ? `${name}()` : name,
          ),
        )
      : []
  if (place.quoted) return fields
  const own = functionsFor(shape).map(ofFunction)
  const { receiver } = place
  const natives =
    receiver.type === 'Identifier' && shape.type === 'unknown' && !locals.has(receiver.name)
      ? globalMembers(receiver.name)
      : nativeMembers(shape)
  const taken = new Set([...fields, ...own].map(({ label }) => label))
  return [
    ...fields,
    ...own,
    ...natives.properties
      .filter((name) => !taken.has(name))
      .map((name): Completion => ({ label: name, kind: 'property', insert: name, type: 'unknown' })),
    ...natives.methods
      .filter((name) => !taken.has(name))
      .map((name): Completion => {
        const one = nativeMethod(shape, name) ?? globalOf(receiver, name)
        return {
          ...(one === undefined ? { type: 'function' } : ofFunction(one)),
          label: name,
          kind: 'method',
          insert: `${name}()`,
        }
      }),
  ]
}

/** The described function behind a global name: `max` of `Math`. */
function globalOf(receiver: Expression | null, name: string): NativeFunction | undefined {
  return receiver?.type === 'Identifier' ? GLOBAL_FUNCTIONS.get(`${receiver.name}.${name}`) : undefined
}

function ofFunction(one: NativeFunction): Completion {
  return { label: one.name, kind: 'function', insert: `${one.name}()`, type: signature(one), doc: one.doc }
}

/** `format(pattern: string, options?: object): string`. */
export function signature({ name, parameters, returns }: NativeFunction): string {
  const list = parameters.map(
    (parameter) => `${parameter.name}${parameter.optional === true ? '?' : ''}: ${parameter.type}`,
  )
  return `${name}(${list.join(', ')}): ${returns}`
}

function described(label: string, shape: Shape, kind: Completion['kind'], insert: string): Completion {
  const sample = sampleOf(shape)
  return { label, kind, insert, type: shapeName(shape), ...(sample === undefined ? {} : { sample }) }
}

function sampleOf(shape: Shape): string | undefined {
  if (shape.sample === undefined) return undefined
  const text = typeof shape.sample === 'string' ? shape.sample : JSON.stringify(shape.sample)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function access(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}

export interface Hover {
  readonly range: Range
  readonly title: string
  readonly doc?: string
  readonly sample?: string
}

/** What the word under the cursor is. */
export function hover(
  text: string,
  cursor: number,
  context: AssistContext,
  mode: Mode = context.mode ?? 'n8n',
): Hover | undefined {
  const rest = /^[\w$]*/.exec(text.slice(cursor))?.[0] ?? ''
  const end = cursor + rest.length
  const place = placeAt(text, end, mode)
  if (place === undefined || place.word === '') return undefined
  const range = { start: place.start, end }
  const entries = offered(place, context)
  const found = entries.find(({ label }) => label === place.word)
  if (found !== undefined) {
    return {
      range,
      title: found.type.startsWith(`${found.label}(`) ? found.type : `${found.label}: ${found.type}`,
      ...(found.doc === undefined ? {} : { doc: found.doc }),
      ...(found.sample === undefined ? {} : { sample: found.sample }),
    }
  }
  const known = functions.find(({ name }) => name === place.word)
  return known === undefined || place.receiver === null ? undefined : { range, title: signature(known), doc: known.doc }
}

export interface SignatureHelp {
  readonly label: string
  readonly doc: string
  /** The argument the cursor stands in, counted from 0. */
  readonly argument: number
}

/** The function whose arguments the cursor stands in. */
export function signatureHelp(
  text: string,
  cursor: number,
  context: AssistContext,
  mode: Mode = context.mode ?? 'n8n',
): SignatureHelp | undefined {
  const place = placeAt(text, cursor, mode)
  const around = place === undefined ? undefined : callAround(place)
  if (place === undefined || around === undefined) return undefined
  const found = calledFunction(around.call.callee, context, localsAt(place.path, context))
  return found === undefined ? undefined : { label: signature(found), doc: found.doc, argument: around.argument }
}

/** What is known of a function that is called, if anything. */
export function calledFunction(
  callee: Expression | Super,
  context: AssistContext,
  locals: Locals,
): NativeFunction | undefined {
  if (callee.type === 'Identifier') return locals.has(callee.name) ? undefined : GLOBAL_FUNCTIONS.get(callee.name)
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return undefined
  const name = fixedMember(callee)
  if (typeof name !== 'string') return undefined
  const { object } = callee
  if (object.type === 'Identifier' && !locals.has(object.name) && globals.has(object.name))
    return globalOf(object, name)
  const shape = infer(object, context, locals)
  const own = functionOf(shape, name) ?? nativeMethod(shape, name)
  // Of a value of unknown kind, what only one kind has.
  return own ?? (shape.type === 'unknown' ? functions.find((one) => one.name === name) : undefined)
}
