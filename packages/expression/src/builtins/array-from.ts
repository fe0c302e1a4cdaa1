/** `Array.from`, and what else takes lists and things that are like lists. */
import { toInteger } from '../run/convert.ts'
import { invoke, needCallable } from '../run/invoke.ts'
import { toList } from '../run/iterate.ts'
import { typeError } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { Closure, Native, View, isCallable } from '../values/callable.ts'
import { Iter } from '../values/iter.ts'
import { isPlain, ownValue } from '../values/plain.ts'

export function arrayFrom(rt: Runtime, [source, by]: readonly unknown[]): unknown[] {
  if (source === null || source === undefined) throw typeError(`${String(source)} is not iterable`)
  const list = isIterable(rt, source) ? toList(rt, source) : arrayLike(rt, source)
  if (by === undefined) return list
  const call = needCallable(by)
  return list.map((element, i) => invoke(rt, call, undefined, [element, i]))
}

function isIterable(rt: Runtime, value: NonNullable<unknown>): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return true
  if (isPlain(value)) return ownValue(rt.current(value), Symbol.iterator) !== undefined
  return (
    value instanceof Map ||
    value instanceof Set ||
    value instanceof Iter ||
    value instanceof View ||
    (ArrayBuffer.isView(value) && !(value instanceof DataView))
  )
}

/** `Array.from({ length: 3 })`; whatever has no length is empty. */
function arrayLike(rt: Runtime, value: NonNullable<unknown>): unknown[] {
  const current = isPlain(value) ? rt.current(value) : {}
  const length = isCallable(value) ? parametersOf(value) : Math.max(0, toInteger(rt, ownValue(current, 'length')))
  rt.list(length)
  return Array.from({ length }, (_, i) => ownValue(current, String(i)))
}

function parametersOf(value: Closure | Native): number {
  return value instanceof Closure ? value.code.params : 0
}
