/** Deep comparison of data. */
import { DateTime } from 'luxon'
import { isPlain } from './plain.ts'

const MAX_DEPTH = 200

/** True when two values hold the same data. Members that are undefined count as missing. */
export function deepEqual(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > MAX_DEPTH) return false
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((element, i) => deepEqual(element, b[i], depth + 1))
  }
  if (a instanceof Date) return b instanceof Date && Object.is(a.getTime(), b.getTime())
  if (DateTime.isDateTime(a)) return DateTime.isDateTime(b) && a.equals(b)
  if (!isPlain(a) || !isPlain(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => deepEqual(a[key], b[key], depth + 1))
}

/**
 * A text that is the same for equal data, to find equal values in one pass. Data that is no plain data answers null.
 */
export function fingerprint(value: unknown, depth = 0): string | null {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'bigint':
      return `${value}n`
    case 'object':
      break
    default:
      return null
  }
  if (value === null) return 'null'
  if (depth > MAX_DEPTH) return null
  if (value instanceof Date) return `@${value.getTime()}`
  if (!Array.isArray(value) && !isPlain(value)) return null
  const list = Array.isArray(value)
  const parts: string[] = []
  for (const key of list ? Array.from(value.keys()) : Object.keys(value).sort()) {
    const member: unknown = list ? value[Number(key)] : value[String(key)]
    if (!list && member === undefined) continue
    const text = fingerprint(member, depth + 1)
    if (text === null) return null
    parts.push(list ? text : `${JSON.stringify(key)}:${text}`)
  }
  return list ? `[${parts.join(',')}]` : `{${parts.join(',')}}`
}
