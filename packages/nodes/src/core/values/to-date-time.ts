import { DateTime } from 'luxon'

/**
 * A moment out of nearly anything: date objects, ISO text, the dates of HTTP, mail and SQL, and at last
 * whatever JavaScript itself reads as a date. Text without a zone is meant in `zone`. Undefined when it is
 * no moment.
 */
export function toDateTime(value: unknown, zone: string): DateTime | undefined {
  if (DateTime.isDateTime(value)) return value.isValid ? value : undefined
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : DateTime.fromJSDate(value, { zone })
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim()
  for (const parse of formats) {
    const found = parse(text, { zone })
    if (found.isValid) return found
  }
  const read = new Date(text)
  return Number.isNaN(read.getTime()) ? undefined : DateTime.fromJSDate(read, { zone })
}

const formats: readonly ((text: string, options: { readonly zone: string }) => DateTime)[] = [
  (text, options) => DateTime.fromISO(text, options),
  (text, options) => DateTime.fromHTTP(text, options),
  (text, options) => DateTime.fromRFC2822(text, options),
  (text, options) => DateTime.fromSQL(text, options),
]
