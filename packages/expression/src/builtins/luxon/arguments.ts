/**
 * What expressions hand to Luxon, as the plain values that Luxon may see: no object of the expression, and nothing of
 * it that could be called, is passed on. Where Luxon refuses a value, so do these.
 */
import {
  DateTime,
  Duration,
  FixedOffsetZone,
  Interval,
  type DateTimeUnit,
  type DurationLikeObject,
  type DurationUnit,
} from 'luxon'
import { isPrimitive, toNumber, toText } from '../../run/convert.ts'
import { toList } from '../../run/iterate.ts'
import { Raised, typeError } from '../../run/raised.ts'
import { LIMITS, overBudget, type Runtime } from '../../run/runtime.ts'
import { View, isCallable } from '../../values/callable.ts'
import { withClock } from '../../values/dates.ts'
import { isPlain, ownValue } from '../../values/plain.ts'
import { DEFAULT_LOCALE } from '../locale.ts'
import type { Method, MethodTable } from '../members.ts'
import { remembered } from './remembered.ts'

/** Plain options for Luxon: own primitive members only. */
export function luxonOptions(value: unknown): Record<string, never> {
  const made = Object.create(null) as Record<string, never>
  if (typeof value !== 'object' || value === null || !isPlain(value)) return made
  for (const key of Object.keys(value)) {
    const member = ownValue(value, key)
    if (isPrimitive(member) && typeof member !== 'symbol') {
      Reflect.set(made, key, member)
      remembered(`${key}:${String(member)}`)
    }
  }
  return made
}

/** Options of which Luxon reads members at once, so that null is a mistake. */
export function neededOptions(value: unknown): Record<string, never> {
  if (value === null) throw typeError('Cannot read properties of null')
  return luxonOptions(value)
}

/** The workflow's zone and the language's locale. */
export function here(rt: Runtime): { readonly zone: string; readonly locale: string } {
  return { zone: rt.scope.zone, locale: DEFAULT_LOCALE }
}

export function english(value: unknown): Record<string, never> {
  return { locale: DEFAULT_LOCALE as never, ...neededOptions(value) }
}

export function withZone(rt: Runtime, value: unknown): Record<string, never> {
  const options = neededOptions(value)
  const zone = isPlain(value) ? ownValue(value, 'zone') : undefined
  return { locale: DEFAULT_LOCALE as never, ...options, zone: zoneOf(rt, zone) as never }
}

/**
 * Units by name, for dates and durations. Luxon looks at the members of whatever it is given, so a text or a list (whose
 * members are counted) is an unknown unit, and a number has none.
 */
export function fields(rt: Runtime, value: unknown): Record<string, never> {
  const made = Object.create(null) as Record<string, never>
  if (typeof value === 'string' || Array.isArray(value)) {
    if (value.length > 0) throw Raised.error('Error', 'Invalid unit 0')
    return made
  }
  if (DateTime.isDateTime(value) || Duration.isDuration(value) || Interval.isInterval(value)) {
    throw Raised.error('Error', 'Invalid unit')
  }
  if (!isPlain(value)) return made
  const current = rt.current(value)
  for (const key of Object.keys(current)) {
    const member = ownValue(current, key)
    Reflect.set(made, key, isPrimitive(member) ? member : toNumber(rt, member))
  }
  return made
}

/** A format as Luxon reads it: by its characters, of which only a text has any. */
export function formatText(value: unknown): string {
  if (value === undefined || value === null) throw typeError('A format is needed')
  if ((Array.isArray(value) && value.length > 0) || isCallable(value)) throw typeError('The format is no text')
  const text = typeof value === 'string' ? value : ''
  if (text.length > LIMITS.dateFormat) throw overBudget('date format length', `${LIMITS.dateFormat} characters`)
  return text
}

/** A date written in a standard form. Whatever is no text is turned into one, and nothing is no date. */
export function isoText(rt: Runtime, value: unknown): string {
  return dateText(value === null || value === undefined ? '' : toText(rt, value))
}

/** A date in a form of the author's: only texts can be read by one. */
export function ownText(value: unknown): string {
  if (typeof value === 'string') return dateText(value)
  throw typeError('The date is no text')
}

function dateText(text: string): string {
  if (text.length > LIMITS.dateFormat) throw overBudget('date text length', `${LIMITS.dateFormat} characters`)
  return text
}

export function needNumber(value: unknown, name: string): number {
  if (typeof value === 'number') return value
  throw typeError(`${name} requires a numerical input`)
}

export function unit(rt: Runtime, value: unknown): DateTimeUnit {
  return toText(rt, value) as DateTimeUnit
}

export function units(rt: Runtime, value: unknown): DurationUnit[] | DurationUnit {
  return Array.isArray(value)
    ? (toList(rt, value).map((one) => toText(rt, one)) as DurationUnit[])
    : (toText(rt, value) as DurationUnit)
}

/** A duration as Luxon's arithmetic takes it. */
export function durationLike(rt: Runtime, value: unknown): Duration | DurationLikeObject | number {
  if (Duration.isDuration(value) || typeof value === 'number') return value
  if (typeof value === 'object' && value !== null && !isCallable(value)) return fields(rt, value)
  throw typeError('Unknown duration argument')
}

/** A date as Luxon's intervals take it. A number, or what stands for one, is read as a JavaScript date that it is not. */
export function dateLike(rt: Runtime, value: unknown): DateTime {
  if (DateTime.isDateTime(value)) return value
  if (value instanceof Date) return DateTime.fromJSDate(value, here(rt))
  if ((typeof value === 'number' && value) || Duration.isDuration(value)) return DateTime.invalid('invalid input')
  if (typeof value === 'object' && value !== null && !isCallable(value)) {
    return DateTime.fromObject(fields(rt, value), here(rt))
  }
  throw Raised.error('Error', 'Unknown datetime argument')
}

/** The instant that a value stands for where Luxon only compares. */
export function instantOf(rt: Runtime, value: unknown): DateTime {
  if (DateTime.isDateTime(value)) return value
  return DateTime.fromMillis(typeof value === 'bigint' ? Number(value) : toNumber(rt, value))
}

/** What Luxon looks at the members of: anything but nothing. */
export function needValue(value: unknown): unknown {
  if (value === null || value === undefined) throw typeError(`Cannot read properties of ${String(value)}`)
  return value
}

/** A zone by name or offset, or as a date shows its own; nothing means the workflow's. */
export function zoneOf(rt: Runtime, value: unknown): string | FixedOffsetZone {
  if (value === undefined || value === null || value === 'default') return rt.scope.zone
  if (typeof value === 'number') return FixedOffsetZone.instance(value)
  if (value instanceof View && value.name === 'Zone') return value.read('name') as string
  return remembered(toText(rt, value))
}

/** Luxon throws its own errors for bad units and the like: to the expression they are ordinary errors. */
export function guarded<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof Raised || !(error instanceof Error) || error.name === 'ExpressionError') throw error
    throw Raised.error('Error', error.message)
  }
}

/** Runs a call of Luxon's by the clock of the evaluation, and pays for it. */
export function timed<T>(rt: Runtime, run: () => T): T {
  rt.spend(8)
  return guarded(() => withClock(rt.scope.now(), run))
}

export function methodsOf<T>(table: MethodTable<T>): MethodTable<T> {
  const wrap =
    (run: Method<T>): Method<T> =>
    (rt, self, args) =>
      timed(rt, () => run(rt, self, args))
  return Object.fromEntries(Object.entries(table).map(([name, run]) => [name, run && wrap(run)]))
}
