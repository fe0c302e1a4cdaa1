/** Luxon's `Interval`. */
import { Duration, Interval, type DurationUnit } from 'luxon'
import { toInteger, toText } from '../../run/convert.ts'
import { toList } from '../../run/iterate.ts'
import { Raised, typeError } from '../../run/raised.ts'
import type { Runtime } from '../../run/runtime.ts'
import { Native } from '../../values/callable.ts'
import { isPlain, ownValue } from '../../values/plain.ts'
import { members } from '../members.ts'
import {
  dateLike,
  durationLike,
  formatText,
  instantOf,
  isoText,
  luxonOptions,
  methodsOf,
  neededOptions,
  unit,
  units,
  withZone,
} from './arguments.ts'
import { statics } from './statics.ts'

/** How many parts an interval may be split into. */
function bounded(rt: Runtime, parts: number): void {
  rt.list(Number.isFinite(parts) ? Math.ceil(parts) : 0)
  rt.spend(Math.ceil(parts) * 20)
}

function intervals(rt: Runtime, list: unknown): Interval[] {
  if (!Array.isArray(list)) throw typeError('intervals is not a list')
  return toList(rt, list).filter((one) => Interval.isInterval(one))
}

/** `start` and `end` of an interval or of an object. */
function ends(values: unknown): readonly [start: unknown, end: unknown] {
  if (values === null) throw typeError('Cannot read properties of null')
  if (Interval.isInterval(values)) return [values.start ?? undefined, values.end ?? undefined]
  return isPlain(values) ? [ownValue(values, 'start'), ownValue(values, 'end')] : [undefined, undefined]
}

export const intervalMembers = members<Interval>(
  methodsOf<Interval>({
    abutsEnd: (_, self, [to]) => Interval.isInterval(to) && self.abutsEnd(to),
    abutsStart: (_, self, [to]) => Interval.isInterval(to) && self.abutsStart(to),
    contains: (rt, self, [at]) => self.contains(instantOf(rt, at)),
    count: (rt, self, [name]) => self.count(name === undefined ? undefined : unit(rt, name)),
    difference: (_, self, args) => self.difference(...args.filter((arg) => Interval.isInterval(arg))),
    divideEqually: (rt, self, [parts]) => {
      const count = toInteger(rt, parts)
      bounded(rt, count)
      return self.divideEqually(count)
    },
    engulfs: (_, self, [to]) => Interval.isInterval(to) && self.engulfs(to),
    equals: (_, self, [to]) => Interval.isInterval(to) && self.equals(to),
    hasSame: (rt, self, [name]) => self.hasSame(unit(rt, name)),
    intersection: (_, self, [to]) => (Interval.isInterval(to) ? self.intersection(to) : null),
    isAfter: (rt, self, [at]) => self.isAfter(instantOf(rt, at)),
    isBefore: (rt, self, [at]) => self.isBefore(instantOf(rt, at)),
    isEmpty: (_, self) => self.isEmpty(),
    length: (rt, self, [name]) => self.length(name === undefined ? undefined : (toText(rt, name) as DurationUnit)),
    overlaps: (_, self, [to]) => Interval.isInterval(to) && self.overlaps(to),
    set: (rt, self, [values]) => {
      const [start, end] = ends(values)
      return self.set({
        ...(start === undefined ? {} : { start: dateLike(rt, start) }),
        ...(end === undefined ? {} : { end: dateLike(rt, end) }),
      })
    },
    splitAt: (rt, self, args) => self.splitAt(...args.map((arg) => dateLike(rt, arg))),
    splitBy: (rt, self, [by]) => {
      const each = Duration.fromDurationLike(durationLike(rt, by))
      bounded(rt, self.length('milliseconds') / Math.max(1, each.toMillis()))
      return self.splitBy(each)
    },
    toDuration: (rt, self, [unit, options]) =>
      self.toDuration(unit === undefined ? undefined : units(rt, unit), luxonOptions(options)),
    toFormat: (_, self, [format, options]) =>
      self.isValid ? self.toFormat(formatText(format), luxonOptions(options)) : 'Invalid Interval',
    toISO: (_, self, [options]) => (self.isValid ? self.toISO(neededOptions(options)) : 'Invalid Interval'),
    toISODate: (_, self) => self.toISODate(),
    toISOTime: (_, self, [options]) => (self.isValid ? self.toISOTime(neededOptions(options)) : 'Invalid Interval'),
    toLocaleString: (_, self, [format, options]) => self.toLocaleString(luxonOptions(format), luxonOptions(options)),
    toString: (rt, self) => toText(rt, self),
    union: (_, self, [to]) => (Interval.isInterval(to) ? self.union(to) : self),
  }),
  {
    start: (_, self) => self.start,
    end: (_, self) => self.end,
    isValid: (_, self) => self.isValid,
    invalidReason: (_, self) => self.invalidReason,
    invalidExplanation: (_, self) => self.invalidExplanation,
    lastDateTime: (_, self) => (self.isValid ? (self.end?.minus(1) ?? null) : null),
  },
)

export const intervalType = new Native('Interval', {
  owns: (value) => Interval.isInterval(value),
  statics: statics({
    fromDateTimes: (rt, [from, to]) => Interval.fromDateTimes(dateLike(rt, from), dateLike(rt, to)),
    fromISO: (rt, [text, options]) => {
      // Nothing is no interval; what is no text cannot be cut at its stroke.
      if (text && typeof text !== 'string') throw typeError('split is not a function')
      return Interval.fromISO(isoText(rt, text || ''), withZone(rt, options))
    },
    after: (rt, [from, by]) => Interval.after(dateLike(rt, from), durationLike(rt, by)),
    before: (rt, [to, by]) => Interval.before(dateLike(rt, to), durationLike(rt, by)),
    invalid: (rt, [reason]) => {
      if (!reason) throw Raised.error('Error', 'A reason is needed')
      return Interval.invalid(toText(rt, reason))
    },
    isInterval: (_, [value]) => Interval.isInterval(value),
    merge: (rt, [list]) => Interval.merge(intervals(rt, list)),
    xor: (rt, [list]) => Interval.xor(intervals(rt, list)),
  }),
})
