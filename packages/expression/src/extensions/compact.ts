/** What `compact` drops, and how it goes into objects. */
import type { Runtime } from '../run/runtime.ts'
import { define, isPlain, type PlainObject } from '../values/plain.ts'

/** True for null, undefined, the empty text, the text "nil", and empty lists and objects. */
export function isBlank(rt: Runtime, value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === 'nil') return true
  if (typeof value !== 'object') return false
  const current = rt.current(value)
  return Object.keys(current).length === 0
}

/** The value without blank members, at every depth. Lists inside become objects with number keys, as in n8n. */
export function compactObject(rt: Runtime, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const current = rt.current(value)
  if (!isPlain(current) && !Array.isArray(current)) return value
  rt.enter()
  const made: PlainObject = {}
  for (const [key, member] of Object.entries(current)) {
    if (isBlank(rt, member)) continue
    rt.addKey(made)
    define(made, key, compactObject(rt, member))
  }
  rt.leave()
  return made
}
