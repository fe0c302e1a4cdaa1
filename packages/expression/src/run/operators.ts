/**
 * The operators of JavaScript on our values.
 */
import { Closure, Native, View, isCallable } from '../values/callable.ts'
import { isInherited, isPlain } from '../values/plain.ts'
import { isPrimitive, toKey, toNumber, toPrimitive, toText } from './convert.ts'
import { typeError } from './raised.ts'
import { LIMITS, overBudget, type Runtime } from './runtime.ts'

export function add(rt: Runtime, a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (typeof a === 'string' && typeof b === 'string') return concat(rt, a, b)
  const left = toPrimitive(rt, a, 'default')
  const right = toPrimitive(rt, b, 'default')
  if (typeof left === 'string' || typeof right === 'string') return concat(rt, toText(rt, left), toText(rt, right))
  if (typeof left === 'bigint' && typeof right === 'bigint') return left + right
  if (typeof left === 'bigint' || typeof right === 'bigint') throw mixed()
  return toNumber(rt, left) + toNumber(rt, right)
}

export function concat(rt: Runtime, a: string, b: string): string {
  const length = a.length + b.length
  if (length > LIMITS.string) throw overBudget('text length', `${LIMITS.string} characters`)
  // Engines share the parts of a joined text, so only the shorter part is new memory.
  rt.allocate(Math.min(a.length, b.length) + 32)
  return a + b
}

export function arithmetic(rt: Runtime, operator: string, a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') return onNumbers(operator, a, b)
  const left = toPrimitive(rt, a, 'number')
  const right = toPrimitive(rt, b, 'number')
  if (typeof left === 'bigint' && typeof right === 'bigint') return onBigints(rt, operator, left, right)
  if (typeof left === 'bigint' || typeof right === 'bigint') throw mixed()
  return onNumbers(operator, toNumber(rt, left), toNumber(rt, right))
}

function mixed() {
  return typeError('Cannot mix BigInt and other types, use explicit conversions')
}

function onNumbers(operator: string, a: number, b: number): number {
  switch (operator) {
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case '**':
      return a ** b
    case '|':
      return a | b
    case '&':
      return a & b
    case '^':
      return a ^ b
    case '<<':
      return a << b
    case '>>':
      return a >> b
    case '>>>':
      return a >>> b
    default:
      throw typeError(`Unknown operator ${operator}`)
  }
}

const BITS = LIMITS.bigintDigits * 4

function bits(value: bigint): number {
  // Length of the hexadecimal text is cheap to bound by doubling, without printing a giant number in decimal.
  return value.toString(16).length * 4
}

function onBigints(rt: Runtime, operator: string, a: bigint, b: bigint): bigint {
  rt.spend(16)
  switch (operator) {
    case '-':
      return a - b
    case '*':
      checkBits(rt, bits(a) + bits(b))
      return a * b
    case '/':
      if (b === 0n) throw typeError('Division by zero')
      return a / b
    case '%':
      if (b === 0n) throw typeError('Division by zero')
      return a % b
    case '**':
      if (b < 0n) throw typeError('Exponent must be non-negative')
      if (a !== 0n && a !== 1n && a !== -1n) checkBits(rt, bits(a) * Number(b))
      return a ** b
    case '<<':
      checkBits(rt, bits(a) + Number(b < 0n ? 0n : b))
      return a << b
    case '>>':
      checkBits(rt, bits(a) + Number(b < 0n ? -b : 0n))
      return a >> b
    case '|':
      return a | b
    case '&':
      return a & b
    case '^':
      return a ^ b
    default:
      throw typeError('BigInts have no unsigned right shift, use >> instead')
  }
}

function checkBits(rt: Runtime, count: number): void {
  if (!(count <= BITS)) throw overBudget('big integer length', `${LIMITS.bigintDigits} digits`)
  rt.allocate(count >> 3)
}

export function compare(rt: Runtime, operator: '<' | '>' | '<=' | '>=', a: unknown, b: unknown): boolean {
  const left = toPrimitive(rt, a, 'number')
  const right = toPrimitive(rt, b, 'number')
  if (typeof left === 'string' && typeof right === 'string') {
    rt.spend(Math.min(left.length, right.length) >> 6)
    rt.flat(left)
    rt.flat(right)
  } else if (typeof left === 'symbol' || typeof right === 'symbol') {
    throw typeError('Cannot convert a Symbol value to a number')
  }
  readAsNumber(rt, left, right)
  const l = left as number
  const r = right as number
  switch (operator) {
    case '<':
      return l < r
    case '>':
      return l > r
    case '<=':
      return l <= r
    case '>=':
      return l >= r
  }
}

/** Pays for a text that is compared with a number; for a big integer it is read digit by digit, which takes long. */
function readAsNumber(rt: Runtime, a: unknown, b: unknown): void {
  const text = typeof a === 'string' ? a : typeof b === 'string' ? b : ''
  if (typeof a === typeof b || text.length <= 64) return
  const big = typeof a === 'bigint' || typeof b === 'bigint'
  if (big && text.length > LIMITS.bigintDigits) {
    throw overBudget('big integer length', `${LIMITS.bigintDigits} digits`)
  }
  rt.read(text)
}

/** `===`, paid for where long texts are compared. */
export function strictEquals(rt: Runtime, a: unknown, b: unknown): boolean {
  if (typeof a === 'string') rt.compared(a, b)
  return a === b
}

export function looseEquals(rt: Runtime, a: unknown, b: unknown): boolean {
  const plainA = isPrimitive(a)
  const plainB = isPrimitive(b)
  if (plainA && plainB) {
    rt.compared(a, b)
    readAsNumber(rt, a, b)
    // oxlint-disable-next-line eqeqeq -- this is the language's `==`, on primitives only
    return a == b
  }
  if (!plainA && !plainB) return a === b
  if (a === null || a === undefined || b === null || b === undefined) return false
  const left = toPrimitive(rt, a, 'default')
  const right = toPrimitive(rt, b, 'default')
  rt.compared(left, right)
  readAsNumber(rt, left, right)
  // oxlint-disable-next-line eqeqeq -- as above
  return left == right
}

export function typeOf(value: unknown): string {
  if (isCallable(value)) return 'function'
  if (value instanceof View) {
    if (value.name === '$') value.read('typeof')
    return value.callable === undefined || value.inert ? 'object' : 'function'
  }
  return typeof value
}

export function instanceOf(value: unknown, type: unknown): boolean {
  if (type instanceof Native) {
    if (type.owns === undefined) throw typeError('Right-hand side of instanceof has no instances')
    return type.owns(value)
  }
  if (type instanceof Closure) return false
  throw typeError("Right-hand side of 'instanceof' is not callable")
}

export function has(rt: Runtime, key: unknown, object: unknown): boolean {
  if (isPrimitive(object)) throw typeError("Cannot use 'in' operator to search for a key in a value that is no object")
  const name = toKey(rt, key)
  const current = rt.written?.get(object) ?? object
  if (current instanceof View) return typeof name === 'string' && current.keys().includes(name)
  if (isPlain(current) || Array.isArray(current)) {
    return Object.hasOwn(current, name) || (typeof name === 'string' && isInherited(name))
  }
  return false
}
