/**
 * Conversions between values, as JavaScript makes them, on our values.
 *
 * User-written `toString`, `valueOf` and `[Symbol.toPrimitive]` are honoured where JavaScript would call them, by the
 * interpreter; a property key is made by `toKey`, exactly once, and checked as what it became.
 */
import { DateTime, Duration, Interval } from 'luxon'
import { Closure, Native, View, isCallable } from '../values/callable.ts'
import { Iter } from '../values/iter.ts'
import { dateText } from '../values/date-text.ts'
import { isBoxedBoolean, isBoxedNumber, isBoxedText } from '../values/boxed.ts'
import { IntlValue } from '../values/intl-value.ts'
import { isPlain, ownValue } from '../values/plain.ts'
import { invoke } from './invoke.ts'
import { typeError } from './raised.ts'
import { LIMITS, overBudget, type Runtime } from './runtime.ts'

type Primitive = string | number | boolean | bigint | symbol | null | undefined

export function isPrimitive(value: unknown): value is Primitive {
  return value === null || (typeof value !== 'object' && typeof value !== 'function')
}

/** JavaScript's ToPrimitive. */
export function toPrimitive(rt: Runtime, value: unknown, hint: 'default' | 'number' | 'string'): Primitive {
  if (isPrimitive(value)) return value
  const current = rt.written?.get(value) ?? value
  if (isPlain(current)) {
    const made = userPrimitive(rt, value, current, hint)
    if (made !== NOT_MADE) return made
    return '[object Object]'
  }
  if (current instanceof Date) return hint === 'number' ? current.getTime() : dateText(current)
  if (current instanceof DateTime) return hint === 'string' ? dateTimeText(current) : current.valueOf()
  if (current instanceof Duration) return hint === 'string' ? durationText(current) : current.valueOf()
  if (isBoxedNumber(current) || isBoxedBoolean(current)) return current.valueOf()
  return objectText(rt, current)
}

const NOT_MADE = Symbol('not made')

function userPrimitive(rt: Runtime, self: unknown, object: object, hint: string): Primitive | typeof NOT_MADE {
  const order = hint === 'string' ? ['toString', 'valueOf'] : ['valueOf', 'toString']
  const exotic = ownValue(object, Symbol.toPrimitive)
  if (isCallable(exotic)) {
    const made = invoke(rt, exotic, self, [hint])
    if (isPrimitive(made)) return made
    throw typeError('Cannot convert object to primitive value')
  }
  let refused = false
  for (const name of order) {
    if (!Object.hasOwn(object, name)) continue
    const method = ownValue(object, name)
    if (!isCallable(method)) {
      refused ||= name === 'toString'
      continue
    }
    const made = invoke(rt, method, self, [])
    if (isPrimitive(made)) return made
    refused = true
  }
  if (refused) throw typeError('Cannot convert object to primitive value')
  if (Object.getPrototypeOf(object) === null) throw typeError('Cannot convert object to primitive value')
  return NOT_MADE
}

function dateTimeText(value: DateTime): string {
  return value.isValid ? (value.toISO() ?? '') : 'Invalid DateTime'
}

function durationText(value: Duration): string {
  return value.isValid ? (value.toISO() ?? '') : 'Invalid Duration'
}

/** Namespaces that JavaScript prints by name. */
const TAGGED: ReadonlySet<string> = new Set(['Atomics', 'Intl', 'JSON', 'Math', 'Reflect'])

/** `String(value)` for objects that are no plain data. */
function objectText(rt: Runtime, value: object): string {
  if (Array.isArray(value)) return listText(rt, value, ',')
  if (value instanceof Closure) return value.code.source
  if (value instanceof Native) return `function ${value.name}() { [native code] }`
  if (value instanceof View) return TAGGED.has(value.name) ? `[object ${value.name}]` : '[object Object]'
  if (value instanceof Iter) return `[object ${value.name}]`
  if (value instanceof Map) return '[object Map]'
  if (value instanceof Set) return '[object Set]'
  if (value instanceof RegExp) return `/${value.source}/${value.flags}`
  if (value instanceof Error) return errorText(rt, value)
  if (value instanceof DateTime) return dateTimeText(value)
  if (value instanceof Duration) return durationText(value)
  if (value instanceof Interval) return value.toString()
  if (value instanceof Date) return dateText(value)
  if (isBoxedText(value)) return value.valueOf()
  if (value instanceof IntlValue) return value.text
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const numbers = value as Uint8Array
    rt.list(numbers.length)
    return listText(rt, Array.from(numbers), ',')
  }
  return '[object Object]'
}

function errorText(rt: Runtime, error: Error): string {
  const name = toText(rt, error.name)
  const message = toText(rt, error.message)
  return name === '' ? message : message === '' ? name : `${name}: ${message}`
}

/** `list.join(separator)`, with the memory for the result taken as it grows. */
export function listText(rt: Runtime, list: readonly unknown[], separator: string): string {
  rt.enter()
  rt.spend(list.length >> 2)
  let text = ''
  for (let i = 0; i < list.length; i++) {
    if (i > 0) text += separator
    const element = list[i]
    if (element !== null && element !== undefined) text += typeof element === 'string' ? element : toText(rt, element)
    if (text.length > LIMITS.string) throw overBudget('text length', `${LIMITS.string} characters`)
  }
  rt.leave()
  rt.text(text.length)
  return text
}

/** JavaScript's ToString. */
export function toText(rt: Runtime, value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  const primitive = toPrimitive(rt, value, 'string')
  if (typeof primitive === 'symbol') throw typeError('Cannot convert a Symbol value to a string')
  if (typeof primitive === 'bigint') return bigintText(rt, primitive)
  return String(primitive)
}

function bigintText(rt: Runtime, value: bigint): string {
  rt.spend(64)
  return value.toString()
}

/** JavaScript's ToNumber. */
export function toNumber(rt: Runtime, value: unknown): number {
  if (typeof value === 'number') return value
  const primitive = toPrimitive(rt, value, 'number')
  if (typeof primitive === 'bigint') throw typeError('Cannot convert a BigInt value to a number')
  if (typeof primitive === 'symbol') throw typeError('Cannot convert a Symbol value to a number')
  if (typeof primitive === 'string') rt.read(primitive)
  return Number(primitive)
}

/** JavaScript's ToIntegerOrInfinity, with a default for what is missing. */
export function toInteger(rt: Runtime, value: unknown, missing = 0): number {
  if (value === undefined) return missing
  const number = Math.trunc(toNumber(rt, value))
  return Number.isNaN(number) ? 0 : number
}

/** A property key, made once. */
export function toKey(rt: Runtime, value: unknown): string | symbol {
  const key = keyOf(rt, value)
  if (typeof key === 'string') rt.read(key)
  return key
}

function keyOf(rt: Runtime, value: unknown): string | symbol {
  if (typeof value === 'string') return value
  if (typeof value === 'symbol') return value
  if (isPrimitive(value)) return String(value)
  const current = rt.written?.get(value) ?? value
  if (isPlain(current)) {
    // An object with a text method of its own is converted by it, but only once, and the outcome is checked as text.
    const made = userPrimitive(rt, value, current, 'string')
    return made === NOT_MADE ? '[object Object]' : typeof made === 'symbol' ? made : String(made)
  }
  return objectText(rt, current)
}
