/** Functions on dates: Luxon's and JavaScript's. What a JavaScript date is given, a JavaScript date comes back. */
import { DateTime, Duration, type DateTimeUnit, type DurationUnit } from 'luxon'
import { luxonOptions, guarded } from '../builtins/luxon/arguments.ts'
import { toNumber, toText } from '../run/convert.ts'
import { Raised, typeError } from '../run/raised.ts'
import { LIMITS, overBudget, type Runtime } from '../run/runtime.ts'
import { parseDateTime, toDateTime } from '../values/dates.ts'
import { isPlain } from '../values/plain.ts'
import { functionsOn } from './define.ts'
import { badArgument, notConvertible } from './errors.ts'

/** Texts that look exactly like `Date.toISOString()` come here too, as dates that are none; so n8n does. */
type Receiver = DateTime | Date | string

const UNITS: ReadonlyMap<string, DurationUnit> = new Map([
  ...(['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'] as const).flatMap(
    (unit): [string, DurationUnit][] => [
      [unit, unit],
      [`${unit}s`, unit],
    ],
  ),
  ['hr', 'hour'],
  ['hrs', 'hour'],
  ['min', 'minute'],
  ['mins', 'minute'],
  ['sec', 'second'],
  ['secs', 'second'],
  ['ms', 'millisecond'],
])

function dateTimeOf(rt: Runtime, self: Receiver): DateTime {
  if (typeof self === 'string') return DateTime.invalid('unparsable')
  return toDateTime(self, context(rt))
}

function context(rt: Runtime): { zone: string; now: number } {
  return { zone: rt.scope.zone, now: rt.scope.now() }
}

/** Hands the changed date back in the form that came in. */
function back(rt: Runtime, self: Receiver, changed: DateTime): DateTime | Date {
  return DateTime.isDateTime(self) ? changed : rt.ownDate(changed.toJSDate())
}

function unitOf(rt: Runtime, value: unknown, missing: string): DurationUnit {
  const name = value === undefined ? missing : toText(rt, value)
  return UNITS.get(name) ?? (name as DurationUnit)
}

function beginningOf(rt: Runtime, self: Receiver, [unit]: readonly unknown[]): unknown {
  const at = dateTimeOf(rt, self)
  return back(rt, self, at.isValid ? guarded(() => at.startOf(unitOf(rt, unit, 'week') as DateTimeUnit)) : at)
}

/** What `extract` may read. */
const EXTRACTS: ReadonlyMap<string, (at: DateTime) => unknown> = new Map<string, (at: DateTime) => unknown>([
  ['week', (at) => at.weekNumber],
  ['weekNumber', (at) => at.weekNumber],
  ['weekday', (at) => at.weekday],
  ['weekYear', (at) => at.weekYear],
  ['year', (at) => at.year],
  ['quarter', (at) => at.quarter],
  ['month', (at) => at.month],
  ['day', (at) => at.day],
  ['hour', (at) => at.hour],
  ['minute', (at) => at.minute],
  ['second', (at) => at.second],
  ['millisecond', (at) => at.millisecond],
  ['ordinal', (at) => at.ordinal],
  ['yearDayNumber', (at) => at.ordinal],
  ['daysInMonth', (at) => at.daysInMonth],
  ['daysInYear', (at) => at.daysInYear],
  ['isInLeapYear', (at) => at.isInLeapYear],
  ['zoneName', (at) => at.zoneName],
  ['offset', (at) => at.offset],
  ['weeksInWeekYear', (at) => at.weeksInWeekYear],
])

/** Counted in the zone of the process, as everything of a JavaScript date. */
function dayOfYear(date: Date): number {
  return Math.round((new Date(date).setHours(0, 0, 0, 0) - new Date(date.getFullYear(), 0, 0).getTime()) / 86_400_000)
}

function extract(rt: Runtime, self: Receiver, [part]: readonly unknown[]): unknown {
  const name = part === undefined ? 'week' : toText(rt, part)
  if (name === 'yearDayNumber' && self instanceof Date) return dayOfYear(self)
  const known = name === 'weeks' || name === 'quarters' ? name : (UNITS.get(name) ?? name)
  return EXTRACTS.get(known)?.(dateTimeOf(rt, self))
}

function otherDate(rt: Runtime, value: unknown): DateTime {
  if (typeof value !== 'string') {
    return value instanceof Date || DateTime.isDateTime(value)
      ? toDateTime(value, context(rt))
      : DateTime.invalid('unparsable')
  }
  const parsed = parseDateTime(value, context(rt))
  return parsed.isValid ? parsed.setZone(rt.scope.zone) : parsed
}

function isBetween(rt: Runtime, self: Receiver, args: readonly unknown[]): unknown {
  if (args.length < 2) throw badArgument('isBetween', 'give it two dates.')
  const [from, to] = args.slice(0, 2).map((arg) => otherDate(rt, arg))
  if (from?.isValid !== true || to?.isValid !== true) return undefined
  const at = dateTimeOf(rt, self).toMillis()
  const [low, high] = [from.toMillis(), to.toMillis()].sort((a, b) => a - b)
  return low !== undefined && high !== undefined && at > low && at < high
}

function shift(sign: 1 | -1) {
  return (rt: Runtime, self: Receiver, args: readonly unknown[]): unknown => {
    const at = dateTimeOf(rt, self)
    if (!at.isValid) return back(rt, self, at)
    if (args.length === 0) return self
    const by = amount(rt, args)
    return back(
      rt,
      self,
      guarded(() => (sign === 1 ? at.plus(by) : at.minus(by))),
    )
  }
}

function amount(rt: Runtime, [value, unit]: readonly unknown[]): Duration {
  if (Duration.isDuration(value)) return value
  if (isPlain(value)) return guarded(() => Duration.fromObject(luxonOptions(value)))
  if (unit === undefined) {
    if (typeof value === 'number') return Duration.fromMillis(value)
    throw typeError('Unknown duration argument')
  }
  const count = toNumber(rt, value)
  if (Number.isNaN(count)) throw Raised.error('Error', 'The amount is no number')
  return guarded(() => Duration.fromObject({ [unitOf(rt, unit, 'milliseconds')]: count }))
}

function format(rt: Runtime, self: Receiver, [pattern, options]: readonly unknown[]): unknown {
  const at = dateTimeOf(rt, self)
  if (!at.isValid) return 'Invalid DateTime'
  if (typeof pattern !== 'string') throw Raised.error('Error', 'format() needs a pattern')
  if (pattern.length > LIMITS.dateFormat) throw overBudget('date format length', `${LIMITS.dateFormat} characters`)
  return guarded(() => at.toFormat(pattern, luxonOptions(options)))
}

const DIFF_UNITS: ReadonlySet<string> = new Set(UNITS.values())

/** Units for a difference; names that only `extract` knows give nothing, others are an error. */
function diffUnits(rt: Runtime, name: string, given: unknown): DurationUnit[] | null {
  const list = given === undefined ? ['days'] : Array.isArray(given) ? given : [given]
  const units = (list.length === 0 ? ['days'] : list).map((one) => unitOf(rt, one, 'days'))
  for (const unit of units) {
    if (DIFF_UNITS.has(unit)) continue
    if (EXTRACTS.has(unit)) return null
    throw badArgument(name, `"${unit}" is no unit of time.`)
  }
  return units
}

function difference(rt: Runtime, name: string, self: Receiver, other: DateTime, given: unknown): unknown {
  const units = diffUnits(rt, name, given)
  if (units === null || !DateTime.isDateTime(self)) return undefined
  const between = self.diff(other, units)
  const [single] = units
  return Array.isArray(given) && given.length > 0
    ? between.isValid
      ? between.toObject()
      : {}
    : between.as(single ?? 'days')
}

function diffTo(rt: Runtime, self: Receiver, [other, unit]: readonly unknown[]): unknown {
  const to = otherDate(rt, other)
  if (typeof other === 'string' && !to.isValid) throw notConvertible('diffTo', 'date')
  return difference(rt, 'diffTo', self, to, unit)
}

function isInLast(rt: Runtime, self: Receiver, [count, unit]: readonly unknown[]): unknown {
  const now = DateTime.fromMillis(rt.scope.now(), { zone: rt.scope.zone })
  const by = amount(rt, [count ?? 0, unit ?? 'minutes'])
  const at = dateTimeOf(rt, self)
  return at.toMillis() >= now.minus(by).toMillis() && at.toMillis() <= now.toMillis() && by.toMillis() > 0
}

export const dateFunctions = functionsOn<Receiver>('date', {
  beginningOf: {
    takes: ['unit?: string'],
    gives: 'DateTime',
    doc: 'The start of the week, or of another unit, that the date lies in.',
    examples: [['DateTime.fromISO("2024-03-20").beginningOf("month").day', 1]],
    run: beginningOf,
  },
  diffTo: {
    takes: ['other: date', 'unit?: string | array'],
    gives: 'number | object',
    doc: 'The time from another date to this one, in days or another unit.',
    examples: [['DateTime.fromISO("2024-03-02").diffTo("2024-03-01")', 1]],
    run: diffTo,
  },
  diffToNow: {
    takes: ['unit?: string | array'],
    gives: 'number | object',
    doc: 'The time from now to this date, in days or another unit; negative when it is past.',
    examples: [['$now.diffToNow()', 0]],
    run: (rt, self, [unit]) =>
      difference(rt, 'diffToNow', self, DateTime.fromMillis(rt.scope.now(), { zone: rt.scope.zone }), unit),
  },
  endOfMonth: {
    gives: 'DateTime',
    doc: 'The last moment of the month.',
    examples: [['DateTime.fromISO("2024-02-10").endOfMonth().day', 29]],
    run: (rt, self) => back(rt, self, dateTimeOf(rt, self).endOf('month')),
  },
  extract: {
    takes: ['part?: string'],
    gives: 'number',
    doc: 'A part of the date: week (unless another is named), year, month, day, hour, weekday and more.',
    examples: [['DateTime.fromISO("2024-03-20").extract("month")', 3]],
    run: extract,
  },
  format: {
    takes: ['pattern: string', 'options?: object'],
    gives: 'string',
    doc: 'Writes the date by a pattern of Luxon tokens.',
    examples: [['DateTime.fromISO("2024-03-20").format("dd.MM.yyyy")', '20.03.2024']],
    run: format,
  },
  isBetween: {
    takes: ['from: date', 'to: date'],
    gives: 'boolean',
    doc: 'True when the date lies between two others.',
    examples: [['DateTime.fromISO("2024-03-20").isBetween("2024-03-01", "2024-04-01")', true]],
    run: isBetween,
  },
  isDst: {
    gives: 'boolean',
    doc: 'True in daylight saving time.',
    examples: [['DateTime.fromISO("2024-07-01", { zone: "Europe/Berlin" }).isDst()', true]],
    run: (rt, self) => dateTimeOf(rt, self).isInDST,
  },
  isEmpty: {
    gives: 'boolean',
    doc: 'Always false: a date is something.',
    examples: [['$now.isEmpty()', false]],
    run: () => false,
  },
  isInLast: {
    takes: ['count?: number', 'unit?: string'],
    gives: 'boolean',
    doc: 'True when the date lies in the last so many minutes, or other units.',
    examples: [['$now.minus({ days: 1 }).isInLast(2, "days")', true]],
    run: isInLast,
  },
  isNotEmpty: {
    gives: 'boolean',
    doc: 'Always true: a date is something.',
    examples: [['$now.isNotEmpty()', true]],
    run: () => true,
  },
  isWeekend: {
    gives: 'boolean',
    doc: 'True on Saturday and Sunday.',
    examples: [['DateTime.fromISO("2024-06-15").isWeekend()', true]],
    run: (rt, self) => {
      const at = dateTimeOf(rt, self)
      return at.weekday === 6 || at.weekday === 7
    },
  },
  minus: {
    takes: ['amount: number | object', 'unit?: string'],
    gives: 'DateTime',
    doc: 'An earlier date, by so many milliseconds or other units.',
    examples: [['DateTime.fromISO("2024-03-20").minus(1, "day").day', 19]],
    run: shift(-1),
  },
  plus: {
    takes: ['amount: number | object', 'unit?: string'],
    gives: 'DateTime',
    doc: 'A later date, by so many milliseconds or other units.',
    examples: [['DateTime.fromISO("2024-03-20").plus({ days: 2 }).day', 22]],
    run: shift(1),
  },
  toDateTime: {
    gives: 'DateTime',
    doc: 'The date as a Luxon DateTime.',
    examples: [['new Date(0).toDateTime().toUTC().year', 1970]],
    run: (rt, self, [format]) => {
      if (typeof self !== 'string') return toDateTime(self, context(rt))
      return format === undefined ? parseDateTime(self, context(rt)) : DateTime.invalid('unparsable')
    },
  },
  toFloat: {
    gives: 'number',
    doc: 'Milliseconds since 1970.',
    examples: [['DateTime.fromMillis(5).toFloat()', 5]],
    run: (_, self) => (typeof self === 'string' ? undefined : self.valueOf()),
  },
  toInt: {
    gives: 'number',
    doc: 'Milliseconds since 1970.',
    examples: [['DateTime.fromMillis(5).toInt()', 5]],
    run: (_, self) => (typeof self === 'string' ? undefined : self.valueOf()),
  },
})
