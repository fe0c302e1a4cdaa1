/** Luxon's `Interval`. */
import { DateTime, Duration, Interval, type DurationUnit } from 'luxon'
import { toNumber, toText } from '../../run/convert.ts'
import { invoke, needCallable } from '../../run/invoke.ts'
import { toList } from '../../run/iterate.ts'
import { Raised, typeError } from '../../run/raised.ts'
import type { Runtime } from '../../run/runtime.ts'
import { Native } from '../../values/callable.ts'
import { isPlain, ownValue } from '../../values/plain.ts'
import { members, type Method } from '../members.ts'
import {
  dateLike,
  durationLike,
  formatText,
  instantOf,
  isoText,
  luxonOptions,
  methodsOf,
  needValue,
  neededOptions,
  unit,
  units,
  withZone,
} from './arguments.ts'
import { statics } from './statics.ts'

/** Making one part of an interval is far more work than a step. */
const PART = 100

/** The interval in parts of a length, the last perhaps shorter. Luxon's own never ends for lengths below zero. */
function split(rt: Runtime, self: Interval, each: Duration): Interval[] {
  const { start, end } = self
  const length = each.toMillis()
  if (start === null || end === null || !each.isValid || length === 0) return []
  if (length < 0) throw Raised.error('RangeError', 'An interval cannot be split backwards')
  const parts: Interval[] = []
  for (let from = start, n = 1; from < end; n++) {
    rt.spend(PART)
    rt.list(1)
    const next = start.plus(each.mapUnits((count) => count * n))
    const to = next > end ? end : next
    parts.push(Interval.fromDateTimes(from, to))
    from = to
  }
  return parts
}

/** The interval in so many equal parts. */
function divide(rt: Runtime, self: Interval, parts: number): Interval[] {
  if (!self.isValid) return []
  return split(rt, self, Duration.fromMillis(self.length() / parts)).slice(0, Math.max(0, parts))
}

function intervals(rt: Runtime, list: unknown): Interval[] {
  if (!Array.isArray(list)) throw typeError('intervals is not a list')
  return toList(rt, list).filter((one) => Interval.isInterval(one))
}

/** A question about another interval; what is none is in no relation to it. */
function compared(ask: (self: Interval, to: Interval) => boolean): Method<Interval> {
  return (_, self, [to]) => {
    const other = needValue(to)
    return Interval.isInterval(other) && ask(self, other)
  }
}

function needInterval(value: unknown): Interval {
  if (Interval.isInterval(value)) return value
  throw typeError('An interval is needed')
}

/** `start` and `end` of an interval or of an object. */
function ends(values: unknown): readonly [start: unknown, end: unknown] {
  if (values === null) throw typeError('Cannot read properties of null')
  if (Interval.isInterval(values)) return [values.start ?? undefined, values.end ?? undefined]
  return isPlain(values) ? [ownValue(values, 'start'), ownValue(values, 'end')] : [undefined, undefined]
}

export const intervalMembers = members<Interval>(
  methodsOf<Interval>({
    abutsEnd: compared((self, to) => self.abutsEnd(to)),
    abutsStart: compared((self, to) => self.abutsStart(to)),
    contains: (rt, self, [at]) => self.contains(instantOf(rt, at)),
    count: (rt, self, [name]) => self.count(name === undefined ? undefined : unit(rt, name)),
    difference: (_, self, args) => self.difference(...args.map(needValue).filter((arg) => Interval.isInterval(arg))),
    divideEqually: (rt, self, [parts]) => divide(rt, self, toNumber(rt, parts)),
    engulfs: compared((self, to) => self.engulfs(to)),
    equals: (_, self, [to]) => {
      const endless = DateTime.isDateTime(to) || Duration.isDuration(to)
      if (endless && to.isValid && self.isValid) throw typeError('The value has no ends')
      return Interval.isInterval(needValue(to)) && self.equals(needInterval(to))
    },
    hasSame: (rt, self, [name]) => self.hasSame(unit(rt, name)),
    intersection: (_, self, [to]) => self.intersection(needInterval(to)),
    isAfter: (rt, self, [at]) => self.isAfter(instantOf(rt, at)),
    isBefore: (rt, self, [at]) => self.isBefore(instantOf(rt, at)),
    isEmpty: (_, self) => self.isEmpty(),
    length: (rt, self, [name]) => self.length(name === undefined ? undefined : (toText(rt, name) as DurationUnit)),
    overlaps: compared((self, to) => self.overlaps(to)),
    set: (rt, self, [values]) => {
      const [start, end] = ends(values)
      return self.set({
        ...(start === undefined ? {} : { start: dateLike(rt, start) }),
        ...(end === undefined ? {} : { end: dateLike(rt, end) }),
      })
    },
    splitAt: (rt, self, args) => self.splitAt(...args.map((arg) => dateLike(rt, arg))),
    splitBy: (rt, self, [by]) => split(rt, self, Duration.fromDurationLike(durationLike(rt, by))),
    toDuration: (rt, self, [unit, options]) =>
      self.toDuration(unit === undefined ? undefined : units(rt, unit), luxonOptions(options)),
    toFormat: (_, self, [format, options]) =>
      self.isValid ? self.toFormat(formatText(format), luxonOptions(options)) : 'Invalid Interval',
    toISO: (_, self, [options]) => (self.isValid ? self.toISO(neededOptions(options)) : 'Invalid Interval'),
    toISODate: (_, self) => self.toISODate(),
    toISOTime: (_, self, [options]) => (self.isValid ? self.toISOTime(neededOptions(options)) : 'Invalid Interval'),
    toLocaleString: (_, self, [format, options]) => self.toLocaleString(luxonOptions(format), luxonOptions(options)),
    toString: (rt, self) => toText(rt, self),
    union: (_, self, [to]) => self.union(needInterval(to)),
    mapEndpoints: (rt, self, [by]) => {
      const [start, end] = [self.start, self.end].map((at) => invoke(rt, needCallable(by), undefined, [at]))
      return Interval.fromDateTimes(dateLike(rt, start), dateLike(rt, end))
    },
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
