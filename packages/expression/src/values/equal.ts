/**
 * Deep comparison of data. Both functions take a step for each value they look at, so that data that contains the same
 * parts over and over (and is exponential to walk) meets a budget.
 */
import { DateTime } from 'luxon'
import { isPlain, ownValue, type Sight } from './plain.ts'

const MAX_DEPTH = 200

/** Callers without a budget compare data of their own. */
const PLAIN_SIGHT: Sight & { spend(steps: number): void; compared(a: unknown, b: unknown): void } = {
  spend: () => undefined,
  compared: () => undefined,
  current: (object) => object,
}

type Eye = typeof PLAIN_SIGHT

/** True when two values hold the same data. Members that are undefined count as missing. */
export function deepEqual(left: unknown, right: unknown, eye: Eye = PLAIN_SIGHT, depth = 0): boolean {
  eye.spend(1)
  const a = typeof left === 'object' && left !== null ? eye.current(left) : left
  const b = typeof right === 'object' && right !== null ? eye.current(right) : right
  eye.compared(a, b)
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > MAX_DEPTH) return false
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) && a.length === b.length && a.every((element, i) => deepEqual(element, b[i], eye, depth + 1))
    )
  }
  if (a instanceof Date) return b instanceof Date && Object.is(a.getTime(), b.getTime())
  if (DateTime.isDateTime(a)) return DateTime.isDateTime(b) && a.equals(b)
  if (!isPlain(a) || !isPlain(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every((key) => deepEqual(ownValue(a, key), ownValue(b, key), eye, depth + 1))
}

/**
 * A text that is the same for equal data, to find equal values in one pass. Data that is no plain data answers null.
 */
export function fingerprint(given: unknown, eye: Eye = PLAIN_SIGHT, depth = 0): string | null {
  eye.spend(1)
  const value = typeof given === 'object' && given !== null ? eye.current(given) : given
  switch (typeof value) {
    case 'string':
      // The text is written out and kept.
      eye.spend(value.length >> 4)
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
    const text = fingerprint(member, eye, depth + 1)
    if (text === null) return null
    parts.push(list ? text : `${JSON.stringify(key)}:${text}`)
  }
  return list ? `[${parts.join(',')}]` : `{${parts.join(',')}}`
}
