/**
 * Luxon's `DateTime` behind a façade: its members by name; no `Settings`, no zone or locale objects. The zone of the
 * workflow is passed along wherever Luxon would look at its global setting.
 */
import { DateTime, Duration, FixedOffsetZone, IANAZone, Interval } from 'luxon'
import { isPrimitive, toNumber, toText } from '../../run/convert.ts'
import { Raised, typeError } from '../../run/raised.ts'
import type { Runtime } from '../../run/runtime.ts'
import { Native, isCallable } from '../../values/callable.ts'
import { readDateByFormat } from '../../values/date-format.ts'
import { isPlain, ownValue } from '../../values/plain.ts'
import { members, type Getter, type MethodTable } from '../members.ts'
import {
  dateLike,
  durationLike,
  fields,
  formatText,
  here,
  isoText,
  luxonOptions,
  methodsOf,
  needNumber,
  needValue,
  neededOptions,
  ownText,
  unit,
  units,
  withZone,
  zoneOf,
} from './arguments.ts'
import { statics } from './statics.ts'
import { remembered } from './remembered.ts'
import { zoneView } from './zone.ts'

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

const INVALID = 'Invalid DateTime'

/** What a date is compared with: dates as they are; what is no date has no place in time. */
function otherDate(other: unknown): DateTime {
  const value = needValue(other)
  if (DateTime.isDateTime(value)) return value
  return Duration.isDuration(value) ? DateTime.fromMillis(value.toMillis()) : DateTime.invalid('not a date')
}

function isSpan(value: unknown): boolean {
  return Duration.isDuration(value) || Interval.isInterval(value)
}

function equals(self: DateTime, other: unknown): unknown {
  if (!self.isValid) return false
  if (DateTime.isDateTime(other)) return self.equals(other)
  return isSpan(needValue(other)) ? false : undefined
}

function diff(rt: Runtime, self: DateTime, other: DateTime, [unit, options]: readonly unknown[]): unknown {
  return self.diff(other, unit === undefined ? undefined : units(rt, unit), luxonOptions(options))
}

/** Luxon reads the other date's time and zone, and takes the workflow's zone for what has none. */
function hasSame(rt: Runtime, self: DateTime, [other, name, options]: readonly unknown[]): boolean {
  if (!self.isValid) return false
  const to = other instanceof Date ? DateTime.fromJSDate(other, here(rt)) : otherDate(other)
  if (to.isValid) return self.hasSame(to, unit(rt, name), neededOptions(options))
  self.startOf(unit(rt, name))
  return false
}

/** The same date for another locale; what names none leaves it as it is. */
function setLocale(self: DateTime, locale: unknown): DateTime {
  if (!locale || Array.isArray(locale)) return self
  if (typeof locale !== 'string') throw typeError('The locale is no text')
  return self.setLocale(remembered(locale))
}

const methods: MethodTable<DateTime> = {
  diff: (rt, self, [to, ...rest]) => diff(rt, self, self.isValid ? otherDate(to) : self, rest),
  diffNow: (rt, self, args) => diff(rt, self, DateTime.fromMillis(rt.scope.now(), here(rt)), args),
  endOf: (rt, self, [name, options]) => (self.isValid ? self.endOf(unit(rt, name), neededOptions(options)) : self),
  equals: (_, self, [to]) => equals(self, to),
  get: (rt, self, [name]) => dateTimeMembers.getters.get(toText(rt, name))?.(rt, self),
  getPossibleOffsets: (_, self) => self.getPossibleOffsets(),
  hasSame,
  minus: (rt, self, [by]) => (self.isValid ? self.minus(durationLike(rt, by)) : self),
  plus: (rt, self, [by]) => (self.isValid ? self.plus(durationLike(rt, by)) : self),
  reconfigure: (_, self, [options]) => self.reconfigure(neededOptions(options)),
  resolvedLocaleOptions: (_, self, [options]) => self.resolvedLocaleOptions(luxonOptions(options)),
  set: (rt, self, [values]) => (self.isValid ? self.set(fields(rt, values)) : self),
  setLocale: (_, self, [locale]) => setLocale(self, locale),
  setZone: (rt, self, [zone, options]) => self.setZone(zoneOf(rt, zone), neededOptions(options)),
  startOf: (rt, self, [name, options]) => (self.isValid ? self.startOf(unit(rt, name), neededOptions(options)) : self),
  toBSON: (rt, self) => rt.ownDate(self.toJSDate()),
  toFormat: (_, self, [format, options]) =>
    self.isValid ? self.toFormat(formatText(format), luxonOptions(options)) : INVALID,
  toHTTP: (_, self) => self.toHTTP(),
  toISO: (_, self, [options]) => self.toISO(neededOptions(options)),
  toISODate: (_, self, [options]) => self.toISODate(neededOptions(options)),
  toISOTime: (_, self, [options]) => self.toISOTime(neededOptions(options)),
  toISOWeekDate: (_, self) => self.toISOWeekDate(),
  toJSDate: (rt, self) => rt.ownDate(self.toJSDate()),
  toJSON: (_, self) => self.toJSON(),
  toLocal: (rt, self) => self.setZone(rt.scope.zone),
  toLocaleParts: (_, self, [options]) => self.toLocaleParts(luxonOptions(options)),
  toLocaleString: (_, self, [format, options]) =>
    format === undefined
      ? self.toLocaleString(undefined, luxonOptions(options))
      : self.toLocaleString(luxonOptions(format), luxonOptions(options)),
  toMillis: (_, self) => self.toMillis(),
  toObject: (_, self, [options]) => (self.isValid ? self.toObject(neededOptions(options)) : {}),
  toRFC2822: (_, self) => self.toRFC2822(),
  toRelative: (rt, self, [options]) => (self.isValid ? self.toRelative(relative(rt, self, options)) : null),
  toRelativeCalendar: (rt, self, [options]) =>
    self.isValid ? self.toRelativeCalendar(relative(rt, self, options)) : null,
  toSQL: (_, self, [options]) => (self.isValid ? self.toSQL(neededOptions(options)) : null),
  toSQLDate: (_, self) => self.toSQLDate(),
  toSQLTime: (_, self, [options]) => self.toSQLTime(neededOptions(options)),
  toSeconds: (_, self) => self.toSeconds(),
  toString: (rt, self) => toText(rt, self),
  toUTC: (rt, self, [offset = 0, options]) => {
    const zone = FixedOffsetZone.instance(isPrimitive(offset) ? (offset as number) : toNumber(rt, offset))
    return self.setZone(zone, neededOptions(options))
  },
  toUnixInteger: (_, self) => self.toUnixInteger(),
  until: (rt, self, [to]) => (self.isValid ? self.until(dateLike(rt, to)) : self),
  valueOf: (_, self) => self.valueOf(),
}

/** Options of the relative forms: seen from now in the date's own zone unless another base is named. */
function relative(rt: Runtime, self: DateTime, value: unknown): Record<string, never> {
  const options = neededOptions(value)
  const given = isPlain(value) ? value : {}
  const base = ownValue(given, 'base')
  const unit = ownValue(given, 'unit')
  Reflect.set(options, 'base', base ? dateLike(rt, base) : DateTime.fromMillis(rt.scope.now(), { zone: self.zone }))
  if (Array.isArray(unit)) Reflect.set(options, 'unit', units(rt, unit))
  return options
}

const getters: Readonly<Record<string, Getter<DateTime>>> = {
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
  // A date that could not be read lies in no zone of its own.
  zone: (rt, self) => zoneView(self.isValid || !self.zone.isValid ? self.zone : IANAZone.create(rt.scope.zone)),
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

export const dateTimeMembers = members<DateTime>(methodsOf(methods), getters)

/** `DateTime.local(2024, 1, 2, { zone })`: the parts first, options last. */
function fromParts(rt: Runtime, args: readonly unknown[], zone: string | undefined): DateTime {
  const last = args.at(-1)
  const hasOptions = typeof last === 'object' && !isCallable(last)
  const options = hasOptions ? withZone(rt, last) : withZone(rt, {})
  if (zone !== undefined) Reflect.set(options, 'zone', zone)
  const parts = (hasOptions ? args.slice(0, -1) : args).slice(0, 7)
  if (parts[0] === undefined) return DateTime.fromMillis(rt.scope.now(), options)
  // What is no whole number is out of range, whatever it could be turned into.
  if (parts.some((part) => part !== undefined && typeof part !== 'number')) return DateTime.invalid('unit out of range')
  return Reflect.apply(DateTime.local, DateTime, [...parts, options])
}

export const dateTimeType = new Native('DateTime', {
  construct: (rt) => DateTime.fromMillis(rt.scope.now(), here(rt)),
  call: () => {
    throw typeError("Class constructor DateTime cannot be invoked without 'new'")
  },
  owns: (value) => DateTime.isDateTime(value),
  statics: new Map<string, unknown>([
    ...statics({
      now: (rt) => DateTime.fromMillis(rt.scope.now(), here(rt)),
      local: (rt, args) => fromParts(rt, args, undefined),
      utc: (rt, args) => fromParts(rt, args, 'utc'),
      fromISO: (rt, [text, options]) => DateTime.fromISO(isoText(rt, text), withZone(rt, options)),
      fromSQL: (rt, [text, options]) => DateTime.fromSQL(isoText(rt, text), withZone(rt, options)),
      fromHTTP: (rt, [text, options]) => DateTime.fromHTTP(isoText(rt, text), withZone(rt, options)),
      fromRFC2822: (rt, [text, options]) => DateTime.fromRFC2822(ownText(text), withZone(rt, options)),
      fromFormat,
      fromString: fromFormat,
      fromFormatExplain,
      fromStringExplain: fromFormatExplain,
      parseFormatForOpts: (_, [options, locale]) =>
        isPlain(options) ? DateTime.parseFormatForOpts(luxonOptions(options), luxonOptions(locale)) : null,
      expandFormat: (_, [format, options]) => DateTime.expandFormat(formatText(format), luxonOptions(options)),
      fromMillis: (rt, [ms, options]) => DateTime.fromMillis(needNumber(ms, 'fromMillis'), withZone(rt, options)),
      fromSeconds: (rt, [s, options]) => DateTime.fromSeconds(needNumber(s, 'fromSeconds'), withZone(rt, options)),
      fromJSDate: (rt, [date, options]) =>
        date instanceof Date ? DateTime.fromJSDate(date, withZone(rt, options)) : DateTime.invalid('invalid input'),
      fromObject: (rt, [values, options]) => DateTime.fromObject(fields(rt, values), withZone(rt, options)),
      invalid: (rt, [reason, why]) => {
        if (!reason) throw Raised.error('Error', 'need to specify a reason the DateTime is invalid')
        return DateTime.invalid(toText(rt, reason), why === undefined ? undefined : toText(rt, why))
      },
      isDateTime: (_, [value]) => DateTime.isDateTime(value),
      max: (_, args) => DateTime.max(...dates(args)),
      min: (_, args) => DateTime.min(...dates(args)),
    }),
    ...PRESETS,
  ]),
})

function fromFormat(rt: Runtime, [text, format, options]: readonly unknown[]): DateTime {
  const pattern = formatText(format)
  return readDateByFormat(ownText(text), pattern, withZone(rt, options))
}

function fromFormatExplain(rt: Runtime, [text, format, options]: readonly unknown[]): unknown {
  const pattern = formatText(format)
  const given = ownText(text)
  // What can be read by the format can be explained by it; the rest is refused.
  readDateByFormat(given, pattern, withZone(rt, options))
  const { input, regex, matches } = DateTime.fromFormatExplain(given, pattern, withZone(rt, options))
  return { input, regex, matches: matches === undefined ? undefined : { ...matches } }
}

function dates(args: readonly unknown[]): DateTime[] {
  if (args.every((arg) => DateTime.isDateTime(arg))) return [...args]
  throw typeError('min and max need DateTime values')
}
