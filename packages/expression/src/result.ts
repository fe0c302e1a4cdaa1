/**
 * What leaves an evaluation: plain data, dates and the other values that nodes can use.
 *
 * The value is walked once. What is plain already is handed on as it is; what was written to, or is ours (views), is
 * rebuilt. Functions, symbols and iterators cannot leave.
 */
import { DateTime, Duration, Interval } from 'luxon'
import { ExpressionError } from './error.ts'
import { HiddenMap, HiddenSet } from './builtins/collections.ts'
import { isTypedArray } from './run/iterate.ts'
import { isPrimitive, toText } from './run/convert.ts'
import { makeError } from './run/raised.ts'
import type { Runtime } from './run/runtime.ts'
import { View, isCallable } from './values/callable.ts'
import { isBoxed } from './values/boxed.ts'
import { IntlValue } from './values/intl-value.ts'
import { define, isPlain, type PlainObject } from './values/plain.ts'

const MAX_DEPTH = 500

/** The value as plain data, or an error when it cannot leave. */
export function toResult(rt: Runtime, value: unknown): unknown {
  return isPrimitive(value) && typeof value !== 'symbol' ? value : rebuild(rt, value, [], 0)
}

function rebuild(rt: Runtime, value: unknown, path: object[], depth: number): unknown {
  if (typeof value === 'symbol') throw cannotLeave('a symbol')
  if (typeof value === 'function') throw cannotLeave('a function')
  if (typeof value === 'string') rt.leaves(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) throw cannotLeave('data nested too deeply')
  rt.spend(1)
  if (isCallable(value)) throw cannotLeave('a function')
  const current = rt.current(value)
  if (Array.isArray(current))
    return inPath(value, path, () => rebuildList(rt, current, path, depth, rt.odd || current !== value))
  if (isPlain(current))
    return inPath(value, path, () => rebuildObject(rt, current, path, depth, rt.odd || current !== value))
  if (current instanceof HiddenMap || current instanceof HiddenSet) throw cannotLeave('a weak collection')
  if (current instanceof View) return rebuildView(rt, current, path, depth)
  if (current instanceof Map) {
    return new Map(
      [...current].map(([key, element]) => [rebuild(rt, key, path, depth + 1), rebuild(rt, element, path, depth + 1)]),
    )
  }
  if (current instanceof Set) return new Set([...current].map((element) => rebuild(rt, element, path, depth + 1)))
  if (current instanceof Error) return makeError(toText(rt, current.name), toText(rt, current.message))
  if (isValue(current)) return current
  if (current instanceof IntlValue) return {}
  throw cannotLeave('a value of this kind')
}

/** Values that are handed on: dates, library dates, patterns, bytes, boxed primitives. */
function isValue(value: object): boolean {
  return (
    value instanceof Date ||
    DateTime.isDateTime(value) ||
    Duration.isDuration(value) ||
    Interval.isInterval(value) ||
    value instanceof RegExp ||
    isTypedArray(value) ||
    value instanceof ArrayBuffer ||
    value instanceof DataView ||
    isBoxed(value)
  )
}

function inPath<T>(value: object, path: object[], build: () => T): T {
  if (path.includes(value)) throw cannotLeave('data that contains itself')
  path.push(value)
  const built = build()
  path.pop()
  return built
}

function rebuildList(
  rt: Runtime,
  list: readonly unknown[],
  path: object[],
  depth: number,
  copied: boolean,
): readonly unknown[] {
  let made: unknown[] | null = copied ? list.slice() : null
  for (let i = 0; i < list.length; i++) {
    const element = list[i]
    if (typeof element === 'string') rt.leaves(element)
    if (isPrimitive(element) && typeof element !== 'symbol') continue
    const built = rebuild(rt, element, path, depth + 1)
    if (built === element) continue
    made ??= list.slice()
    made[i] = built
  }
  return made ?? list
}

function rebuildObject(rt: Runtime, object: PlainObject, path: object[], depth: number, copied: boolean): PlainObject {
  let made: PlainObject | null = copied ? copyData(object) : null
  for (const key of Object.keys(object)) {
    const member = object[key]
    if (typeof member === 'string') rt.leaves(member)
    if (isPrimitive(member) && typeof member !== 'symbol') continue
    const built = rebuild(rt, member, path, depth + 1)
    if (built === member) continue
    made ??= copyData(object)
    define(made, key, built)
  }
  return made ?? object
}

function copyData(object: PlainObject): PlainObject {
  const copy: PlainObject = {}
  for (const key of Object.keys(object)) define(copy, key, object[key])
  return copy
}

function rebuildView(rt: Runtime, view: View, path: object[], depth: number): PlainObject {
  const made: PlainObject = {}
  for (const key of view.keys()) {
    const member = view.read(key)
    define(made, key, isCallable(member) ? undefined : rebuild(rt, member, path, depth + 1))
  }
  return made
}

function cannotLeave(what: string): ExpressionError {
  return new ExpressionError(
    'not_transferable',
    `The result of the expression is ${what}, which cannot be used as a value.`,
    {
      description: 'Return text, a number, a list, an object or a date.',
    },
  )
}
