/** JavaScript's own dates. They work in the zone of the process, as in n8n. */
import { DateTime } from 'luxon'
import { isPrimitive, toNumber, toPrimitive, toText } from '../run/convert.ts'
import { Raised, typeError } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { dateText, timeText } from '../values/date-text.ts'
import { Native } from '../values/callable.ts'
import { members, type Method, type MethodTable } from './members.ts'
import { localeOf, optionsOf } from './locale.ts'

const PARTS = ['Date', 'Day', 'FullYear', 'Hours', 'Milliseconds', 'Minutes', 'Month', 'Seconds'] as const

/** A date written by locale; one that is none is said to be, whatever the locale. */
function localText(
  write: (date: Date, locale: string | string[], options: Record<string, never> | undefined) => string,
): Method<Date> {
  return (rt, self, [locale, options]) => {
    rt.spend(100)
    if (Number.isNaN(self.getTime())) return 'Invalid Date'
    return write(self, localeOf(locale), optionsOf(rt, options))
  }
}

/** A date of the data is never written to. Unlike lists and objects it is not copied: nobody expects it to change. */
function needOwn(rt: Runtime, date: Date): void {
  if (!rt.isOwnDate(date)) {
    throw typeError('Dates of the data cannot be changed; change one of your own: new Date(date)')
  }
}

const methods: { -readonly [name in keyof MethodTable<Date>]: MethodTable<Date>[name] } = {
  getTime: (_, self) => self.getTime(),
  valueOf: (_, self) => self.getTime(),
  getTimezoneOffset: (_, self) => self.getTimezoneOffset(),
  getYear: (_, self) => self.getFullYear() - 1900,
  toDateString: (_, self) => self.toDateString(),
  toISOString: (_, self) => {
    if (Number.isNaN(self.getTime())) throw Raised.error('RangeError', 'Invalid time value')
    return self.toISOString()
  },
  toJSON: (_, self) => self.toJSON(),
  toString: (_, self) => dateText(self),
  toTimeString: (_, self) => timeText(self),
  toUTCString: (_, self) => self.toUTCString(),
  toGMTString: (_, self) => self.toUTCString(),
  toLocaleDateString: localText((date, locale, options) => date.toLocaleDateString(locale, options)),
  toLocaleTimeString: localText((date, locale, options) => date.toLocaleTimeString(locale, options)),
  toLocaleString: localText((date, locale, options) => date.toLocaleString(locale, options)),
  setTime: (rt, self, [time]) => {
    needOwn(rt, self)
    return self.setTime(toNumber(rt, time))
  },
  setYear: (rt, self, [year]) => {
    needOwn(rt, self)
    const number = Math.trunc(toNumber(rt, year))
    return self.setFullYear(number >= 0 && number <= 99 ? 1900 + number : number)
  },
}

/** `getHours`, `getUTCHours`, `setHours`, `setUTCHours` and so on: written out by name, so nothing is computed later. */
const readers: Readonly<Record<(typeof PARTS)[number], readonly [(d: Date) => number, (d: Date) => number]>> = {
  Date: [(d) => d.getDate(), (d) => d.getUTCDate()],
  Day: [(d) => d.getDay(), (d) => d.getUTCDay()],
  FullYear: [(d) => d.getFullYear(), (d) => d.getUTCFullYear()],
  Hours: [(d) => d.getHours(), (d) => d.getUTCHours()],
  Milliseconds: [(d) => d.getMilliseconds(), (d) => d.getUTCMilliseconds()],
  Minutes: [(d) => d.getMinutes(), (d) => d.getUTCMinutes()],
  Month: [(d) => d.getMonth(), (d) => d.getUTCMonth()],
  Seconds: [(d) => d.getSeconds(), (d) => d.getUTCSeconds()],
}
for (const [part, [local, utc]] of Object.entries(readers)) {
  methods[`get${part}`] = (_, self) => local(self)
  methods[`getUTC${part}`] = (_, self) => utc(self)
}

type Setter = (date: Date, values: [number, ...number[]]) => number
const writers: Readonly<Record<string, Setter>> = {
  setDate: (d, [a]) => d.setDate(a),
  setUTCDate: (d, [a]) => d.setUTCDate(a),
  setFullYear: (d, v) => d.setFullYear(...(v as [number, number, number])),
  setUTCFullYear: (d, v) => d.setUTCFullYear(...(v as [number, number, number])),
  setHours: (d, v) => d.setHours(...(v as [number, number, number, number])),
  setUTCHours: (d, v) => d.setUTCHours(...(v as [number, number, number, number])),
  setMilliseconds: (d, [a]) => d.setMilliseconds(a),
  setUTCMilliseconds: (d, [a]) => d.setUTCMilliseconds(a),
  setMinutes: (d, v) => d.setMinutes(...(v as [number, number, number])),
  setUTCMinutes: (d, v) => d.setUTCMinutes(...(v as [number, number, number])),
  setMonth: (d, v) => d.setMonth(...(v as [number, number])),
  setUTCMonth: (d, v) => d.setUTCMonth(...(v as [number, number])),
  setSeconds: (d, v) => d.setSeconds(...(v as [number, number])),
  setUTCSeconds: (d, v) => d.setUTCSeconds(...(v as [number, number])),
}
for (const [name, write] of Object.entries(writers)) {
  methods[name] = (rt, self, args) => {
    needOwn(rt, self)
    const values = args.map((arg) => toNumber(rt, arg))
    return write(self, values.length === 0 ? [Number.NaN] : (values as [number, ...number[]]))
  }
}

export const dateMembers = members<Date>(methods)

function fields(rt: Runtime, args: readonly unknown[]): [number, number, ...number[]] {
  return args.slice(0, 7).map((arg) => toNumber(rt, arg)) as [number, number, ...number[]]
}

/** What `new Date(…)` makes. */
function madeOf(rt: Runtime, args: readonly unknown[]): Date {
  if (args.length === 0) return new Date(rt.scope.now())
  if (args.length > 1) return new Date(...(fields(rt, args) as [number, number]))
  const [given] = args
  if (given instanceof Date) return new Date(given.getTime())
  if (DateTime.isDateTime(given)) return new Date(given.toMillis())
  const value = isPrimitive(given) ? given : toPrimitive(rt, given, 'default')
  return typeof value === 'string' ? new Date(value.slice(0, 1000)) : new Date(toNumber(rt, value))
}

export const dateType = new Native('Date', {
  call: (rt) => dateText(new Date(rt.scope.now())),
  construct: (rt, args) => rt.ownDate(madeOf(rt, args)),
  owns: (value) => value instanceof Date,
  statics: new Map([
    ['now', new Native('now', { call: (rt) => rt.scope.now() })],
    ['parse', new Native('parse', { call: (rt, _, [text]) => Date.parse(toText(rt, text).slice(0, 1000)) })],
    ['UTC', new Native('UTC', { call: (rt, _, args) => Date.UTC(...(fields(rt, args) as [number, number])) })],
  ]),
})
