import { ExpressionError, readDateByFormat } from '@millrace/expression'
import * as m from '@millrace/sdk'
import { DateTime } from 'luxon'

const iso = /^(?:[+-]\d{6}|\d{4})-(?:\d\d(?:-\d\d)?|\d{3}|W\d\d(?:-\d)?)(?:$|[T ]\d\d)/

/**
 * The moment a value means: a date, ISO text, a timestamp in seconds or milliseconds (as number or text), or
 * any text JavaScript reads as a date. ISO text without an offset is meant in `zone`; nothing at all is the
 * epoch, as in n8n. A Luxon date keeps its own zone, everything else gets this one.
 * @throws NodeError where it means none
 */
export function readDate(value: unknown, zone = 'utc'): DateTime {
  const found = toMoment(value, zone)
  if (found?.isValid) return found
  throw m.refuse(
    `${JSON.stringify(value) ?? 'An empty value'} is no date. Use one like 2024-02-29 or 2024-02-29T10:20:30Z.`,
    {
      code: 'date_invalid',
      retry: 'no',
    },
  )
}

function toMoment(value: unknown, zone: string): DateTime | undefined {
  if (DateTime.isDateTime(value)) return value
  if (value instanceof Date) return DateTime.fromJSDate(value, { zone })
  if (value === null || value === '') return fromTimestamp(0, zone)
  if (typeof value === 'number') return fromTimestamp(value, zone)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return fromTimestamp(Number(text), zone)
  if (iso.test(text)) {
    const found = DateTime.fromISO(text.replace(' ', 'T'), { zone })
    // A day that its month does not have is a mistake, which JavaScript would turn into another day.
    if (found.isValid || found.invalidReason !== 'unparsable') return found
  }
  return DateTime.fromJSDate(new Date(text), { zone })
}

/** Up to ten digits are seconds, more are milliseconds. */
function fromTimestamp(value: number, zone: string): DateTime {
  if (!Number.isFinite(value)) return DateTime.invalid('no number')
  return Math.abs(value) < 1e10 ? DateTime.fromSeconds(value, { zone }) : DateTime.fromMillis(value, { zone })
}

/**
 * The moment a text means in a format of Luxon's tokens.
 * @throws NodeError where it does not fit
 */
export function readDateAs(value: unknown, format: string, zone: string): DateTime {
  const found = byFormat(String(value), format, zone)
  if (found.isValid) return found
  throw m.refuse(`${JSON.stringify(value) ?? 'An empty value'} is no date in the format "${format}".`, {
    code: 'date_invalid',
    retry: 'no',
  })
}

function byFormat(text: string, format: string, zone: string): DateTime {
  try {
    return readDateByFormat(text, format, { zone, locale: 'en' })
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause
    throw m.refuse(cause.message, { code: 'date_format_too_open', retry: 'no', cause })
  }
}

/**
 * A moment in another zone.
 * @throws NodeError where there is no such zone
 */
export function inZone(moment: DateTime, zone: string): DateTime {
  const found = moment.setZone(zone)
  if (found.isValid) return found
  throw m.refuse(`"${zone}" is no time zone. Use one like Europe/Berlin.`, { code: 'zone_unknown', retry: 'no' })
}

/** A moment as ISO text. */
export function isoOf(moment: DateTime): string {
  const text = moment.toISO()
  if (text !== null) return text
  throw m.refuse('The result is no date: the calendar ends before it.', { code: 'date_invalid', retry: 'no' })
}
