/**
 * The own members of a value, as `Object.keys` and spread see them.
 */
import { DateTime } from 'luxon'
import { Closure, View } from '../values/callable.ts'
import { isBoxedText } from '../values/boxed.ts'
import { luxonParts } from '../values/luxon-parts.ts'
import { isPlain } from '../values/plain.ts'
import { isTypedArray } from './iterate.ts'
import type { Runtime } from './runtime.ts'

/** Own enumerable text keys. */
export function ownKeys(rt: Runtime, value: unknown): string[] {
  if (typeof value === 'string') return indexes(rt, value.length)
  if (typeof value !== 'object' || value === null) return []
  const current = rt.current(value)
  if (current instanceof View) return [...current.keys()]
  if (DateTime.isDateTime(current)) return ['ts', 'c', 'o']
  if (current instanceof Closure) return current.members === null ? [] : [...current.members.keys()]
  if (isPlain(current) || Array.isArray(current) || isTypedArray(current)) {
    const keys = Object.keys(current)
    rt.list(keys.length)
    return keys
  }
  if (isBoxedText(current)) return indexes(rt, current.length)
  return Object.keys(luxonParts(current) ?? {})
}

function indexes(rt: Runtime, length: number): string[] {
  rt.list(length)
  return Array.from({ length }, (_, i) => String(i))
}

/** Own enumerable members. */
export function ownEntries(rt: Runtime, value: unknown): [string, unknown][] {
  const keys = ownKeys(rt, value)
  rt.spend(keys.length)
  if (typeof value === 'string') return keys.map((key) => [key, value[Number(key)]])
  if (typeof value !== 'object' || value === null) return []
  const current = rt.current(value)
  if (current instanceof View) return keys.map((key) => [key, current.read(key)])
  if (DateTime.isDateTime(current)) {
    return [
      ['ts', current.toMillis()],
      ['c', current.toObject()],
      ['o', current.offset],
    ]
  }
  if (current instanceof Closure) return [...(current.members ?? [])]
  const parts = luxonParts(current)
  return parts === undefined ? keys.map((key) => [key, Reflect.get(current, key)]) : Object.entries(parts)
}
