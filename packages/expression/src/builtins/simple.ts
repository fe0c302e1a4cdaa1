/** Members of numbers, booleans, big integers, symbols, functions, errors, patterns, iterators and plain objects. */
import { isPrimitive, toInteger, toKey, toText } from '../run/convert.ts'
import { invoke, needCallable } from '../run/invoke.ts'
import { has } from '../run/operators.ts'
import { toList } from '../run/iterate.ts'
import { Raised, typeError } from '../run/raised.ts'
import { exec } from '../regex/regexp.ts'
import { Closure, Native, type Callable } from '../values/callable.ts'
import { isForbidden } from '../values/forbidden.ts'
import { Iter } from '../values/iter.ts'
import { isPlain, ownValue } from '../values/plain.ts'
import { arrayFrom } from './array-from.ts'
import { localeOf, optionsOf } from './locale.ts'
import { members, type Members, type Method } from './members.ts'
import type { Runtime } from '../run/runtime.ts'

function digits(
  rt: Runtime,
  value: unknown,
  missing: number | undefined,
  low: number,
  high: number,
): number | undefined {
  if (value === undefined) return missing
  const count = toInteger(rt, value)
  if (count < low || count > high)
    throw Raised.error('RangeError', `The number of digits must be between ${low} and ${high}`)
  return count
}

/** NaN and the infinities are written as they are, however many digits are wanted. */
function special(rt: Runtime, value: number, digits: unknown): string | undefined {
  const number = Number(value)
  if (Number.isFinite(number)) return undefined
  toInteger(rt, digits)
  return String(number)
}

export const numberMembers = members<number>({
  toFixed: (rt, self, [count]) => Number(self).toFixed(digits(rt, count, 0, 0, 100)),
  toPrecision: (rt, self, [count]) =>
    special(rt, self, count) ?? Number(self).toPrecision(digits(rt, count, undefined, 1, 100)),
  toExponential: (rt, self, [count]) =>
    special(rt, self, count) ?? Number(self).toExponential(digits(rt, count, undefined, 0, 100)),
  toLocaleString: (rt, self, [locale, options]) => {
    rt.spend(50)
    return Number(self).toLocaleString(localeOf(locale), optionsOf(rt, options))
  },
  toString: (rt, self, [radix]) => Number(self).toString(digits(rt, radix, 10, 2, 36)),
  valueOf: (_, self) => Number(self),
})

export const booleanMembers = members<boolean>({
  toString: (_, self) => String(self),
  valueOf: (_, self) => self.valueOf(),
})

export const bigintMembers = members<bigint>({
  toString: (rt, self, [radix]) => {
    rt.spend(256)
    return self.toString(digits(rt, radix, 10, 2, 36))
  },
  toLocaleString: (rt, self, [locale, options]) => self.toLocaleString(localeOf(locale), optionsOf(rt, options)),
  valueOf: (_, self) => self,
})

export const symbolMembers = members<symbol>(
  { toString: (_, self) => self.toString(), valueOf: (_, self) => self },
  { description: (_, self) => self.description },
)

export const functionMembers = members<Callable>(
  {
    call: (rt, self, [receiver, ...args]) => invoke(rt, self, receiver, args),
    apply: (rt, self, [receiver, args]) => {
      if (args === undefined || args === null) return invoke(rt, self, receiver, [])
      if (isPrimitive(args)) throw typeError('CreateListFromArrayLike called on non-object')
      return invoke(rt, self, receiver, arrayFrom(rt, [args]))
    },
    bind: (_, self, [receiver, ...fixed]) =>
      new Native('bound', { call: (rt, __, args) => invoke(rt, self, receiver, [...fixed, ...args]) }),
    toString: (rt, self) => toText(rt, self),
  },
  {
    name: (_, self) =>
      self instanceof Closure ? (self.code.name === '' && !self.code.arrow ? 'bound ' : self.code.name) : self.name,
    length: (_, self) => (self instanceof Closure ? self.code.params : 0),
  },
)

export const errorMembers = members<Error>(
  { toString: (rt, self) => toText(rt, self) },
  {
    name: (_, self) => self.name,
    message: (_, self) => self.message,
    stack: (_, self) => `${self.name}: ${self.message}`,
    cause: (_, self) => ownValue(self, 'cause'),
  },
)

export const regexpMembers = members<RegExp>(
  {
    exec: (rt, self, [text]) => exec(rt, self, toText(rt, text)),
    test: (rt, self, [text]) => exec(rt, self, toText(rt, text)) !== null,
    toString: (_, self) => `/${self.source}/${self.flags}`,
  },
  {
    source: (_, self) => self.source,
    flags: (_, self) => self.flags,
    global: (_, self) => self.global,
    ignoreCase: (_, self) => self.ignoreCase,
    multiline: (_, self) => self.multiline,
    dotAll: (_, self) => self.dotAll,
    unicode: (_, self) => self.unicode,
    unicodeSets: (_, self) => self.unicodeSets,
    sticky: (_, self) => self.sticky,
    hasIndices: (_, self) => self.hasIndices,
    lastIndex: (_, self) => self.lastIndex,
  },
)

function reduced(rt: Runtime, list: readonly unknown[], by: Callable, start: readonly unknown[]): unknown {
  if (list.length === 0 && start.length === 0) throw typeError('Reduce of a done iterator with no initial value')
  const [first, from] = start.length > 0 ? [start[0], 0] : [list[0], 1]
  return list.slice(from).reduce((made, element, i) => invoke(rt, by, undefined, [made, element, i + from]), first)
}

/** Iterators step by hand, and offer the newer helpers by way of a list. */
export const iteratorMembers = members<Iter>({
  next: (rt, self) => {
    rt.spend(1)
    const { done, value } = self.next()
    return { value, done }
  },
  toArray: (rt, self) => toList(rt, self),
  map: (rt, self, [by]) =>
    new Iter(
      toList(rt, self)
        .map((element, i) => invoke(rt, needCallable(by), undefined, [element, i]))
        .values(),
    ),
  filter: (rt, self, [by]) =>
    new Iter(
      toList(rt, self)
        .filter((element, i) => invoke(rt, needCallable(by), undefined, [element, i]))
        .values(),
    ),
  take: (rt, self, [count]) => new Iter(toList(rt, self).slice(0, toInteger(rt, count)).values()),
  drop: (rt, self, [count]) => new Iter(toList(rt, self).slice(toInteger(rt, count)).values()),
  flatMap: (rt, self, [by]) =>
    new Iter(
      toList(rt, self)
        .flatMap((element, i) => toList(rt, invoke(rt, needCallable(by), undefined, [element, i])))
        .values(),
    ),
  every: (rt, self, [by]) =>
    toList(rt, self).every((element, i) => invoke(rt, needCallable(by), undefined, [element, i])),
  some: (rt, self, [by]) =>
    toList(rt, self).some((element, i) => invoke(rt, needCallable(by), undefined, [element, i])),
  find: (rt, self, [by]) =>
    toList(rt, self).find((element, i) => invoke(rt, needCallable(by), undefined, [element, i])),
  reduce: (rt, self, [by, ...start]) => reduced(rt, toList(rt, self), needCallable(by), start),
  forEach: (rt, self, [by]) =>
    toList(rt, self).forEach((element, i) => invoke(rt, needCallable(by), undefined, [element, i])),
  toString: (_, self) => `[object ${self.name}]`,
})

/** What every value has, unless its kind has something of the same name. */
const hasOwn: Method<unknown> = (rt, self, [key]) => {
  const name = toKey(rt, key)
  if (typeof self !== 'object' || self === null || (typeof name === 'string' && isForbidden(name))) return false
  return isPlain(self) || Array.isArray(self) ? Object.hasOwn(self, name) : has(rt, name, self)
}

export const objectMembers: Members<unknown> = {
  methods: new Map<string, Method<unknown>>([
    ['hasOwnProperty', hasOwn],
    ['propertyIsEnumerable', hasOwn],
    ['isPrototypeOf', () => false],
    ['toLocaleString', (rt, self) => toText(rt, self)],
    ['toString', (rt, self) => (isPlain(self) ? '[object Object]' : toText(rt, self))],
    ['valueOf', (_, self) => self],
  ]),
  getters: new Map(),
}
