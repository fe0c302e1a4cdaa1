/**
 * Functions that stand alone: `$if`, `$ifEmpty`, `$min`, `$jmespath`, `numberList`, …
 */
import { DateTime } from 'luxon'
import { ExpressionError } from '../error.ts'
import { extendByName } from '../extensions/by-name.ts'
import { toNumber, toText } from '../run/convert.ts'
import { Raised } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { Native, type NativeCall } from '../values/callable.ts'
import { define, type PlainObject } from '../values/plain.ts'
import { uuidv7 } from '../values/uuid.ts'
import { jmespath } from './jmespath.ts'

function badArgument(name: string, message: string): ExpressionError {
  return new ExpressionError('bad_argument', `${name}(): ${message}`)
}

/** Nothing to speak of: missing, empty text, empty list, object without members. A DateTime is something. */
function isEmpty(rt: Runtime, value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  if (typeof value !== 'object' || DateTime.isDateTime(value)) return false
  return Object.keys(rt.current(value)).length === 0
}

function ifEmpty(rt: Runtime, args: readonly unknown[]): unknown {
  if (args.length !== 2) throw badArgument('$ifEmpty', 'give it a value and what to use instead.')
  const [value, instead] = args
  return isEmpty(rt, value) ? instead : value
}

function fold(start: number, combine: (a: number, b: number) => number) {
  return (rt: Runtime, args: readonly unknown[]): number =>
    args.reduce<number>((made, arg) => combine(made, toNumber(rt, arg)), start)
}

function average(_: Runtime, args: readonly unknown[]): number {
  let sum = 0
  for (const arg of args) {
    if (typeof arg !== 'number') throw badArgument('$average', 'all arguments must be numbers.')
    sum += arg
  }
  return args.length === 0 ? 0 : sum / args.length
}

/** Whole numbers from one to another, up or down. */
function numberList(rt: Runtime, [from, to]: readonly unknown[]): number[] {
  const start = toNumber(rt, from)
  const end = toNumber(rt, to)
  const count = Math.abs(end - start) + 1
  if (!Number.isInteger(start) || !Number.isInteger(count)) throw Raised.error('RangeError', 'Invalid array length')
  rt.list(count)
  return Array.from({ length: count }, (_, i) => (end >= start ? start + i : start - i))
}

function zip(rt: Runtime, [keys, values]: readonly unknown[]): PlainObject {
  if (!Array.isArray(keys) || !Array.isArray(values) || keys.length !== values.length) {
    throw badArgument('zip', 'give it two lists of the same length.')
  }
  const made: PlainObject = {}
  keys.forEach((key, i) => {
    const name = toText(rt, key)
    rt.addKey(made)
    if (name !== '__proto__') define(made, name, values[i])
  })
  return made
}

function toPathSegment(rt: Runtime, [value]: readonly unknown[]): string {
  const text = toText(rt, value)
  if (text === '' || text === '.' || text === '..') {
    throw badArgument('toPathSegment', 'the value cannot be one part of a path.')
  }
  rt.text(text.length * 3)
  return encodeURIComponent(text)
}

const not = (_: Runtime, [value]: readonly unknown[]): boolean => !value
const min = fold(Number.POSITIVE_INFINITY, Math.min)
const max = fold(Number.NEGATIVE_INFINITY, Math.max)

const PLAIN: Readonly<Record<string, (rt: Runtime, args: readonly unknown[]) => unknown>> = {
  $if: () => undefined,
  $ifEmpty: ifEmpty,
  $min: min,
  min,
  $max: max,
  max,
  $average: average,
  average,
  $not: not,
  not,
  $jmespath: jmespath,
  $jmesPath: jmespath,
  $uuid: (rt) => uuidv7(rt.scope.now()),
  numberList,
  zip,
  toPathSegment,
  extend: (rt, [receiver, name, args]) => extendByName(rt, receiver, toText(rt, name), Array.isArray(args) ? args : []),
  extendOptional: (_, [receiver, name]) =>
    new Native('extended', { call: (rt, __, args) => extendByName(rt, receiver, toText(rt, name), args) }),
}

export const contextFunctions: ReadonlyMap<string, Native> = new Map(
  Object.entries(PLAIN).map(([name, run]): [string, Native] => {
    const call: NativeCall = (rt, _, args) => run(rt, args)
    return [name, new Native(name, { call })]
  }),
)
