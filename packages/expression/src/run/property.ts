/**
 * The one place that reads, writes and calls members of values.
 *
 * The key is converted once and checked; then the kind of receiver decides. Plain data has its own data members,
 * everything else has a table of members that we wrote (`builtins/`), looked up by name. No member of a host object is
 * ever reached by a computed name.
 */
import { DateTime, Duration, Interval } from 'luxon'
import type { Members } from '../builtins/members.ts'
import { memberTables, objectMembers } from '../builtins/tables.ts'
import { answerOnOdd, answersNothing, callOnNothing, findExtension, misuse, runExtension } from '../extensions/call.ts'
import { Closure, Native, View, isCallable } from '../values/callable.ts'
import { isBoxedBoolean, isBoxedNumber, isBoxedText } from '../values/boxed.ts'
import { forbidden, isForbidden } from '../values/forbidden.ts'
import { IntlValue } from '../values/intl-value.ts'
import { Iter } from '../values/iter.ts'
import { define, isPlain, ownValue, shallowCopy, type PlainObject } from '../values/plain.ts'
import { isPrimitive, toInteger, toKey, toNumber } from './convert.ts'
import { describe, invoke } from './invoke.ts'
import { Raised, typeError } from './raised.ts'
import { LIMITS, overBudget, type Runtime } from './runtime.ts'

const MISSING = Symbol('missing')

/** Reads a member by a computed key. */
export function get(rt: Runtime, receiver: unknown, key: unknown): unknown {
  if (typeof key === 'number' && Array.isArray(receiver) && rt.written === null) {
    return Object.hasOwn(receiver, key) ? receiver[key] : undefined
  }
  if (receiver === null || receiver === undefined) throw unreadable(receiver, key)
  const name = toKey(rt, key)
  if (typeof name === 'symbol') return getSymbol(rt, receiver, name)
  if (isForbidden(name)) throw forbidden(name)
  return getNamed(rt, receiver, name)
}

/** Reads a member by a name that was checked when the text was compiled. */
export function getNamed(rt: Runtime, receiver: unknown, name: string): unknown {
  if (receiver === null || receiver === undefined) throw unreadable(receiver, name)
  const own = ownMember(rt, receiver, name)
  if (own !== MISSING) return own
  const table = tableOf(receiver)
  const getter = table.getters.get(name)
  if (getter !== undefined) return getter(rt, typeof receiver === 'object' ? rt.current(receiver) : receiver)
  if (table.methods.has(name) || objectMembers.methods.has(name)) return methodValue(name)
  return undefined
}

/** Members that the value itself holds: fields of data, elements, characters, names of a namespace. */
function ownMember(rt: Runtime, receiver: NonNullable<unknown>, name: string): unknown {
  if (typeof receiver === 'string') return indexOf(rt, receiver, name)
  if (typeof receiver !== 'object') return MISSING
  const current = rt.current(receiver)
  if (isPlain(current) || Array.isArray(current)) {
    return Object.hasOwn(current, name) ? Reflect.get(current, name) : MISSING
  }
  if (current instanceof View) return current.read(name) ?? (current.keys().includes(name) ? undefined : MISSING)
  if (current instanceof Native) return current.statics.has(name) ? current.statics.get(name) : MISSING
  if (current instanceof Closure) return current.members?.has(name) ? current.members.get(name) : MISSING
  if (ArrayBuffer.isView(current)) return Object.hasOwn(current, name) ? Reflect.get(current, name) : MISSING
  if (current instanceof Error) {
    return name !== 'stack' && Object.hasOwn(current, name) ? Reflect.get(current, name) : MISSING
  }
  if (isBoxedText(current)) return indexOf(rt, current.valueOf(), name)
  return MISSING
}

function indexOf(rt: Runtime, text: string, name: string): unknown {
  if (name === 'length') return text.length
  rt.flat(text)
  const index = Number(name)
  return Number.isInteger(index) && index >= 0 && index < text.length && String(index) === name ? text[index] : MISSING
}

function getSymbol(rt: Runtime, receiver: unknown, key: symbol): unknown {
  if (typeof receiver !== 'object' || receiver === null) return undefined
  const current = rt.current(receiver)
  return isPlain(current) ? ownValue(current, key) : undefined
}

const methodValues = new Map<string, Native>()

/** A method read without being called: a function of ours that calls the member of that name on its `this`. */
function methodValue(name: string): Native {
  let value = methodValues.get(name)
  if (value === undefined) {
    value = new Native(name, { call: (rt, self, args) => callMember(rt, self, name, args) })
    methodValues.set(name, value)
  }
  return value
}

/** `receiver.name(…args)`, where `name` may be a function of the table. */
export function callExtended(rt: Runtime, receiver: unknown, name: string, args: readonly unknown[]): unknown {
  if (receiver === null || receiver === undefined) return callOnNothing(receiver, name)
  if (receiver instanceof View) {
    const own = receiver.read(name)
    if (isCallable(own)) return invokeValue(rt, own, receiver, args)
  }
  const found = findExtension(receiver, name)
  if (found !== undefined) {
    // Functions that n8n does not have never shadow what the value brings itself.
    return found.own === true && offers(rt, receiver, name)
      ? callMember(rt, receiver, name, args)
      : runExtension(rt, found, receiver, args)
  }
  if (answersNothing(receiver, name)) return undefined
  const odd = answerOnOdd(receiver, name)
  if (odd !== undefined) return odd
  if (!offers(rt, receiver, name)) throw misuse(receiver, name)
  return callMember(rt, receiver, name, args)
}

/** True when the value has something callable of its own under that name. */
function offers(rt: Runtime, receiver: NonNullable<unknown>, name: string): boolean {
  if (tableOf(receiver).methods.has(name)) return true
  if (typeof receiver !== 'object') return false
  const own = ownMember(rt, receiver, name)
  return isCallable(own) || (own instanceof View && own.callable !== undefined)
}

/** `receiver.name(…args)`. */
export function callMember(rt: Runtime, receiver: unknown, name: string, args: readonly unknown[]): unknown {
  if (receiver === null || receiver === undefined) {
    throw typeError(`Cannot read properties of ${String(receiver)} (reading '${name}')`)
  }
  rt.spend(1)
  if (typeof receiver === 'object') {
    const own = ownMember(rt, receiver, name)
    if (own !== MISSING && own !== undefined) return invokeValue(rt, own, receiver, args)
  }
  rt.readAll(args)
  const table = tableOf(receiver)
  const method = table.methods.get(name)
  if (method !== undefined) {
    if (typeof receiver !== 'object') return method(rt, receiver, args)
    if (table.mutators?.has(name) !== true) return method(rt, rt.current(receiver), args)
    const target = rt.writable(receiver, copyOf)
    const result = method(rt, target, args)
    return result === target ? receiver : result
  }
  const getter = table.getters.get(name)
  if (getter !== undefined) return invokeValue(rt, getter(rt, receiver), receiver, args)
  const common = objectMembers.methods.get(name)
  if (common !== undefined) return common(rt, typeof receiver === 'object' ? rt.current(receiver) : receiver, args)
  throw typeError(`${name} is not a function`)
}

/** `receiver[key](…args)`. */
export function callComputed(rt: Runtime, receiver: unknown, key: unknown, args: readonly unknown[]): unknown {
  if (receiver === null || receiver === undefined) throw unreadable(receiver, key)
  const name = toKey(rt, key)
  if (typeof name === 'symbol') return invokeValue(rt, getSymbol(rt, receiver, name), receiver, args)
  if (isForbidden(name)) throw forbidden(name)
  return callMember(rt, receiver, name, args)
}

/** Calls whatever may be called: functions, and views that answer calls. */
export function invokeValue(rt: Runtime, callee: unknown, self: unknown, args: readonly unknown[]): unknown {
  if (callee instanceof View && callee.callable !== undefined) return callee.callable(rt, self, args)
  return invoke(rt, callee, self, args)
}

/** Writes a member. Data of the execution is copied first. */
export function set(rt: Runtime, receiver: unknown, key: unknown, value: unknown): void {
  if (receiver === null || receiver === undefined) {
    throw typeError(`Cannot set properties of ${String(receiver)} (setting '${describe(key)}')`)
  }
  const name = toKey(rt, key)
  if (typeof name === 'string' && isForbidden(name)) throw forbidden(name)
  if (isPrimitive(receiver)) return
  if (Array.isArray(receiver)) return setElement(rt, receiver, name, value)
  if (isPlain(receiver)) return setField(rt, receiver, name, value)
  if (receiver instanceof RegExp && name === 'lastIndex') {
    receiver.lastIndex = toInteger(rt, value)
  } else if (ArrayBuffer.isView(receiver) && !(receiver instanceof DataView) && typeof name === 'string') {
    if (Object.hasOwn(receiver, name)) {
      Reflect.set(receiver, name, typeof value === 'bigint' ? value : toNumber(rt, value))
    }
  } else if (receiver instanceof Closure && typeof name === 'string') {
    receiver.members ??= new Map()
    receiver.members.set(name, value)
  } else if (receiver instanceof Error && (name === 'message' || name === 'name')) {
    Object.defineProperty(receiver, name, { value, configurable: true, writable: true })
  }
}

function setField(rt: Runtime, receiver: PlainObject, name: string | symbol, value: unknown): void {
  if (typeof name === 'symbol') rt.odd = true
  rt.allocate(32)
  const target = rt.writable(receiver, shallowCopy)
  if (!Object.hasOwn(target, name)) {
    if (Object.isFrozen(receiver) || !Object.isExtensible(receiver)) return
    rt.addKey(target)
  } else if (Object.isFrozen(receiver)) return
  define(target, name, value)
}

function setElement(rt: Runtime, receiver: unknown[], name: string | symbol, value: unknown): void {
  rt.allocate(16)
  if (Object.isFrozen(receiver)) return
  const target = rt.writable(receiver, copyOf)
  if (name === 'length') {
    const length = toNumber(rt, value)
    if (!Number.isInteger(length) || length < 0) throw Raised.error('RangeError', 'Invalid array length')
    if (length > target.length) rt.list(length)
    target.length = length
    return
  }
  const index = typeof name === 'string' ? Number(name) : Number.NaN
  if (Number.isInteger(index) && index >= 0 && String(index) === name) {
    if (index >= target.length) rt.list(index - target.length + 1)
    if (index >= LIMITS.array) throw overBudget('list length', `${LIMITS.array} elements`)
    target[index] = value
  } else {
    rt.odd = true
    define(target, name, value)
  }
}

/** `delete receiver[key]`. */
export function remove(rt: Runtime, receiver: unknown, key: unknown): boolean {
  if (receiver === null || receiver === undefined) throw unreadable(receiver, key)
  const name = toKey(rt, key)
  if (typeof name === 'string' && isForbidden(name)) throw forbidden(name)
  if (isPrimitive(receiver)) return true
  if (!isPlain(receiver) && !Array.isArray(receiver)) return false
  if (Object.isFrozen(receiver)) return false
  return Reflect.deleteProperty(rt.writable<object>(receiver, copyOf), name)
}

/** A copy to write to: of a list, a plain object, a Map or a Set; other values are their own copy. */
export function copyOf<T extends object>(value: T): T
export function copyOf(value: object): object {
  if (Array.isArray(value)) return value.slice()
  if (isPlain(value)) return shallowCopy(value)
  return value
}

const NOTHING: Members<unknown> = { methods: new Map(), getters: new Map() }

function tableOf(value: NonNullable<unknown>): Members<unknown> {
  const tables = memberTables
  switch (typeof value) {
    case 'string':
      return tables.string
    case 'number':
      return tables.number
    case 'boolean':
      return tables.boolean
    case 'bigint':
      return tables.bigint
    case 'symbol':
      return tables.symbol
    default:
  }
  if (Array.isArray(value)) return tables.array
  if (isPlain(value)) return NOTHING
  if (isCallable(value)) return tables.function
  if (value instanceof View) return NOTHING
  if (value instanceof DateTime) return tables.dateTime
  if (value instanceof Date) return tables.date
  if (value instanceof Duration) return tables.duration
  if (value instanceof Interval) return tables.interval
  if (value instanceof RegExp) return tables.regexp
  if (value instanceof Map) return tables.map
  if (value instanceof Set) return tables.set
  if (value instanceof Iter) return tables.iterator
  if (value instanceof IntlValue) return tables.intl
  if (value instanceof Error) return tables.error
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return tables.binary
  if (isBoxedNumber(value)) return tables.number
  if (isBoxedText(value)) return tables.string
  if (isBoxedBoolean(value)) return tables.boolean
  return NOTHING
}

function unreadable(receiver: null | undefined, key: unknown): Raised {
  const name = typeof key === 'string' ? key : typeof key === 'number' ? String(key) : describe(key)
  return typeError(`Cannot read properties of ${String(receiver)} (reading '${name}')`)
}
