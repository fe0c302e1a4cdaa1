/** The tagged form in which results are recorded, and when two of them are the same. */
import { DateTime, Duration, Interval } from 'luxon'

/** A value as the cases write it. */
export function tag(value: unknown, path: readonly unknown[] = []): unknown {
  if (value === undefined) return { $t: 'undefined' }
  if (typeof value === 'number') return tagNumber(value)
  if (typeof value === 'bigint') return { $t: 'bigint', v: String(value) }
  if (typeof value === 'symbol' || typeof value === 'function') return { $t: typeof value }
  if (typeof value !== 'object' || value === null) return value
  if (path.includes(value)) return { $t: 'circular' }
  const below = [...path, value]
  if (Array.isArray(value)) {
    return Array.from({ length: value.length }, (_, i) =>
      Object.hasOwn(value, i) ? tag(value[i], below) : { $t: 'hole' },
    )
  }
  return tagSpecial(value, below) ?? tagObject(value, below)
}

function tagNumber(value: number): unknown {
  if (Number.isNaN(value)) return { $t: 'number', v: 'NaN' }
  if (!Number.isFinite(value)) return { $t: 'number', v: String(value) }
  return Object.is(value, -0) ? { $t: 'number', v: '-0' } : value
}

function tagSpecial(value: object, path: readonly unknown[]): unknown {
  if (DateTime.isDateTime(value)) {
    return value.isValid
      ? { $t: 'DateTime', v: value.toISO(), zone: value.zoneName }
      : { $t: 'DateTime', invalid: value.invalidReason }
  }
  if (Duration.isDuration(value)) return { $t: 'Duration', v: value.isValid ? value.toObject() : 'Invalid' }
  if (Interval.isInterval(value)) return { $t: 'Interval', v: value.toISO() }
  if (value instanceof Date)
    return { $t: 'Date', v: Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString() }
  if (value instanceof RegExp) return { $t: 'RegExp', v: String(value) }
  if (value instanceof Error) return { $t: 'Error', name: value.name, message: value.message }
  if (value instanceof Map) return { $t: 'Map', v: [...value].map((pair) => tag(pair, path)) }
  if (value instanceof Set) return { $t: 'Set', v: [...value].map((element) => tag(element, path)) }
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  if (['Number', 'String', 'Boolean'].includes(kind)) return { $t: 'boxed', v: value.valueOf() }
  if (ArrayBuffer.isView(value) && 'length' in value)
    return { $t: kind, v: Array.from(value as Uint8Array, (element) => tag(element)) }
  return undefined
}

function tagObject(value: object, path: readonly unknown[]): unknown {
  const made = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, tag(member, path)]))
  return Object.hasOwn(made, '$t') ? { $t: 'object', v: made } : made
}

type Tagged = Readonly<Record<string, unknown>>

function isRecord(value: unknown): value is Tagged {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isUndefined(value: unknown): boolean {
  return value === undefined || (isRecord(value) && value['$t'] === 'undefined')
}

/** True when an answer is the recorded one. */
export function same(want: unknown, got: unknown): boolean {
  if (Array.isArray(want)) {
    return Array.isArray(got) && want.length === got.length && want.every((element, i) => same(element, got[i]))
  }
  if (!isRecord(want) || !isRecord(got)) return Object.is(want, got)
  if (want['$t'] !== got['$t']) return false
  switch (want['$t']) {
    case 'DateTime':
      return sameDateTime(want, got)
    case 'Error':
      return want['name'] === got['name']
    default:
  }
  const keys = new Set([...Object.keys(want), ...Object.keys(got)])
  return [...keys].every((key) => (isUndefined(want[key]) && isUndefined(got[key])) || same(want[key], got[key]))
}

function sameDateTime(want: Tagged, got: Tagged): boolean {
  if ('invalid' in want || 'invalid' in got) return 'invalid' in want && 'invalid' in got
  const fixed = (zone: unknown): string =>
    String(zone)
      .replace(/^UTC([+-]\d{1,2})$/, 'UTC$1:00')
      .replace(/^UTC([+-])(\d):/, 'UTC$10$2:')
  return want['v'] === got['v'] && fixed(want['zone']) === fixed(got['zone'])
}
