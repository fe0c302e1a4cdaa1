/**
 * Finds and calls functions of the table.
 */
import { DateTime } from 'luxon'
import { ExpressionError } from '../error.ts'
import { typeError, type Raised } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { isCallable } from '../values/callable.ts'
import { functions } from './functions.ts'
import type { LanguageFunction, Receiver } from './table.ts'

const byKind = new Map<Receiver, Map<string, LanguageFunction>>()
const names = new Set<string>()
/** Names of functions that n8n has too: misusing them is an error of its own, not an ordinary one. */
const recorded = new Set<string>()
for (const one of functions) {
  names.add(one.name)
  if (one.own !== true) recorded.add(one.name)
  const table = byKind.get(one.on) ?? new Map<string, LanguageFunction>()
  table.set(one.name, one)
  byKind.set(one.on, table)
}

/** Conversions that exist on every kind; on kinds that cannot be converted they give undefined. */
const EVERYWHERE: ReadonlySet<string> = new Set(['toBoolean', 'toDateTime', 'toFloat', 'toInt'])

export function isExtensionName(name: string): boolean {
  return names.has(name)
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** A text that is exactly what `Date.toISOString()` writes counts as a date, as in n8n. */
function isDateText(text: string): boolean {
  if (text.length !== 24 || !ISO.test(text)) return false
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && date.toISOString() === text
}

/** The kind of receiver a value is; undefined when no function takes it. */
function receiverKind(value: unknown): Receiver | undefined {
  switch (typeof value) {
    case 'string':
      return isDateText(value) ? 'date' : 'string'
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'object':
      if (value === null || isCallable(value)) return undefined
      if (Array.isArray(value)) return 'array'
      return DateTime.isDateTime(value) || value instanceof Date ? 'date' : 'object'
    default:
      return undefined
  }
}

/** The function of that name for this value, if its kind has one. */
export function findExtension(receiver: unknown, name: string): LanguageFunction | undefined {
  if (name === 'toDate' && typeof receiver === 'string') return byKind.get('string')?.get(name)
  const kind = receiverKind(receiver)
  return kind === undefined ? undefined : byKind.get(kind)?.get(name)
}

/** What a question gives on kinds of values that have no functions at all. */
export function answerOnOdd(receiver: unknown, name: string): boolean | undefined {
  if (receiverKind(receiver) !== undefined) return undefined
  if (name === 'isEmpty') return !receiver
  return name === 'isNotEmpty' ? Boolean(receiver) : undefined
}

/** True when the name answers undefined on this value instead of failing. */
export function answersNothing(receiver: unknown, name: string): boolean {
  return EVERYWHERE.has(name) && receiverKind(receiver) !== undefined
}

export function runExtension(
  rt: Runtime,
  found: LanguageFunction,
  receiver: unknown,
  args: readonly unknown[],
): unknown {
  rt.spend(2)
  if (typeof receiver === 'string') rt.read(receiver)
  rt.readAll(args)
  return found.run(rt, typeof receiver === 'object' && receiver !== null ? rt.current(receiver) : receiver, args)
}

/**
 * What calling a function on null or undefined gives. A name that only Millrace knows is what it is in n8n: the method
 * of nothing, an ordinary mistake.
 */
export function callOnNothing(receiver: null | undefined, name: string): boolean {
  if (!recorded.has(name)) throw typeError(`Cannot read properties of ${String(receiver)} (reading '${name}')`)
  if (name === 'isEmpty') return true
  if (name === 'isNotEmpty') return false
  throw new ExpressionError('nullish_receiver', `${name}() was called on ${String(receiver)}.`, {
    description: 'Check that the value before it exists, or use ?. before the function.',
  })
}

/** What is wrong with calling a function on a value of another kind. */
export function misuse(receiver: unknown, name: string): ExpressionError | Raised {
  return recorded.has(name) ? wrongReceiver(receiver, name) : typeError(`${name} is not a function`)
}

export function wrongReceiver(receiver: unknown, name: string): ExpressionError {
  const kinds = [...byKind].filter(([, table]) => table.has(name)).map(([on]) => on)
  return new ExpressionError(
    'receiver_type',
    `${name}() cannot be used on this kind of value (${receiverKind(receiver) ?? typeof receiver}).`,
    { description: `It works on: ${kinds.join(', ')}.` },
  )
}
