/**
 * The members that spans of time show when they are listed (`Object.keys`, `.values()`, spread), as plain data. What the
 * library keeps inside is written out here by name; nothing of it is handed out.
 */
import { Duration, Interval } from 'luxon'
import type { PlainObject } from './plain.ts'

const DAY = { hours: 24, minutes: 1440, seconds: 86_400, milliseconds: 86_400_000 }

/** How the library turns units into smaller ones, with years of 365 days and months of 30. */
const CONVERSIONS = {
  years: { quarters: 4, months: 12, weeks: 52, ...days(365) },
  quarters: { months: 3, weeks: 13, ...days(91) },
  months: { weeks: 4, ...days(30) },
  weeks: days(7),
  days: DAY,
  hours: { minutes: 60, seconds: 3600, milliseconds: 3_600_000 },
  minutes: { seconds: 60, milliseconds: 60_000 },
  seconds: { milliseconds: 1000 },
}

function days(count: number): PlainObject {
  const parts = Object.entries(DAY).map(([unit, each]): [string, number] => [unit, each * count])
  return { days: count, ...Object.fromEntries(parts) }
}

/** The listed members of a duration or an interval; undefined for anything else. */
export function luxonParts(value: object): PlainObject | undefined {
  if (Interval.isInterval(value)) {
    return { s: value.start, e: value.end, invalid: value.invalidReason, isLuxonInterval: true }
  }
  if (!Duration.isDuration(value)) return undefined
  return {
    values: value.toObject(),
    loc: localeParts(value.locale, value.numberingSystem),
    conversionAccuracy: 'casual',
    invalid: value.invalidReason,
    matrix: CONVERSIONS,
    isLuxonDuration: true,
  }
}

function localeParts(locale: string | null, numberingSystem: string | null): PlainObject {
  return {
    locale,
    numberingSystem,
    outputCalendar: null,
    weekSettings: null,
    intl: locale,
    weekdaysCache: { format: {}, standalone: {} },
    monthsCache: { format: {}, standalone: {} },
    meridiemCache: null,
    eraCache: {},
    specifiedLocale: null,
    fastNumbersCached: null,
  }
}
