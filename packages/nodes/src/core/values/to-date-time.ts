import { DateTime } from 'luxon'

/**
 * A moment out of nearly anything: date objects, ISO text, the dates of HTTP, mail and SQL, and at last
 * whatever JavaScript itself reads as a date. Text without a zone is meant in `zone`, a time of day without a
 * date on the day of `now` (milliseconds, default the clock of the computer). Undefined when it is no moment.
 */
export function toDateTime(value: unknown, zone: string, now?: number): DateTime | undefined {
  if (DateTime.isDateTime(value)) return value.isValid ? value : undefined
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : DateTime.fromJSDate(value, { zone })
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const given = String(value).trim()
  const text = now === undefined || !timeOfDay.test(given) ? given : `${dayOf(now, zone)}T${given.replace(/^T/, '')}`
  for (const parse of formats) {
    const found = parse(text, { zone })
    if (found.isValid) return found
  }
  const read = new Date(text)
  return Number.isNaN(read.getTime()) ? undefined : DateTime.fromJSDate(read, { zone })
}

/** Two digits are an hour, four would be a year. */
const timeOfDay = /^(T|\d\d(?!\d))(?=[\d:T.,]*$)/

function dayOf(now: number, zone: string): string {
  return DateTime.fromMillis(now, { zone }).toFormat('yyyy-MM-dd')
}

const formats: readonly ((text: string, options: { readonly zone: string }) => DateTime)[] = [
  (text, options) => DateTime.fromISO(text, options),
  (text, options) => DateTime.fromHTTP(text, options),
  (text, options) => DateTime.fromRFC2822(text, options),
  (text, options) => DateTime.fromSQL(text, options),
]
