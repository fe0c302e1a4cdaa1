/**
 * Luxon behind a façade: its date, duration and interval values with their members by name; no `Settings`, no zone or
 * locale objects. The zone of the workflow is passed along wherever Luxon would look at its global setting.
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
import { isPrimitive, toInteger, toNumber, toText } from '../run/convert.ts'
import { toList } from '../run/iterate.ts'
import { typeError, Raised } from '../run/raised.ts'
import { LIMITS, overBudget, type Runtime } from '../run/runtime.ts'
import { withClock } from '../values/dates.ts'
import { Native, isCallable } from '../values/callable.ts'
import { isPlain, ownValue } from '../values/plain.ts'
import { DEFAULT_LOCALE } from './string.ts'
import { members, type Getter, type Method, type MethodTable } from './members.ts'

/** Plain options for Luxon: own primitive members only. */
export function luxonOptions(value: unknown): Record<string, never> {
  const made = Object.create(null) as Record<string, never>
  if (typeof value !== 'object' || value === null || !isPlain(value)) return made
  for (const key of Object.keys(value)) {
    const member = ownValue(value, key)
    if (isPrimitive(member) && typeof member !== 'symbol') Reflect.set(made, key, member)
  }
  return made
}

/** The workflow's zone and the language's locale. */
function here(rt: Runtime): { readonly zone: string; readonly locale: string } {
  return { zone: rt.scope.zone, locale: DEFAULT_LOCALE }
}

function english(value: unknown): Record<string, never> {
  return { locale: DEFAULT_LOCALE as never, ...luxonOptions(value) }
}

function withZone(rt: Runtime, value: unknown): Record<string, never> {
  return { zone: rt.scope.zone as never, locale: DEFAULT_LOCALE as never, ...luxonOptions(value) }
}

function formatText(rt: Runtime, value: unknown): string {
  if (value === undefined || value === null) throw typeError('A format is needed')
  const text = typeof value === 'number' ? '' : toText(rt, value)
  if (text.length > LIMITS.dateFormat) throw overBudget('date format length', `${LIMITS.dateFormat} characters`)
  return text
}

function unit(rt: Runtime, value: unknown): DateTimeUnit {
  return toText(rt, value) as DateTimeUnit
}

/** A duration as Luxon's arithmetic takes it. */
function durationLike(value: unknown): Duration | DurationLikeObject | number {
  if (Duration.isDuration(value) || typeof value === 'number') return value
  if (isPlain(value)) return luxonOptions(value)
  throw typeError('Unknown duration argument')
}

function dateLike(rt: Runtime, value: unknown): DateTime {
  if (DateTime.isDateTime(value)) return value
  if (value instanceof Date) return DateTime.fromJSDate(value, here(rt))
  if (isPlain(value)) return DateTime.fromObject(luxonOptions(value), here(rt))
  return DateTime.invalid('unparsable')
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

function method<T>(run: Method<T>): Method<T> {
  return (rt, self, args) => {
    rt.spend(8)
    return guarded(() => withClock(rt.scope.now(), () => run(rt, self, args)))
  }
}

function methodsOf<T>(table: MethodTable<T>): MethodTable<T> {
  return Object.fromEntries(Object.entries(table).map(([name, run]) => [name, run && method(run)]))
}

function units(rt: Runtime, value: unknown): DurationUnit[] | DurationUnit {
  return Array.isArray(value)
    ? (toList(rt, value).map((one) => toText(rt, one)) as DurationUnit[])
    : (toText(rt, value) as DurationUnit)
}

function zoneOf(rt: Runtime, value: unknown): string | FixedOffsetZone {
  if (value === undefined || value === null || value === 'default') return rt.scope.zone
  return typeof value === 'number' ? FixedOffsetZone.instance(value) : toText(rt, value)
}

/** `DateTime.DATE_FULL` and relatives, by content. */
const PRESETS: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map(
  (
    [
      'DATE_SHORT',
      'DATE_MED',
      'DATE_MED_WITH_WEEKDAY',
      'DATE_FULL',
      'DATE_HUGE',
      'TIME_SIMPLE',
      'TIME_WITH_SECONDS',
      'TIME_WITH_SHORT_OFFSET',
      'TIME_WITH_LONG_OFFSET',
      'TIME_24_SIMPLE',
      'TIME_24_WITH_SECONDS',
      'TIME_24_WITH_SHORT_OFFSET',
      'TIME_24_WITH_LONG_OFFSET',
      'DATETIME_SHORT',
      'DATETIME_SHORT_WITH_SECONDS',
      'DATETIME_MED',
      'DATETIME_MED_WITH_SECONDS',
      'DATETIME_MED_WITH_WEEKDAY',
      'DATETIME_FULL',
      'DATETIME_FULL_WITH_SECONDS',
      'DATETIME_HUGE',
      'DATETIME_HUGE_WITH_SECONDS',
    ] as const
  ).map((name) => [name, { ...(DateTime[name] as Readonly<Record<string, string>>) }]),
)

const dateTimeMethods: MethodTable<DateTime> = {
  diff: (rt, self, [to, unit, options]) =>
    self.diff(dateLike(rt, to), unit === undefined ? undefined : units(rt, unit), luxonOptions(options)),
  diffNow: (rt, self, [unit, options]) =>
    self.diff(
      DateTime.fromMillis(rt.scope.now(), here(rt)),
      unit === undefined ? undefined : units(rt, unit),
      luxonOptions(options),
    ),
  endOf: (rt, self, [name, options]) => self.endOf(unit(rt, name), luxonOptions(options)),
  equals: (_, self, [to]) => DateTime.isDateTime(to) && self.equals(to),
  get: (rt, self, [name]) => dateTimeMembers.getters.get(toText(rt, name))?.(rt, self),
  getPossibleOffsets: (_, self) => self.getPossibleOffsets(),
  hasSame: (rt, self, [to, name]) => self.hasSame(dateLike(rt, to), unit(rt, name)),
  minus: (_, self, [by]) => self.minus(durationLike(by)),
  plus: (_, self, [by]) => self.plus(durationLike(by)),
  reconfigure: (_, self, [options]) => self.reconfigure(luxonOptions(options)),
  resolvedLocaleOptions: (_, self) => self.resolvedLocaleOptions(),
  set: (_, self, [values]) => self.set(luxonOptions(values)),
  setLocale: (rt, self, [locale]) => self.setLocale(toText(rt, locale)),
  setZone: (rt, self, [zone, options]) => self.setZone(zoneOf(rt, zone), luxonOptions(options)),
  startOf: (rt, self, [name, options]) => self.startOf(unit(rt, name), luxonOptions(options)),
  toBSON: (_, self) => self.toJSDate(),
  toFormat: (rt, self, [format, options]) => self.toFormat(formatText(rt, format), luxonOptions(options)),
  toHTTP: (_, self) => self.toHTTP(),
  toISO: (_, self, [options]) => self.toISO(luxonOptions(options)),
  toISODate: (_, self, [options]) => self.toISODate(luxonOptions(options)),
  toISOTime: (_, self, [options]) => self.toISOTime(luxonOptions(options)),
  toISOWeekDate: (_, self) => self.toISOWeekDate(),
  toJSDate: (_, self) => self.toJSDate(),
  toJSON: (_, self) => self.toJSON(),
  toLocal: (rt, self) => self.setZone(rt.scope.zone),
  toLocaleParts: (_, self, [options]) => self.toLocaleParts(luxonOptions(options)),
  toLocaleString: (_, self, [format, options]) =>
    format === undefined ? self.toLocaleString() : self.toLocaleString(luxonOptions(format), luxonOptions(options)),
  toMillis: (_, self) => self.toMillis(),
  toObject: (_, self, [options]) => self.toObject(luxonOptions(options)),
  toRFC2822: (_, self) => self.toRFC2822(),
  toRelative: (rt, self, [options]) => {
    const base = isPlain(options) ? ownValue(options, 'base') : undefined
    return self.toRelative({
      base: base === undefined ? DateTime.fromMillis(rt.scope.now(), { zone: self.zone }) : dateLike(rt, base),
      ...relativeOptions(rt, options),
    })
  },
  toRelativeCalendar: (rt, self, [options]) => {
    const base = isPlain(options) ? ownValue(options, 'base') : undefined
    return self.toRelativeCalendar({
      base: base === undefined ? DateTime.fromMillis(rt.scope.now(), { zone: self.zone }) : dateLike(rt, base),
      ...relativeOptions(rt, options),
    })
  },
  toSQL: (_, self, [options]) => self.toSQL(luxonOptions(options)),
  toSQLDate: (_, self) => self.toSQLDate(),
  toSQLTime: (_, self, [options]) => self.toSQLTime(luxonOptions(options)),
  toSeconds: (_, self) => self.toSeconds(),
  toString: (rt, self) => toText(rt, self),
  toUTC: (rt, self, [offset, options]) =>
    self.toUTC(offset === undefined ? undefined : toNumber(rt, offset), luxonOptions(options)),
  toUnixInteger: (_, self) => self.toUnixInteger(),
  until: (rt, self, [to]) => self.until(dateLike(rt, to)),
  valueOf: (_, self) => self.valueOf(),
}

function relativeOptions(rt: Runtime, value: unknown): Record<string, never> {
  const options = luxonOptions(value)
  const unit = isPlain(value) ? ownValue(value, 'unit') : undefined
  if (Array.isArray(unit)) Reflect.set(options, 'unit', units(rt, unit))
  return options
}

const dateTimeGetters: Readonly<Record<string, Getter<DateTime>>> = {
  day: (_, self) => self.day,
  daysInMonth: (_, self) => self.daysInMonth,
  daysInYear: (_, self) => self.daysInYear,
  hour: (_, self) => self.hour,
  invalidExplanation: (_, self) => self.invalidExplanation,
  invalidReason: (_, self) => self.invalidReason,
  isInDST: (_, self) => self.isInDST,
  isInLeapYear: (_, self) => self.isInLeapYear,
  isOffsetFixed: (_, self) => self.isOffsetFixed,
  isValid: (_, self) => self.isValid,
  isWeekend: (_, self) => self.isWeekend,
  isLuxonDateTime: () => true,
  locale: (_, self) => self.locale,
  localWeekNumber: (_, self) => self.localWeekNumber,
  localWeekYear: (_, self) => self.localWeekYear,
  localWeekday: (_, self) => self.localWeekday,
  millisecond: (_, self) => self.millisecond,
  minute: (_, self) => self.minute,
  month: (_, self) => self.month,
  monthLong: (_, self) => self.monthLong,
  monthShort: (_, self) => self.monthShort,
  numberingSystem: (_, self) => self.numberingSystem,
  offset: (_, self) => self.offset,
  offsetNameLong: (_, self) => self.offsetNameLong,
  offsetNameShort: (_, self) => self.offsetNameShort,
  ordinal: (_, self) => self.ordinal,
  outputCalendar: (_, self) => self.outputCalendar,
  quarter: (_, self) => self.quarter,
  second: (_, self) => self.second,
  // Fields of Luxon's own making that people have come to read.
  ts: (_, self) => (self.isValid ? self.toMillis() : ownValue(self, 'ts')),
  c: (_, self) => (self.isValid ? self.toObject() : null),
  o: (_, self) => self.offset,
  zone: (_, self) => ({ zoneName: self.zoneName, valid: self.isValid }),
  weekNumber: (_, self) => self.weekNumber,
  weekYear: (_, self) => self.weekYear,
  weekday: (_, self) => self.weekday,
  weekdayLong: (_, self) => self.weekdayLong,
  weekdayShort: (_, self) => self.weekdayShort,
  weeksInLocalWeekYear: (_, self) => self.weeksInLocalWeekYear,
  weeksInWeekYear: (_, self) => self.weeksInWeekYear,
  year: (_, self) => self.year,
  zoneName: (_, self) => self.zoneName,
}

export const dateTimeMembers = members<DateTime>(methodsOf(dateTimeMethods), dateTimeGetters)

const UNITS = ['years', 'quarters', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds', 'milliseconds'] as const

const durationGetters: Record<string, Getter<Duration>> = {
  isValid: (_, self) => self.isValid,
  invalidReason: (_, self) => self.invalidReason,
  invalidExplanation: (_, self) => self.invalidExplanation,
  locale: (_, self) => self.locale,
  numberingSystem: (_, self) => self.numberingSystem,
  isLuxonDuration: () => true,
}
for (const name of UNITS) durationGetters[name] = (_, self) => self[name]

export const durationMembers = members<Duration>(
  methodsOf<Duration>({
    as: (rt, self, [name]) => self.as(toText(rt, name) as DurationUnit),
    equals: (_, self, [to]) => Duration.isDuration(to) && self.equals(to),
    get: (rt, self, [name]) => self.get(toText(rt, name) as keyof DurationLikeObject),
    mapUnits: (rt, self, [by]) =>
      isCallable(by)
        ? self.mapUnits((value, key) =>
            toNumber(rt, by instanceof Native ? by.call(rt, undefined, [value, key]) : value),
          )
        : self,
    minus: (_, self, [by]) => self.minus(durationLike(by)),
    negate: (_, self) => self.negate(),
    normalize: (_, self) => self.normalize(),
    plus: (_, self, [by]) => self.plus(durationLike(by)),
    removeZeros: (_, self) => self.removeZeros(),
    rescale: (_, self) => self.rescale(),
    set: (_, self, [values]) => self.set(luxonOptions(values)),
    shiftTo: (rt, self, args) => self.shiftTo(...(args.map((arg) => toText(rt, arg)) as DurationUnit[])),
    shiftToAll: (_, self) => self.shiftToAll(),
    toFormat: (rt, self, [format, options]) => self.toFormat(formatText(rt, format), luxonOptions(options)),
    toHuman: (_, self, [options]) => self.toHuman(luxonOptions(options)),
    toISO: (_, self) => self.toISO(),
    toISOTime: (_, self, [options]) => self.toISOTime(luxonOptions(options)),
    toJSON: (_, self) => self.toJSON(),
    toMillis: (_, self) => self.toMillis(),
    toObject: (_, self) => self.toObject(),
    toString: (rt, self) => toText(rt, self),
    valueOf: (_, self) => self.valueOf(),
    reconfigure: (_, self, [options]) => self.reconfigure(luxonOptions(options)),
  }),
  durationGetters,
)

/** How many parts an interval may be split into. */
function bounded(rt: Runtime, parts: number): void {
  rt.list(Number.isFinite(parts) ? Math.ceil(parts) : 0)
  rt.spend(Math.ceil(parts) * 20)
}

export const intervalMembers = members<Interval>(
  methodsOf<Interval>({
    abutsEnd: (_, self, [to]) => Interval.isInterval(to) && self.abutsEnd(to),
    abutsStart: (_, self, [to]) => Interval.isInterval(to) && self.abutsStart(to),
    contains: (rt, self, [at]) => self.contains(dateLike(rt, at)),
    count: (rt, self, [name]) => self.count(name === undefined ? undefined : unit(rt, name)),
    engulfs: (_, self, [to]) => Interval.isInterval(to) && self.engulfs(to),
    equals: (_, self, [to]) => Interval.isInterval(to) && self.equals(to),
    hasSame: (rt, self, [name]) => self.hasSame(unit(rt, name)),
    intersection: (_, self, [to]) => (Interval.isInterval(to) ? self.intersection(to) : null),
    isAfter: (rt, self, [at]) => self.isAfter(dateLike(rt, at)),
    isBefore: (rt, self, [at]) => self.isBefore(dateLike(rt, at)),
    isEmpty: (_, self) => self.isEmpty(),
    length: (rt, self, [name]) => self.length(name === undefined ? undefined : (toText(rt, name) as DurationUnit)),
    overlaps: (_, self, [to]) => Interval.isInterval(to) && self.overlaps(to),
    set: (rt, self, [values]) => {
      const start = isPlain(values) ? ownValue(values, 'start') : undefined
      const end = isPlain(values) ? ownValue(values, 'end') : undefined
      return self.set({
        ...(start === undefined ? {} : { start: dateLike(rt, start) }),
        ...(end === undefined ? {} : { end: dateLike(rt, end) }),
      })
    },
    splitBy: (rt, self, [by]) => {
      const each = Duration.fromDurationLike(durationLike(by))
      bounded(rt, self.length('milliseconds') / Math.max(1, each.toMillis()))
      return self.splitBy(each)
    },
    splitAt: (rt, self, args) => self.splitAt(...args.map((arg) => dateLike(rt, arg))),
    divideEqually: (rt, self, [parts]) => {
      const count = toInteger(rt, parts)
      bounded(rt, count)
      return self.divideEqually(count)
    },
    toDuration: (rt, self, [unit, options]) =>
      self.toDuration(unit === undefined ? undefined : units(rt, unit), luxonOptions(options)),
    toFormat: (rt, self, [format, options]) => self.toFormat(formatText(rt, format), luxonOptions(options)),
    toISO: (_, self, [options]) => self.toISO(luxonOptions(options)),
    toISODate: (_, self) => self.toISODate(),
    toISOTime: (_, self, [options]) => self.toISOTime(luxonOptions(options)),
    toLocaleString: (_, self, [format]) => self.toLocaleString(luxonOptions(format)),
    toString: (rt, self) => toText(rt, self),
    union: (_, self, [to]) => (Interval.isInterval(to) ? self.union(to) : self),
    difference: (_, self, args) => self.difference(...args.filter((arg) => Interval.isInterval(arg))),
  }),
  {
    start: (_, self) => self.start,
    end: (_, self) => self.end,
    isValid: (_, self) => self.isValid,
    invalidReason: (_, self) => self.invalidReason,
    invalidExplanation: (_, self) => self.invalidExplanation,
  },
)

function fn(name: string, call: (rt: Runtime, args: readonly unknown[]) => unknown): [string, Native] {
  return [
    name,
    new Native(name, {
      call: (rt, _, args) => {
        rt.spend(8)
        return guarded(() => withClock(rt.scope.now(), () => call(rt, args)))
      },
    }),
  ]
}

/** `DateTime.local(2024, 1, 2, { zone })`: numbers first, options last. */
function parts(rt: Runtime, args: readonly unknown[]): { numbers: number[]; options: unknown } {
  const options = isPlain(args.at(-1)) ? args.at(-1) : undefined
  const numbers = args.filter((arg) => !isPlain(arg)).map((arg) => toNumber(rt, arg))
  return { numbers, options }
}

const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond'] as const

function fromParts(rt: Runtime, args: readonly unknown[], zone: string): DateTime {
  const { numbers, options } = parts(rt, args)
  if (numbers.length === 0)
    return DateTime.fromMillis(rt.scope.now(), { zone, locale: DEFAULT_LOCALE, ...luxonOptions(options) })
  const values = Object.fromEntries(numbers.slice(0, 7).map((value, i) => [FIELDS[i] ?? 'year', value]))
  return DateTime.fromObject(values, { zone, locale: DEFAULT_LOCALE, ...luxonOptions(options) })
}

function isoText(value: unknown): string {
  const text = typeof value === 'string' ? value : String(isPrimitive(value) ? value : '')
  if (text.length > LIMITS.dateFormat) throw overBudget('date text length', `${LIMITS.dateFormat} characters`)
  return text
}

export const dateTimeType = new Native('DateTime', {
  construct: (rt) => DateTime.fromMillis(rt.scope.now(), here(rt)),
  call: () => {
    throw typeError("Class constructor DateTime cannot be invoked without 'new'")
  },
  owns: (value) => DateTime.isDateTime(value),
  statics: new Map<string, unknown>([
    fn('now', (rt) => DateTime.fromMillis(rt.scope.now(), here(rt))),
    fn('local', (rt, args) => fromParts(rt, args, rt.scope.zone)),
    fn('utc', (rt, args) => fromParts(rt, args, 'utc')),
    fn('fromISO', (rt, [text, options]) => DateTime.fromISO(isoText(text), withZone(rt, options))),
    fn('fromSQL', (rt, [text, options]) => DateTime.fromSQL(isoText(text), withZone(rt, options))),
    fn('fromHTTP', (rt, [text, options]) => DateTime.fromHTTP(isoText(text), withZone(rt, options))),
    fn('fromRFC2822', (rt, [text, options]) => DateTime.fromRFC2822(isoText(text), withZone(rt, options))),
    fn('fromFormat', (rt, [text, format, options]) =>
      DateTime.fromFormat(isoText(text), formatText(rt, format), withZone(rt, options)),
    ),
    fn('fromFormatExplain', (rt, [text, format, options]) => {
      const { input, regex, matches } = DateTime.fromFormatExplain(
        isoText(text),
        formatText(rt, format),
        withZone(rt, options),
      )
      return { input, regex, matches: matches === undefined ? undefined : { ...matches } }
    }),
    fn('fromString', (rt, [text, format, options]) =>
      DateTime.fromFormat(isoText(text), formatText(rt, format), withZone(rt, options)),
    ),
    fn('fromMillis', (rt, [ms, options]) => DateTime.fromMillis(requireNumber(ms), withZone(rt, options))),
    fn('fromSeconds', (rt, [s, options]) => DateTime.fromSeconds(requireNumber(s), withZone(rt, options))),
    fn('fromJSDate', (rt, [date, options]) =>
      date instanceof Date ? DateTime.fromJSDate(date, withZone(rt, options)) : DateTime.invalid('invalid input'),
    ),
    fn('fromObject', (rt, [values, options]) => DateTime.fromObject(luxonOptions(values), withZone(rt, options))),
    fn('invalid', (rt, [reason, why]) =>
      DateTime.invalid(toText(rt, reason), why === undefined ? undefined : toText(rt, why)),
    ),
    fn('isDateTime', (_, [value]) => DateTime.isDateTime(value)),
    fn('max', (_, args) => DateTime.max(...dates(args))),
    fn('min', (_, args) => DateTime.min(...dates(args))),
    ...PRESETS,
  ]),
})

function requireNumber(value: unknown): number {
  if (typeof value === 'number') return value
  throw typeError('fromMillis requires a numerical input')
}

function dates(args: readonly unknown[]): DateTime[] {
  if (args.every((arg) => DateTime.isDateTime(arg))) return [...args]
  throw typeError('min and max need DateTime values')
}

export const durationType = new Native('Duration', {
  owns: (value) => Duration.isDuration(value),
  statics: new Map<string, unknown>([
    fn('fromMillis', (rt, [ms, options]) => Duration.fromMillis(toNumber(rt, ms), english(options))),
    fn('fromObject', (_, [values, options]) => Duration.fromObject(luxonOptions(values), english(options))),
    fn('fromISO', (_, [text, options]) => Duration.fromISO(isoText(text), english(options))),
    fn('fromISOTime', (_, [text, options]) => Duration.fromISOTime(isoText(text), english(options))),
    fn('fromDurationLike', (_, [value]) => Duration.fromDurationLike(durationLike(value))),
    fn('invalid', (rt, [reason]) => Duration.invalid(toText(rt, reason))),
    fn('isDuration', (_, [value]) => Duration.isDuration(value)),
  ]),
})

export const intervalType = new Native('Interval', {
  owns: (value) => Interval.isInterval(value),
  statics: new Map<string, unknown>([
    fn('fromDateTimes', (rt, [from, to]) => Interval.fromDateTimes(dateLike(rt, from), dateLike(rt, to))),
    fn('fromISO', (rt, [text, options]) => Interval.fromISO(isoText(text), withZone(rt, options))),
    fn('after', (rt, [from, by]) => Interval.after(dateLike(rt, from), durationLike(by))),
    fn('before', (rt, [to, by]) => Interval.before(dateLike(rt, to), durationLike(by))),
    fn('invalid', (rt, [reason]) => Interval.invalid(toText(rt, reason))),
    fn('isInterval', (_, [value]) => Interval.isInterval(value)),
    fn('merge', (rt, [list]) => Interval.merge(toList(rt, list).filter((one) => Interval.isInterval(one)))),
  ]),
})
