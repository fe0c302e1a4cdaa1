/** `Intl`: formatters as values of ours, reachable by the names listed here. */
import { toNumber, toText } from '../run/convert.ts'
import { toList } from '../run/iterate.ts'
import { DateTime } from 'luxon'
import { Raised, typeError } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { Native, namespace } from '../values/callable.ts'
import { IntlValue } from '../values/intl-value.ts'
import { Iter } from '../values/iter.ts'
import { localeOf, optionsOf } from './locale.ts'
import { members } from './members.ts'

function guarded<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw Raised.error('RangeError', error.message)
    throw error
  }
}

type Make = (locale: string | string[], options: Record<string, never> | undefined) => object

const TYPES: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['NumberFormat', (locale, options) => new Intl.NumberFormat(locale, options)],
  ['DateTimeFormat', (locale, options) => new Intl.DateTimeFormat(locale, options)],
  ['PluralRules', (locale, options) => new Intl.PluralRules(locale, options)],
  ['RelativeTimeFormat', (locale, options) => new Intl.RelativeTimeFormat(locale, options)],
  ['ListFormat', (locale, options) => new Intl.ListFormat(locale, options)],
  ['Collator', (locale, options) => new Intl.Collator(locale, options)],
  ['DisplayNames', (locale, options) => new Intl.DisplayNames(locale, options as never)],
  ['Segmenter', (locale, options) => new Intl.Segmenter(locale, options)],
  [
    'Locale',
    (locale, options) => new Intl.Locale(typeof locale === 'string' ? locale : (locale[0] ?? 'en-US'), options),
  ],
])

function instant(rt: Runtime, value: unknown): Date {
  if (value === undefined) return new Date(rt.scope.now())
  if (value instanceof Date) return value
  return new Date(DateTime.isDateTime(value) ? value.toMillis() : toNumber(rt, value))
}

function both(args: readonly unknown[]): readonly [from: unknown, to: unknown] {
  const [from, to] = args
  if (from === undefined || to === undefined) throw typeError('A range has two ends')
  return [from, to]
}

function instants(rt: Runtime, args: readonly unknown[]): [Date, Date] {
  const [from, to] = both(args)
  return [instant(rt, from), instant(rt, to)]
}

function amounts(rt: Runtime, args: readonly unknown[]): [number, number] {
  const [from, to] = both(args)
  return [toNumber(rt, from), toNumber(rt, to)]
}

function amount(rt: Runtime, value: unknown): number | bigint {
  return typeof value === 'bigint' ? value : toNumber(rt, value)
}

/** Lists are written of texts only. */
function texts(rt: Runtime, value: unknown): string[] {
  const list = value === undefined ? [] : toList(rt, value)
  if (list.every((one) => typeof one === 'string')) return list
  throw typeError('Iterable yielded a value that is not a string')
}

function format(rt: Runtime, { host }: IntlValue, [value, unit]: readonly unknown[]): unknown {
  if (host instanceof Intl.NumberFormat) return host.format(amount(rt, value))
  if (host instanceof Intl.DateTimeFormat) return host.format(instant(rt, value))
  if (host instanceof Intl.ListFormat) return host.format(texts(rt, value))
  if (host instanceof Intl.RelativeTimeFormat) {
    return host.format(toNumber(rt, value), toText(rt, unit) as Intl.RelativeTimeFormatUnit)
  }
  return undefined
}

function compare(rt: Runtime, { host }: IntlValue, [a, b]: readonly unknown[]): unknown {
  if (!(host instanceof Intl.Collator)) throw typeError('compare is not a function')
  rt.spend(20)
  return host.compare(toText(rt, a), toText(rt, b))
}

function bound(name: string, run: (rt: Runtime, args: readonly unknown[]) => unknown): Native {
  return new Native(name, { call: (rt, _, args) => run(rt, args) })
}

function formatToParts(rt: Runtime, { host }: IntlValue, [value, unit]: readonly unknown[]): unknown {
  if (host instanceof Intl.NumberFormat) return host.formatToParts(amount(rt, value))
  if (host instanceof Intl.DateTimeFormat) return host.formatToParts(instant(rt, value))
  if (host instanceof Intl.ListFormat) return host.formatToParts(texts(rt, value))
  if (host instanceof Intl.RelativeTimeFormat) {
    return host.formatToParts(toNumber(rt, value), toText(rt, unit) as Intl.RelativeTimeFormatUnit)
  }
  return undefined
}

/** The standard's method, which TypeScript's library does not list yet. */
type Ranges = Intl.PluralRules & { selectRange(from: number, to: number): string }

export const intlMembers = members<IntlValue>(
  {
    format: (rt, self, args) => guarded(() => format(rt, self, args)),
    formatToParts: (rt, self, args) => guarded(() => formatToParts(rt, self, args)),
    formatRange: (rt, { host }, args) =>
      guarded(() => {
        if (host instanceof Intl.DateTimeFormat) return host.formatRange(...instants(rt, args))
        return host instanceof Intl.NumberFormat ? host.formatRange(...amounts(rt, args)) : undefined
      }),
    formatRangeToParts: (rt, { host }, args) =>
      guarded(() => {
        if (host instanceof Intl.DateTimeFormat) return host.formatRangeToParts(...instants(rt, args))
        return host instanceof Intl.NumberFormat ? host.formatRangeToParts(...amounts(rt, args)) : undefined
      }),
    selectRange: (rt, { host }, args) =>
      guarded(() =>
        host instanceof Intl.PluralRules ? (host as Ranges).selectRange(...amounts(rt, args)) : undefined,
      ),
    resolvedOptions: (_, { host }) =>
      'resolvedOptions' in host && typeof host.resolvedOptions === 'function'
        ? { ...(host.resolvedOptions() as object) }
        : undefined,
    select: (rt, { host }, [value]) =>
      host instanceof Intl.PluralRules ? host.select(toNumber(rt, value)) : undefined,
    compare,
    of: (rt, { host }, [code]) =>
      guarded(() => (host instanceof Intl.DisplayNames ? host.of(toText(rt, code)) : undefined)),
    segment: (rt, { host }, [text]) => {
      if (!(host instanceof Intl.Segmenter)) return undefined
      const source = toText(rt, text)
      rt.text(source.length)
      return new Iter(segments(rt, host, source), 'Segments')
    },
    toString: (_, { text }) => text,
    maximize: (_, self) =>
      self.host instanceof Intl.Locale ? new IntlValue('Locale', self.host.maximize()) : undefined,
    minimize: (_, self) =>
      self.host instanceof Intl.Locale ? new IntlValue('Locale', self.host.minimize()) : undefined,
  },
  {
    // Read without being called, these two are functions that keep their formatter.
    compare: (_, self) => bound('compare', (rt, args) => compare(rt, self, args)),
    format: (_, self) => bound('format', (rt, args) => guarded(() => format(rt, self, args))),
    language: (_, { host }) => (host instanceof Intl.Locale ? host.language : undefined),
    region: (_, { host }) => (host instanceof Intl.Locale ? host.region : undefined),
    script: (_, { host }) => (host instanceof Intl.Locale ? host.script : undefined),
    baseName: (_, { host }) => (host instanceof Intl.Locale ? host.baseName : undefined),
    calendar: (_, { host }) => (host instanceof Intl.Locale ? host.calendar : undefined),
    caseFirst: (_, { host }) => (host instanceof Intl.Locale ? host.caseFirst : undefined),
    collation: (_, { host }) => (host instanceof Intl.Locale ? host.collation : undefined),
    hourCycle: (_, { host }) => (host instanceof Intl.Locale ? host.hourCycle : undefined),
    numberingSystem: (_, { host }) => (host instanceof Intl.Locale ? host.numberingSystem : undefined),
    numeric: (_, { host }) => (host instanceof Intl.Locale ? host.numeric : undefined),
  },
)

function* segments(rt: Runtime, host: Intl.Segmenter, text: string): Generator<unknown> {
  for (const { segment, index, isWordLike } of host.segment(text)) {
    rt.spend(1)
    yield { segment, index, input: text, ...(isWordLike === undefined ? {} : { isWordLike }) }
  }
}

/** Formatters that can be made without `new`. */
const CALLABLE: ReadonlySet<string> = new Set(['NumberFormat', 'DateTimeFormat', 'Collator'])

function type(name: string, make: Make): Native {
  const build = (rt: Runtime, args: readonly unknown[]): IntlValue => {
    // Loading the rules of a locale is far more work than an ordinary step.
    rt.spend(200)
    if (name === 'Locale' && args[0] === undefined) throw typeError('First argument to Intl.Locale is missing')
    return guarded(() => new IntlValue(name, make(localeOf(args[0]), optionsOf(rt, args[1]))))
  }
  return new Native(name, {
    call: (rt, _, args) => {
      if (!CALLABLE.has(name)) throw typeError(`Constructor Intl.${name} requires 'new'`)
      return build(rt, args)
    },
    construct: (rt, args) => build(rt, args),
    owns: (value) => value instanceof IntlValue && value.kind === name,
    statics: new Map([
      [
        'supportedLocalesOf',
        new Native('supportedLocalesOf', {
          call: (_, __, [locale]) => Intl.NumberFormat.supportedLocalesOf(locale === undefined ? [] : localeOf(locale)),
        }),
      ],
    ]),
  })
}

export const intlNamespace = namespace(
  'Intl',
  new Map<string, unknown>([
    ...[...TYPES].map(([name, make]): [string, Native] => [name, type(name, make)]),
    [
      'getCanonicalLocales',
      new Native('getCanonicalLocales', {
        call: (_, __, [locale]) =>
          guarded(() => Intl.getCanonicalLocales(locale === undefined ? [] : localeOf(locale))),
      }),
    ],
    [
      'supportedValuesOf',
      new Native('supportedValuesOf', {
        call: (rt, _, [key]) => {
          rt.spend(2_000)
          return guarded(() => Intl.supportedValuesOf(toText(rt, key) as 'currency'))
        },
      }),
    ],
  ]),
)
