/**
 * Global names: the parts of JavaScript's library that expressions may use, each one of ours.
 *
 * What other programs reach here (`fetch`, `process`, `globalThis`, …) are inert records, as n8n shows them.
 */
import { toInteger, toNumber, toPrimitive, toText } from '../run/convert.ts'
import { ownEntries, ownKeys } from '../run/entries.ts'
import { invoke, needCallable } from '../run/invoke.ts'
import { iterate, toList } from '../run/iterate.ts'
import { pairElement } from '../run/pair.ts'
import { set } from '../run/property.ts'
import { Raised, makeError, typeError } from '../run/raised.ts'
import { LIMITS, overBudget, type Runtime } from '../run/runtime.ts'
import { makeRegExp } from '../regex/regexp.ts'
import { Native, View, type NativeCall } from '../values/callable.ts'
import { isBoxedBoolean, isBoxedNumber, isBoxedText } from '../values/boxed.ts'
import { forbidden, isForbidden } from '../values/forbidden.ts'
import { define, defineHidden, isPlain, ownValue, shallowCopy, type PlainObject } from '../values/plain.ts'
import { arrayFrom } from './array-from.ts'
import { binaryTypes } from './binary.ts'
import { mapType, setType, weakMapType, weakSetType } from './collections.ts'
import { dateType } from './date.ts'
import { intlNamespace } from './intl.ts'
import { jsonNamespace } from './json.ts'
import { dateTimeType } from './luxon/date-time.ts'
import { durationType } from './luxon/duration.ts'
import { intervalType } from './luxon/interval.ts'
import { mathNamespace } from './math.ts'

function fn(name: string, call: NativeCall): [string, Native] {
  return [name, new Native(name, { call })]
}

function record(rt: Runtime, entries: Iterable<readonly [string, unknown]>): PlainObject {
  const made: PlainObject = {}
  for (const [key, value] of entries) {
    rt.addKey(made)
    rt.read(key)
    if (key !== '__proto__') define(made, key, value)
  }
  return made
}

function* pairs(rt: Runtime, value: unknown): Generator<[string, unknown]> {
  for (const pair of iterate(rt, value)) yield [toText(rt, pairElement(rt, pair, 0)), pairElement(rt, pair, 1)]
}

/** Merges members into the first object, which is copied first when it is data of the execution. */
function assign(rt: Runtime, args: readonly unknown[]): unknown {
  const [target, ...sources] = args
  if (target === null || target === undefined) throw typeError('Cannot convert undefined or null to object')
  if (typeof target !== 'object') return boxed(target)
  const into = rt.writable<object>(target, (object) =>
    Array.isArray(object) ? object.slice() : isPlain(object) ? shallowCopy(object) : object,
  )
  if (!isPlain(into) && !Array.isArray(into)) return target
  for (const source of sources) {
    for (const [key, value] of ownEntries(rt, source)) {
      rt.addKey(into)
      if (isForbidden(key)) continue
      // Elements and the length of a list are written as assignments write them: paid for, and not beyond its limit.
      if (Array.isArray(into)) set(rt, into, key, value)
      else define(into, key, value)
    }
  }
  return target
}

function groupBy(rt: Runtime, [values, by]: readonly unknown[]): PlainObject {
  const call = needCallable(by)
  const groups = new Map<string, unknown[]>()
  toList(rt, values).forEach((value, i) => {
    const key = toText(rt, invoke(rt, call, undefined, [value, i]))
    rt.read(key)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  })
  return record(rt, groups)
}

function frozen(rt: Runtime, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const current = rt.current(value)
  if (!isPlain(current) && !Array.isArray(current)) return value
  rt.list(Array.isArray(current) ? current.length : Object.keys(current).length)
  return Object.freeze(Array.isArray(current) ? current.slice() : shallowCopy(current))
}

function refused(name: string): [string, Native] {
  return fn(name, () => {
    throw forbidden(name)
  })
}

/** `Object(value)`: an object stays, a primitive is boxed. */
function boxed(value: unknown): unknown {
  if (value === null || value === undefined) return {}
  switch (typeof value) {
    case 'number':
      return new Number(value)
    case 'string':
      return new String(value)
    case 'boolean':
      return new Boolean(value)
    default:
      return value
  }
}

const objectType = new Native('Object', {
  call: (_, __, [value]) => boxed(value),
  construct: (_, [value]) => boxed(value),
  owns: (value) => typeof value === 'object' && value !== null,
  statics: new Map<string, unknown>([
    fn('keys', (rt, _, [value]) => ownKeys(rt, needObject(value))),
    fn('values', (rt, _, [value]) => ownEntries(rt, needObject(value)).map(([, member]) => member)),
    fn('entries', (rt, _, [value]) => ownEntries(rt, needObject(value))),
    fn('fromEntries', (rt, _, [value]) => record(rt, pairs(rt, value))),
    fn('assign', (rt, _, args) => assign(rt, args)),
    fn('freeze', (rt, _, [value]) => frozen(rt, value)),
    fn('seal', (_, __, [value]) => value),
    fn('preventExtensions', (_, __, [value]) => value),
    fn('isFrozen', (_, __, [value]) => typeof value !== 'object' || value === null || Object.isFrozen(value)),
    fn('isSealed', (_, __, [value]) => typeof value !== 'object' || value === null || Object.isSealed(value)),
    fn('isExtensible', (_, __, [value]) => typeof value === 'object' && value !== null && Object.isExtensible(value)),
    fn('is', (rt, _, [a, b]) => {
      rt.compared(a, b)
      return Object.is(a, b)
    }),
    fn('hasOwn', (rt, _, [value, key]) => ownNames(rt, value).includes(toText(rt, key))),
    fn('getOwnPropertyNames', (rt, _, [value]) => ownNames(rt, value)),
    fn('getOwnPropertySymbols', (_, __, [value]) => {
      needObject(value)
      return []
    }),
    fn('create', (rt, _, [proto]) => {
      if (proto === null) return Object.create(null) as PlainObject
      if (typeof proto !== 'object') throw typeError('Object prototype may only be an Object or null')
      rt.odd = true
      const made: PlainObject = {}
      for (const [key, value] of ownEntries(rt, proto)) defineHidden(made, key, value)
      return made
    }),
    fn('groupBy', (rt, _, args) => groupBy(rt, args)),
    refused('getPrototypeOf'),
    refused('setPrototypeOf'),
    refused('defineProperty'),
    refused('defineProperties'),
  ]),
})

/** The own names of a value, with those that are not listed. */
function ownNames(rt: Runtime, value: unknown): string[] {
  const keys = ownKeys(rt, needObject(value))
  if (Array.isArray(value) || typeof value === 'string') return [...keys, 'length']
  return value instanceof Error ? ['stack', 'message', ...keys] : keys
}

function needObject(value: unknown): unknown {
  if (value === null || value === undefined) throw typeError('Cannot convert undefined or null to object')
  return value
}

function arrayOf(rt: Runtime, args: readonly unknown[]): unknown[] {
  const [length] = args
  if (args.length !== 1 || typeof length !== 'number') return [...args]
  if (!Number.isInteger(length) || length < 0 || length > 2 ** 32 - 1)
    throw Raised.error('RangeError', 'Invalid array length')
  rt.list(length)
  const made: unknown[] = []
  made.length = length
  return made
}

const arrayType = new Native('Array', {
  call: (rt, _, args) => arrayOf(rt, args),
  construct: (rt, args) => arrayOf(rt, args),
  owns: (value) => Array.isArray(value),
  statics: new Map<string, unknown>([
    fn('isArray', (_, __, [value]) => Array.isArray(value)),
    fn('from', (rt, _, args) => arrayFrom(rt, args)),
    fn('of', (_, __, args) => [...args]),
  ]),
})

const stringType = new Native('String', {
  call: (rt, _, args) =>
    args.length === 0 ? '' : typeof args[0] === 'symbol' ? args[0].toString() : toText(rt, args[0]),
  construct: (rt, args) => new String(args.length === 0 ? '' : toText(rt, args[0])),
  owns: isBoxedText,
  statics: new Map<string, unknown>([
    fn('fromCharCode', (rt, _, args) => {
      rt.text(args.length)
      return args.map((code) => String.fromCharCode(toNumber(rt, code))).join('')
    }),
    fn('fromCodePoint', (rt, _, args) => {
      rt.text(args.length)
      return args
        .map((code) => {
          const point = toNumber(rt, code)
          if (!Number.isInteger(point) || point < 0 || point > 0x10ffff)
            throw Raised.error('RangeError', `Invalid code point ${point}`)
          return String.fromCodePoint(point)
        })
        .join('')
    }),
    fn('raw', (rt, _, [template, ...values]) => {
      const raw = isPlain(template) || Array.isArray(template) ? ownValue(template, 'raw') : undefined
      const texts = toList(rt, raw)
      let made = ''
      texts.forEach((text, i) => {
        made += toText(rt, text) + (i < texts.length - 1 && i < values.length ? toText(rt, values[i]) : '')
      })
      rt.text(made.length)
      return made
    }),
  ]),
})

const numberFunctions = {
  isNaN: fn('isNaN', (_, __, [value]) => typeof value === 'number' && Number.isNaN(value)),
  parseFloat: fn('parseFloat', (rt, _, [text]) => Number.parseFloat(toText(rt, text))),
  parseInt: fn('parseInt', (rt, _, [text, radix]) =>
    Number.parseInt(toText(rt, text), radix === undefined ? undefined : toInteger(rt, radix)),
  ),
}

const numberType = new Native('Number', {
  call: (rt, _, args) => asNumber(rt, args),
  construct: (rt, args) => new Number(asNumber(rt, args)),
  owns: isBoxedNumber,
  statics: new Map<string, unknown>([
    ['EPSILON', Number.EPSILON],
    ['MAX_SAFE_INTEGER', Number.MAX_SAFE_INTEGER],
    ['MIN_SAFE_INTEGER', Number.MIN_SAFE_INTEGER],
    ['MAX_VALUE', Number.MAX_VALUE],
    ['MIN_VALUE', Number.MIN_VALUE],
    ['NaN', Number.NaN],
    ['POSITIVE_INFINITY', Number.POSITIVE_INFINITY],
    ['NEGATIVE_INFINITY', Number.NEGATIVE_INFINITY],
    fn('isFinite', (_, __, [value]) => Number.isFinite(value)),
    fn('isInteger', (_, __, [value]) => Number.isInteger(value)),
    fn('isSafeInteger', (_, __, [value]) => Number.isSafeInteger(value)),
    ...Object.values(numberFunctions),
  ]),
})

function asNumber(rt: Runtime, args: readonly unknown[]): number {
  if (args.length === 0) return 0
  const primitive = toPrimitive(rt, args[0], 'number')
  return typeof primitive === 'bigint' ? Number(primitive) : toNumber(rt, primitive)
}

const booleanType = new Native('Boolean', {
  call: (_, __, [value]) => Boolean(value),
  construct: (_, [value]) => new Boolean(value),
  owns: isBoxedBoolean,
})

const bigintType = new Native('BigInt', {
  call: (rt, _, [value]) => {
    const primitive = toPrimitive(rt, value, 'number')
    if (typeof primitive === 'string' && primitive.length > LIMITS.bigintDigits)
      throw overBudget('big integer length', `${LIMITS.bigintDigits} digits`)
    try {
      if (
        typeof primitive === 'string' ||
        typeof primitive === 'number' ||
        typeof primitive === 'bigint' ||
        typeof primitive === 'boolean'
      )
        return BigInt(primitive)
    } catch (error) {
      throw Raised.error('SyntaxError', error instanceof Error ? error.message : 'Cannot convert to a BigInt')
    }
    throw typeError('Cannot convert the value to a BigInt')
  },
  statics: new Map<string, unknown>([
    fn('asIntN', (rt, _, [bits, value]) =>
      typeof value === 'bigint' ? BigInt.asIntN(Math.min(40_000, toInteger(rt, bits)), value) : undefined,
    ),
    fn('asUintN', (rt, _, [bits, value]) =>
      typeof value === 'bigint' ? BigInt.asUintN(Math.min(40_000, toInteger(rt, bits)), value) : undefined,
    ),
  ]),
})

const registry = new Map<string, symbol>()

const symbolType = new Native('Symbol', {
  call: (rt, _, [description]) => Symbol(description === undefined ? undefined : toText(rt, description)),
  statics: new Map<string, unknown>([
    ['iterator', Symbol.iterator],
    ['toPrimitive', Symbol.toPrimitive],
    ['asyncIterator', Symbol.asyncIterator],
    ['hasInstance', Symbol.hasInstance],
    ['toStringTag', Symbol.toStringTag],
    fn('for', (rt, _, [key]) => {
      // A registry of one evaluation would do; a bounded one of ours leaves nothing of an expression in the host's.
      const name = toText(rt, key).slice(0, 100)
      if (registry.size > 1000) registry.clear()
      const known = registry.get(name) ?? Symbol(name)
      registry.set(name, known)
      return known
    }),
  ]),
})

const regexpType = new Native('RegExp', {
  call: (rt, _, args) => patternOf(rt, args),
  construct: (rt, args) => patternOf(rt, args),
  owns: (value) => value instanceof RegExp,
  statics: new Map<string, unknown>([
    fn('escape', (rt, _, [text]) => toText(rt, text).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')),
  ]),
})

function patternOf(rt: Runtime, [source, flags]: readonly unknown[]): RegExp {
  if (source instanceof RegExp)
    return makeRegExp(rt, source.source, flags === undefined ? source.flags : toText(rt, flags))
  return makeRegExp(rt, source === undefined ? '' : toText(rt, source), flags === undefined ? '' : toText(rt, flags))
}

function errorType(name: string): [string, Native] {
  const make: (rt: Runtime, args: readonly unknown[]) => Error = (rt, [message, options]) => {
    const error = makeError(name, message === undefined ? '' : toText(rt, message))
    if (isPlain(options) && Object.hasOwn(options, 'cause')) define(error, 'cause', ownValue(options, 'cause'))
    return error
  }
  return [
    name,
    new Native(name, {
      call: (rt, _, args) => make(rt, args),
      construct: make,
      owns: (value) => value instanceof Error && (name === 'Error' || value.name === name),
    }),
  ]
}

function uri(name: string, convert: (text: string) => string): [string, Native] {
  return fn(name, (rt, _, [value]) => {
    const text = toText(rt, value)
    rt.text(text.length * 3)
    try {
      return convert(text)
    } catch {
      throw Raised.error('URIError', 'URI malformed')
    }
  })
}

/** Names that other programs would reach for: present, and empty. */
const EMPTY = [
  'fetch',
  'require',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
  'queueMicrotask',
  'Buffer',
  'Promise',
  'Reflect',
  'Proxy',
  'globalThis',
  'global',
  'document',
  'Atomics',
  'escape',
  'unescape',
  'eval',
  'module',
  'alert',
  'prompt',
  'confirm',
  'XMLHttpRequest',
  'Generator',
  'GeneratorFunction',
  'AsyncFunction',
  'AsyncGeneratorFunction',
  'AsyncGenerator',
  'AsyncIterator',
  'Function',
  'SharedArrayBuffer',
  'WebAssembly',
  'self',
  'uneval',
]

/** Something that has no members, and gives undefined when it is called or made with `new`. */
function inert(name: string): View {
  return new View(
    name,
    () => undefined,
    () => [],
    () => undefined,
    true,
  )
}

/** What a bare `toString` means: the method of the (empty) global object. */
function inherited(name: string): [string, Native] {
  return fn(name, () => (name === 'toString' || name === 'toLocaleString' ? '[object Object]' : undefined))
}

const processView = new View(
  'process',
  (key) => PROCESS.get(key),
  () => [...PROCESS.keys()],
)

const PROCESS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['arch', 'x64'],
  ['env', Object.freeze(Object.create(null) as object)],
  ['pid', 1],
  ['platform', 'linux'],
  ['version', ''],
  ['versions', Object.freeze(Object.create(null) as object)],
])

/** The global object as `this` shows it. */
export const rootView = new View(
  'this',
  (key) => ROOT.get(key),
  () => [...ROOT.keys()],
)

const ROOT: ReadonlyMap<string, View> = new Map(
  ['process', 'require', 'module', 'Buffer'].map((name): [string, View] => [name, inert(name)]),
)

export const globals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['undefined', undefined],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['Object', objectType],
  ['Array', arrayType],
  ['String', stringType],
  ['Number', numberType],
  ['Boolean', booleanType],
  ['BigInt', bigintType],
  ['Symbol', symbolType],
  ['RegExp', regexpType],
  ['Date', dateType],
  ['Map', mapType],
  ['Set', setType],
  ['WeakMap', weakMapType],
  ['WeakSet', weakSetType],
  ['Math', mathNamespace],
  ['JSON', jsonNamespace],
  ['Intl', intlNamespace],
  ['DateTime', dateTimeType],
  ['Duration', durationType],
  ['Interval', intervalType],
  ...['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'URIError', 'EvalError'].map(errorType),
  ...binaryTypes,
  numberFunctions.parseFloat,
  numberFunctions.parseInt,
  fn('isNaN', (rt, _, [value]) => Number.isNaN(toNumber(rt, value))),
  fn('isFinite', (rt, _, [value]) => Number.isFinite(toNumber(rt, value))),
  uri('encodeURIComponent', encodeURIComponent),
  uri('encodeURI', encodeURI),
  uri('decodeURIComponent', decodeURIComponent),
  uri('decodeURI', decodeURI),
  ...EMPTY.map((name): [string, View] => [name, inert(name)]),
  ...['toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable', 'toLocaleString'].map(
    inherited,
  ),
  fn('__sanitize', (_, __, [value]) => value),
  ['process', processView],
])
