/** JSON, written and read by us: with the budgets, and calling the expression's own functions where JSON does. */
import { DateTime, Duration, Interval } from 'luxon'
import { toText } from '../run/convert.ts'
import { ownEntries } from '../run/entries.ts'
import { invoke } from '../run/invoke.ts'
import { Raised, typeError } from '../run/raised.ts'
import { LIMITS, overBudget, type Runtime } from '../run/runtime.ts'
import { Native, View, isCallable, namespace, type Callable } from '../values/callable.ts'
import { isBoxed } from '../values/boxed.ts'
import { define, isPlain, ownValue } from '../values/plain.ts'

const MAX_DEPTH = 500

interface Writer {
  readonly rt: Runtime
  readonly gap: string
  readonly replace: Callable | null
  readonly only: ReadonlySet<string> | null
  readonly path: object[]
  length: number
}

/** `JSON.stringify`; undefined when there is nothing to write. */
export function stringify(rt: Runtime, value: unknown, replacer?: unknown, indent?: unknown): string | undefined {
  const writer: Writer = {
    rt,
    gap:
      typeof indent === 'number'
        ? ' '.repeat(Math.max(0, Math.min(10, Math.trunc(indent))))
        : typeof indent === 'string'
          ? indent.slice(0, 10)
          : '',
    replace: isCallable(replacer) ? replacer : null,
    only: Array.isArray(replacer) ? namesIn(rt.current(replacer as unknown[])) : null,
    path: [],
    length: 0,
  }
  const text = write(writer, '', value, { '': value }, '')
  if (text !== undefined) rt.text(text.length)
  return text
}

/** The names in a list of them: texts and numbers, everything else is no name. */
function namesIn(list: readonly unknown[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const name of list) {
    const plain = isBoxed(name) ? name.valueOf() : name
    if (typeof plain === 'string' || typeof plain === 'number') names.add(String(plain))
  }
  return names
}

function write(w: Writer, key: string, given: unknown, holder: object, indent: string): string | undefined {
  let value = prepared(w, key, given)
  if (w.replace !== null) value = invoke(w.rt, w.replace, holder, [key, value])
  w.rt.spend(1)
  if (value === null) return 'null'
  switch (typeof value) {
    case 'string':
      return counted(w, JSON.stringify(value))
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null'
    case 'boolean':
      return String(value)
    case 'bigint':
      throw typeError('Do not know how to serialize a BigInt')
    case 'object':
      return isCallable(value) ? undefined : writeObject(w, value, indent)
    default:
      return undefined
  }
}

function counted(w: Writer, text: string): string {
  w.length += text.length
  if (w.length > LIMITS.string) throw overBudget('text length', `${LIMITS.string} characters`)
  return text
}

/** What `toJSON` of the value gives: dates as text, and the expression's own methods. */
function prepared(w: Writer, key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return value.toJSON()
  if (DateTime.isDateTime(value)) return value.toJSON()
  if (Duration.isDuration(value)) return value.toJSON()
  if (Interval.isInterval(value)) return value.toISO()
  if (isBoxed(value)) return value.valueOf()
  const current = w.rt.current(value)
  if (!isPlain(current)) return value
  const method = ownValue(current, 'toJSON')
  return isCallable(method) ? invoke(w.rt, method, value, [key]) : value
}

function writeObject(w: Writer, value: object, indent: string): string {
  if (w.path.includes(value)) throw typeError('Converting circular structure to JSON')
  if (w.path.length > MAX_DEPTH) throw overBudget('depth of data', `${MAX_DEPTH} levels`)
  w.path.push(value)
  const deeper = indent + w.gap
  const current = w.rt.current(value)
  let parts: string[]
  if (Array.isArray(current)) {
    w.rt.list(current.length)
    parts = Array.from(current, (element: unknown, i) => write(w, String(i), element, current, deeper) ?? 'null')
  } else {
    parts = []
    for (const [key, member] of fields(w.rt, current)) {
      if (w.only !== null && !w.only.has(key)) continue
      const text = write(w, key, member, current, deeper)
      if (text !== undefined) parts.push(`${counted(w, JSON.stringify(key))}:${w.gap === '' ? '' : ' '}${text}`)
    }
  }
  w.path.pop()
  const [open, close] = Array.isArray(current) ? ['[', ']'] : ['{', '}']
  if (parts.length === 0) return open + close
  if (w.gap === '') return open + parts.join(',') + close
  w.length += parts.length * deeper.length
  return `${open}\n${deeper}${parts.join(`,\n${deeper}`)}\n${indent}${close}`
}

/** Members that JSON shows; maps, sets and the like show none. */
function fields(rt: Runtime, value: object): [string, unknown][] {
  if (isPlain(value) || value instanceof View || ArrayBuffer.isView(value)) return ownEntries(rt, value)
  return []
}

/** Data nested deeper than this is no use to anyone, and slow to read. */
const MAX_JSON_DEPTH = 10_000

/** Counts the brackets outside of texts. */
function checkDepth(text: string): void {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 34) {
      for (i++; i < text.length && text.charCodeAt(i) !== 34; i++) if (text.charCodeAt(i) === 92) i++
    } else if (c === 91 || c === 123) depth++
    else if (c === 93 || c === 125) depth--
    if (depth > MAX_JSON_DEPTH) throw overBudget('depth of data', `${MAX_JSON_DEPTH} levels`)
  }
}

/** `JSON.parse`, with a reviver that is one of the expression's functions. */
export function parse(rt: Runtime, text: string, reviver?: unknown): unknown {
  // Objects and lists take several times the memory of their text.
  rt.allocate(text.length * 6)
  if (text.length > MAX_JSON_DEPTH) checkDepth(text)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw Raised.error('SyntaxError', error instanceof Error ? error.message : 'Invalid JSON')
  }
  if (/__proto__|\\u005f/i.test(text)) dropProto(value)
  return isCallable(reviver) ? revive(rt, reviver, { '': value }, '') : value
}

/** Takes members named `__proto__` out of parsed data, however deep. */
function dropProto(root: unknown): void {
  const stack: unknown[] = [root]
  for (let value = stack.pop(); stack.length > 0 || value !== undefined; value = stack.pop()) {
    if (typeof value !== 'object' || value === null) continue
    Reflect.deleteProperty(value, '__proto__')
    for (const member of Object.values(value)) stack.push(member)
  }
}

function revive(rt: Runtime, reviver: Callable, holder: object, key: string): unknown {
  rt.enter()
  const value = ownValue(holder, key)
  if (typeof value === 'object' && value !== null) {
    for (const name of Object.keys(value)) {
      const made = revive(rt, reviver, value, name)
      if (made === undefined) Reflect.deleteProperty(value, name)
      else define(value, name, made)
    }
  }
  const made = invoke(rt, reviver, holder, [key, value])
  rt.leave()
  return made
}

export const jsonNamespace = namespace(
  'JSON',
  new Map([
    [
      'stringify',
      new Native('stringify', { call: (rt, _, [value, replacer, indent]) => stringify(rt, value, replacer, indent) }),
    ],
    ['parse', new Native('parse', { call: (rt, _, [text, reviver]) => parse(rt, toText(rt, text), reviver) })],
  ]),
)
