import { typeError } from './raised.ts'
import type { Runtime } from './runtime.ts'
import { isPlain, ownValue } from '../values/plain.ts'

/** An element of a `[key, value]` pair. */
export function pairElement(rt: Runtime, pair: unknown, index: 0 | 1): unknown {
  if (typeof pair === 'object' && pair !== null) {
    const current = rt.current(pair)
    if (Array.isArray(current)) return current[index]
    if (isPlain(current)) return ownValue(current, String(index))
  }
  throw typeError('Iterator value is not an entry object')
}
