/**
 * Texts and numbers as dates, by the rules of the language.
 *
 * ISO text keeps the offset it names; without one it is read in the given zone. What Luxon does not know goes through
 * JavaScript's own parser and is shown in the given zone.
 */
import { DateTime, Settings } from 'luxon'

export interface DateContext {
  /** IANA zone, for texts without an offset and for numbers. */
  readonly zone: string
  /** Milliseconds since 1970: "today" for texts that only name a time. */
  readonly now: number
}

/** How a number counts time. */
export type NumberFormat = 'ms' | 's' | 'us' | 'excel'

const MAX_TEXT = 1_000

/** Names of months and days are English unless told otherwise, on every machine. */
const LOCALE = 'en-US'

/**
 * Luxon asks a global clock what "today" is (for a lone time of day) and on which side of a clock change an ambiguous
 * time lies. While `run` runs, that clock is ours; it is put back before anything else can look.
 */
export function withClock<T>(now: number, run: () => T): T {
  const before = Settings.now
  Settings.now = () => now
  try {
    return run()
  } finally {
    Settings.now = before
  }
}

/** A lone time with a leading T is no date in n8n. */
const BARE_TIME = /^T\d/

/** Reads a date text in any of the known forms; an invalid DateTime when it is none. */
export function parseDateTime(text: string, context: DateContext): DateTime {
  if (text.length > MAX_TEXT || BARE_TIME.test(text)) return DateTime.invalid('unparsable')
  return withClock(context.now, () => {
    const options = { zone: context.zone, setZone: true, locale: LOCALE }
    for (const read of [DateTime.fromISO, DateTime.fromHTTP, DateTime.fromRFC2822, DateTime.fromSQL]) {
      const found = read(text, options)
      if (found.isValid) return found
    }
    const parsed = Date.parse(text)
    return Number.isNaN(parsed)
      ? DateTime.invalid('unparsable')
      : DateTime.fromMillis(parsed, { zone: context.zone, locale: LOCALE })
  })
}

/** A number as a date; `excel` counts days since 1900, the others parts of seconds since 1970. */
export function numberToDateTime(value: number, format: NumberFormat, zone: string): DateTime {
  switch (format) {
    case 'ms':
      return DateTime.fromMillis(value, { zone, locale: LOCALE })
    case 's':
      return DateTime.fromSeconds(value, { zone, locale: LOCALE })
    case 'us':
      return DateTime.fromMillis(value / 1000, { zone, locale: LOCALE })
    case 'excel':
      return DateTime.fromMillis((value - 25_569) * 86_400_000, { zone, locale: LOCALE })
  }
}

/** Text, number, JavaScript date or DateTime as a DateTime; invalid when it is no date. */
export function toDateTime(value: unknown, context: DateContext): DateTime {
  if (DateTime.isDateTime(value)) return value
  if (value instanceof Date) return DateTime.fromJSDate(value, { zone: context.zone }).setLocale(LOCALE)
  if (typeof value === 'number') return numberToDateTime(value, 'ms', context.zone)
  if (typeof value === 'string') return parseDateTime(value, context)
  return DateTime.invalid('unparsable')
}
