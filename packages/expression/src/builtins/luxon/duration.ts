/** Luxon's `Duration`. */
import { DateTime, Duration, type DurationLikeObject, type DurationUnit } from 'luxon'
import { toNumber, toText } from '../../run/convert.ts'
import { invoke, needCallable } from '../../run/invoke.ts'
import { Raised, typeError } from '../../run/raised.ts'
import { Native } from '../../values/callable.ts'
import { members, type Getter } from '../members.ts'
import {
  durationLike,
  english,
  fields,
  formatText,
  isoText,
  luxonOptions,
  methodsOf,
  needValue,
  neededOptions,
} from './arguments.ts'
import { statics } from './statics.ts'

const UNITS = ['years', 'quarters', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds', 'milliseconds'] as const

const getters: Record<string, Getter<Duration>> = {
  isValid: (_, self) => self.isValid,
  invalidReason: (_, self) => self.invalidReason,
  invalidExplanation: (_, self) => self.invalidExplanation,
  locale: (_, self) => self.locale,
  numberingSystem: (_, self) => self.numberingSystem,
  isLuxonDuration: () => true,
}
for (const name of UNITS) getters[name] = (_, self) => self[name]

/** A valid duration equals another one only; an invalid one nothing. */
function equals(self: Duration, other: unknown): boolean {
  if (!self.isValid) return false
  const value = needValue(other)
  if (DateTime.isDateTime(value) && value.isValid) throw typeError('The date has no units')
  return Duration.isDuration(value) && self.equals(value)
}

export const durationMembers = members<Duration>(
  methodsOf<Duration>({
    as: (rt, self, [name]) => self.as(toText(rt, name) as DurationUnit),
    equals: (_, self, [to]) => equals(self, to),
    get: (rt, self, [name]) => self.get(toText(rt, name) as keyof DurationLikeObject),
    mapUnits: (rt, self, [by]) => {
      if (!self.isValid) return self
      return self.mapUnits((value, key) => toNumber(rt, invoke(rt, needCallable(by), undefined, [value, key])))
    },
    minus: (rt, self, [by]) => (self.isValid ? self.minus(durationLike(rt, by)) : self),
    negate: (_, self) => self.negate(),
    normalize: (_, self) => self.normalize(),
    plus: (rt, self, [by]) => (self.isValid ? self.plus(durationLike(rt, by)) : self),
    reconfigure: (_, self, [options]) => self.reconfigure(neededOptions(options)),
    removeZeros: (_, self) => self.removeZeros(),
    rescale: (_, self) => self.rescale(),
    set: (rt, self, [values]) => (self.isValid ? self.set(fields(rt, values)) : self),
    shiftTo: (rt, self, args) => self.shiftTo(...(args.map((arg) => toText(rt, arg)) as DurationUnit[])),
    shiftToAll: (_, self) => self.shiftToAll(),
    toFormat: (_, self, [format, options]) =>
      self.isValid ? self.toFormat(formatText(format), luxonOptions(options)) : 'Invalid Duration',
    toHuman: (_, self, [options]) => (self.isValid ? self.toHuman(neededOptions(options)) : 'Invalid Duration'),
    toISO: (_, self) => self.toISO(),
    toISOTime: (_, self, [options]) => self.toISOTime(luxonOptions(options)),
    toJSON: (_, self) => self.toJSON(),
    toMillis: (_, self) => self.toMillis(),
    toObject: (_, self) => self.toObject(),
    toString: (_, self) => self.toISO(),
    valueOf: (_, self) => self.valueOf(),
  }),
  getters,
)

export const durationType = new Native('Duration', {
  owns: (value) => Duration.isDuration(value),
  statics: statics({
    fromMillis: (rt, [ms, options]) => Duration.fromObject(fields(rt, { milliseconds: ms }), english(options)),
    fromObject: (rt, [values, options]) => {
      if (typeof values !== 'object' || values === null) throw Raised.error('Error', 'An object is needed')
      return Duration.fromObject(fields(rt, values), english(options))
    },
    fromISO: (rt, [text, options]) => Duration.fromISO(isoText(rt, text), english(options)),
    fromISOTime: (rt, [text, options]) => Duration.fromISOTime(isoText(rt, text), english(options)),
    fromDurationLike: (rt, [value]) => Duration.fromDurationLike(durationLike(rt, value)),
    invalid: (rt, [reason]) => Duration.invalid(reason ? toText(rt, reason) : ''),
    isDuration: (_, [value]) => Duration.isDuration(value),
    normalizeUnit: (rt, [name]) =>
      Object.keys(Duration.fromObject(fields(rt, { [toText(rt, name)]: 0 })).toObject())[0],
  }),
})
