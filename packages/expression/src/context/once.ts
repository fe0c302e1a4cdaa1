import type { Runtime } from '../run/runtime.ts'

/** A value made at most once in an evaluation, so that reading a name twice gives the same object. */
export function once<T>(rt: Runtime, key: string, make: () => T): T {
  rt.memo ??= new Map()
  const known = rt.memo.get(key)
  if (known !== undefined) return known as T
  const made = make()
  rt.memo.set(key, made)
  return made
}
