/** `Intl`: formatters as values of ours, reachable by the names listed here. */
import { toNumber, toText } from '../run/convert.ts'
import { toList } from '../run/iterate.ts'
import { DateTime } from 'luxon'
import { Raised, typeError } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { Native, namespace } from '../values/callable.ts'
import { IntlValue } from '../values/intl-value.ts'
import { Iter } from '../values/iter.ts'
import { localeOf, optionsOf } from './string.ts'
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
  ['DisplayNames', (locale, options) => new Intl.DisplayNames(locale, { type: 'region', ...options })],
  ['Segmenter', (locale, options) => new Intl.Segmenter(locale, options)],
  [
    'Locale',
    (locale, options) => new Intl.Locale(typeof locale === 'string' ? locale : (locale[0] ?? 'en-US'), options),
  ],
])

function instant(rt: Runtime, value: unknown): Date | undefined {
  if (value === undefined) return new Date(rt.scope.now())
  if (value instanceof Date) return value
  return new Date(DateTime.isDateTime(value) ? value.toMillis() : toNumber(rt, value))
}

function amount(rt: Runtime, value: unknown): number | bigint {
  return typeof value === 'bigint' ? value : toNumber(rt, value)
}

function format(rt: Runtime, { host }: IntlValue, [value, unit]: readonly unknown[]): unknown {
  if (host instanceof Intl.NumberFormat) return host.format(amount(rt, value))
  if (host instanceof Intl.DateTimeFormat) return host.format(instant(rt, value))
  if (host instanceof Intl.ListFormat) return host.format(toList(rt, value).map((one) => toText(rt, one)))
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
  if (host instanceof Intl.ListFormat) return host.formatToParts(toList(rt, value).map((one) => toText(rt, one)))
  if (host instanceof Intl.RelativeTimeFormat) {
    return host.formatToParts(toNumber(rt, value), toText(rt, unit) as Intl.RelativeTimeFormatUnit)
  }
  return undefined
}

export const intlMembers = members<IntlValue>(
  {
    format: (rt, self, args) => guarded(() => format(rt, self, args)),
    formatToParts: (rt, self, args) => guarded(() => formatToParts(rt, self, args)),
    formatRange: (rt, self, [from, to]) =>
      guarded(() => {
        if (self.host instanceof Intl.DateTimeFormat)
          return self.host.formatRange(instant(rt, from) ?? 0, instant(rt, to) ?? 0)
        return self.host instanceof Intl.NumberFormat
          ? self.host.formatRange(toNumber(rt, from), toNumber(rt, to))
          : undefined
      }),
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
    toString: (rt, { host }) => (host instanceof Intl.Locale ? host.toString() : (rt.spend(1), '[object Intl]')),
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
  },
)

function* segments(rt: Runtime, host: Intl.Segmenter, text: string): Generator<unknown> {
  for (const { segment, index, isWordLike } of host.segment(text)) {
    rt.spend(1)
    yield { segment, index, input: text, ...(isWordLike === undefined ? {} : { isWordLike }) }
  }
}

function type(name: string, make: Make): Native {
  const build = (rt: Runtime, args: readonly unknown[]): IntlValue => {
    // Loading the rules of a locale is far more work than an ordinary step.
    rt.spend(200)
    return guarded(() => new IntlValue(name, make(localeOf(args[0]), optionsOf(args[1]))))
  }
  return new Native(name, {
    call: (rt, _, args) => build(rt, args),
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
