/**
 * Every member of JavaScript's and Luxon's values answers as it does there, whatever it is given: the host's own member
 * is called beside ours. What is left out is listed with the reason.
 */
import { DateTime, Duration, Interval, Settings } from 'luxon'
import { afterAll, describe, expect, it } from 'vitest'
import { compileTemplate, dataScope, evaluate, ExpressionError, functions, type Receiver } from '../index.ts'

const ZONE = 'America/New_York'
const now = Date.UTC(2024, 5, 15, 12, 30, 45, 123)
const scope = dataScope({ input: [{ json: {} }], now: () => now, zone: ZONE })

/** A value as an expression writes it, and a way to make it in the host. */
type Written = readonly [text: string, make: () => unknown]

const NOTHING: readonly Written[] = []

const ARGUMENTS: readonly (readonly Written[])[] = [
  NOTHING,
  [['undefined', () => undefined]],
  [['null', () => null]],
  [['"a"', () => 'a']],
  [['""', () => '']],
  [['0', () => 0]],
  [['-1', () => -1]],
  [['2.5', () => 2.5]],
  [['NaN', () => Number.NaN]],
  [['true', () => true]],
  [['[1]', () => [1]]],
  [['({ a: 1 })', () => ({ a: 1 })]],
  [['/a/g', () => /a/g]],
  [['10n', () => 10n]],
  [['(x) => x', () => (x: unknown) => x]],
  [
    ['"b"', () => 'b'],
    ['1', () => 1],
  ],
  [
    ['1', () => 1],
    ['2', () => 2],
  ],
  [
    ['-2', () => -2],
    ['undefined', () => undefined],
  ],
  [
    ['"a"', () => 'a'],
    ['"<$&>"', () => '<$&>'],
  ],
]

const DATES: readonly (readonly Written[])[] = [
  [['"days"', () => 'days']],
  [['"month"', () => 'month']],
  [['"yyyy-MM-dd"', () => 'yyyy-MM-dd']],
  [['({ days: 1 })', () => ({ days: 1 })]],
  [['({ year: 2024, month: 2 })', () => ({ year: 2024, month: 2 })]],
  [['"Asia/Tokyo"', () => 'Asia/Tokyo']],
  [['({ locale: "fr" })', () => ({ locale: 'fr' })]],
  [['DateTime.fromISO("2024-01-01")', () => DateTime.fromISO('2024-01-01')]],
  [['Duration.fromObject({ hours: 5 })', () => Duration.fromObject({ hours: 5 })]],
  [['new Date(0)', () => new Date(0)]],
  [
    ['DateTime.fromISO("2024-01-01")', () => DateTime.fromISO('2024-01-01')],
    ['["months", "days"]', () => ['months', 'days']],
  ],
  [
    ['"10 mars 2024"', () => '10 mars 2024'],
    ['"d MMMM yyyy"', () => 'd MMMM yyyy'],
    ['({ locale: "fr" })', () => ({ locale: 'fr' })],
  ],
  [['"2024-03-10T02:30:00"', () => '2024-03-10T02:30:00']],
  [['"P1DT2H"', () => 'P1DT2H']],
  [['"2024-01-01/2024-02-01"', () => '2024-01-01/2024-02-01']],
]

interface Kind {
  readonly of: string
  readonly prototype: object
  readonly receivers: readonly Written[]
  readonly more?: readonly (readonly Written[])[]
  /** Members that are not there, or answer otherwise, on purpose. */
  readonly left?: readonly string[]
  /** The kind under which n8n's own functions come first. */
  readonly table?: Receiver
}

const KINDS: readonly Kind[] = [
  {
    of: 'text',
    prototype: String.prototype,
    table: 'string',
    receivers: [
      ['"b,c,abc"', () => 'b,c,abc'],
      ['"Ünï 😀"', () => 'Ünï 😀'],
    ],
  },
  {
    of: 'numbers',
    prototype: Number.prototype,
    table: 'number',
    receivers: [
      ['(1234.567)', () => 1234.567],
      ['(NaN)', () => Number.NaN],
    ],
  },
  { of: 'booleans', prototype: Boolean.prototype, table: 'boolean', receivers: [['true', () => true]] },
  { of: 'big integers', prototype: BigInt.prototype, receivers: [['(-12n)', () => -12n]] },
  {
    of: 'lists',
    prototype: Array.prototype,
    table: 'array',
    receivers: [
      ['[3, 1, 2]', () => [3, 1, 2]],
      // oxlint-disable-next-line no-sparse-arrays -- holes are what is looked at
      ['["b", , "a", undefined, [1, [2]]]', () => ['b', , 'a', undefined, [1, [2]]]],
    ],
  },
  {
    of: 'JavaScript dates',
    prototype: Date.prototype,
    table: 'date',
    receivers: [
      ['(new Date("2024-03-15T10:20:30.456Z"))', () => new Date('2024-03-15T10:20:30.456Z')],
      ['(new Date(NaN))', () => new Date(Number.NaN)],
    ],
    // Proposed, and not in every engine yet.
    left: ['toTemporalInstant'],
  },
  {
    of: 'patterns',
    prototype: RegExp.prototype,
    receivers: [['/(?<l>[a-c])(x)?/gi', () => /(?<l>[a-c])(x)?/gi]],
    // `compile` is a relic that changes a pattern in place.
    left: ['compile'],
  },
  {
    of: 'sets',
    prototype: Set.prototype,
    table: 'object',
    receivers: [['(new Set([1, 2]))', () => new Set([1, 2])]],
  },
  {
    of: 'maps',
    prototype: Map.prototype,
    table: 'object',
    receivers: [['(new Map([["a", 1]]))', () => new Map([['a', 1]])]],
    // Proposed, and not in every engine yet.
    left: ['getOrInsert', 'getOrInsertComputed'],
  },
  {
    of: 'typed arrays',
    prototype: Object.getPrototypeOf(Uint8Array.prototype) as object,
    table: 'object',
    receivers: [['(new Int16Array([3, 1, 2]))', () => new Int16Array([3, 1, 2])]],
    // Asked in another order, which a comparison that does not compare notices.
    left: ['sort', 'toSorted'],
  },
  {
    of: 'DateTime',
    prototype: DateTime.prototype,
    table: 'date',
    more: DATES,
    receivers: [
      ['DateTime.fromISO("2024-03-10T12:34:56.789")', () => DateTime.fromISO('2024-03-10T12:34:56.789')],
      ['DateTime.fromISO("bad")', () => DateTime.fromISO('bad')],
    ],
    // Values of the library's own classes.
    left: ['loc', 'resolvedLocaleOptions'],
  },
  {
    of: 'Duration',
    prototype: Duration.prototype,
    more: DATES,
    receivers: [['Duration.fromISO("P1DT26H90M")', () => Duration.fromISO('P1DT26H90M')]],
    table: 'object',
    left: ['loc', 'matrix'],
  },
  {
    of: 'Interval',
    prototype: Interval.prototype,
    more: DATES,
    table: 'object',
    receivers: [['Interval.fromISO("2024-06-01/2024-06-15")', () => Interval.fromISO('2024-06-01/2024-06-15')]],
    // The library's own never end for lengths below zero.
    left: ['splitBy', 'divideEqually'],
  },
]

/** What cannot be a result: functions, symbols, and the values of classes that nobody knows. */
const HIDDEN = Symbol('hidden')

function shown(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return HIDDEN
  if (typeof value !== 'object' || value === null) return value
  if ('next' in value && Symbol.iterator in value) return shown([...(value as Iterable<unknown>)])
  if (DateTime.isDateTime(value)) return value.isValid ? `${value.toISO()} ${zone(value)}` : 'invalid'
  if (Duration.isDuration(value)) return value.isValid ? value.toObject() : 'invalid'
  if (Interval.isInterval(value)) return value.isValid ? value.toISO() : 'invalid'
  if (Array.isArray(value)) return allOrNothing(Array.from(value as unknown[], shown))
  if (value instanceof Set) return new Set(allOrNothing([...value].map(shown)))
  if (value instanceof Map) return allOrNothing([...value].flat().map(shown))
  return value
}

/** A list that holds something hidden is hidden. */
function allOrNothing(list: unknown[]): unknown[] {
  return list.includes(HIDDEN) ? [HIDDEN] : list
}

function zone(date: DateTime): string {
  return date.zoneName?.replace(/^UTC\+0$/, 'UTC') ?? ''
}

/** Calls the host's member, with its clock and zone set as ours are. */
function host(run: () => unknown): unknown {
  const { now: clock, defaultZone, defaultLocale } = Settings
  Settings.now = () => now
  Settings.defaultZone = ZONE
  Settings.defaultLocale = 'en-US'
  try {
    return shown(run())
  } catch {
    // What is an error in JavaScript gives nothing.
    return undefined
  } finally {
    Settings.now = clock
    Settings.defaultZone = defaultZone
    Settings.defaultLocale = defaultLocale
  }
}

function ours(text: string): unknown {
  try {
    return shown(evaluate(compileTemplate(`={{ ${text.replaceAll('}}', '} }')} }}`), scope))
  } catch (error) {
    if (error instanceof ExpressionError && error.kind === 'not_transferable') return HIDDEN
    throw error
  }
}

const FORBIDDEN = new Set(['constructor', '__proto__', 'prototype'])

function names({ prototype, left = [] }: Kind): string[] {
  return Object.getOwnPropertyNames(prototype).filter(
    (name) => !FORBIDDEN.has(name) && !name.startsWith('__') && !left.includes(name),
  )
}

describe.each(KINDS)('members of $of', (kind) => {
  const own = new Set(functions.filter(({ on, own }) => on === kind.table && own !== true).map(({ name }) => name))
  const process = globalThis.process.env['TZ']
  globalThis.process.env['TZ'] = 'UTC'
  afterAll(() => {
    if (process === undefined) delete globalThis.process.env['TZ']
    else globalThis.process.env['TZ'] = process
  })

  it.each(names(kind))('%s', (name) => {
    // A function of n8n's of that name comes first; the recorded cases say what it answers.
    if (own.has(name)) return
    const member = Object.getOwnPropertyDescriptor(kind.prototype, name)
    for (const [receiver, make] of kind.receivers) {
      const value: unknown = member?.value
      if (typeof value !== 'function') {
        const wanted = host(() => Reflect.get(Object(make()) as object, name))
        const given = ours(`${receiver}.${name}`)
        if (wanted !== HIDDEN && typeof wanted !== 'object') expect(given, `${receiver}.${name}`).toEqual(wanted)
        continue
      }
      for (const args of [...ARGUMENTS, ...(kind.more ?? [])]) {
        const text = `${receiver}.${name}(${args.map(([written]) => written).join(', ')})`
        const wanted = host(() =>
          Reflect.apply(
            value as (...given: unknown[]) => unknown,
            make(),
            args.map(([, argument]) => argument()),
          ),
        )
        const given = iterated(text, wanted)
        if (given === HIDDEN) expect(JSON.stringify(hidden(wanted)), text).toContain('hidden')
        else expect(given, text).toEqual(wanted)
      }
    }
  })
})

/** What cannot leave an expression is a function, or holds one. */
function hidden(value: unknown): unknown {
  if (value === HIDDEN) return 'hidden'
  if (value instanceof Set || Array.isArray(value)) return [...(value as Iterable<unknown>)].map(hidden)
  return null
}

/** Iterators cannot leave an expression, so their elements are compared. */
function iterated(text: string, wanted: unknown): unknown {
  const given = ours(text)
  return given === HIDDEN && Array.isArray(wanted) ? ours(`[...${text}]`) : given
}
