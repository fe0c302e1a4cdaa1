/**
 * Deep comparison of data. Both functions call `tick` for each value they look at, so that data that contains the same
 * parts over and over (and is exponential to walk) meets a budget.
 */
import { DateTime } from 'luxon'
import { isPlain } from './plain.ts'

const MAX_DEPTH = 200

function none(): void {
  // Callers without a budget compare data of their own.
}

/** True when two values hold the same data. Members that are undefined count as missing. */
export function deepEqual(a: unknown, b: unknown, tick: () => void = none, depth = 0): boolean {
  tick()
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > MAX_DEPTH) return false
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) && a.length === b.length && a.every((element, i) => deepEqual(element, b[i], tick, depth + 1))
    )
  }
  if (a instanceof Date) return b instanceof Date && Object.is(a.getTime(), b.getTime())
  if (DateTime.isDateTime(a)) return DateTime.isDateTime(b) && a.equals(b)
  if (!isPlain(a) || !isPlain(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => deepEqual(a[key], b[key], tick, depth + 1))
}

/**
 * A text that is the same for equal data, to find equal values in one pass. Data that is no plain data answers null.
 */
export function fingerprint(value: unknown, tick: () => void = none, depth = 0): string | null {
  tick()
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
    const text = fingerprint(member, tick, depth + 1)
    if (text === null) return null
    parts.push(list ? text : `${JSON.stringify(key)}:${text}`)
  }
  return list ? `[${parts.join(',')}]` : `{${parts.join(',')}}`
}
