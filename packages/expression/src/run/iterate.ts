/**
 * Walks what `for…of`, spread and `Array.from` walk: texts, lists, maps, sets and our iterators.
 */
import { Iter } from '../values/iter.ts'
import { View } from '../values/callable.ts'
import { isPlain, ownValue } from '../values/plain.ts'
import { describe, invoke } from './invoke.ts'
import { typeError } from './raised.ts'
import { isCallable } from '../values/callable.ts'
import type { Runtime } from './runtime.ts'

/** The values of something iterable, one step each. */
export function* iterate(rt: Runtime, value: unknown): Generator<unknown, void> {
  if (typeof value === 'string') {
    rt.flat(value)
    for (const character of value) {
      rt.spend(1)
      yield character
    }
    return
  }
  if (typeof value !== 'object' || value === null) throw typeError(`${describe(value)} is not iterable`)
  const current = rt.current(value)
  if (Array.isArray(current)) {
    for (let i = 0; i < current.length; i++) {
      rt.spend(1)
      yield current[i]
    }
  } else if (current instanceof Iter) {
    for (let step = current.next(); !step.done; step = current.next()) {
      rt.spend(1)
      yield step.value
    }
  } else if (current instanceof Map || current instanceof Set || isTypedArray(current)) {
    for (const element of current as Iterable<unknown>) {
      rt.spend(1)
      yield element
    }
  } else if (isPlain(current)) {
    yield* iterateCustom(rt, current)
  } else if (current instanceof View && isCallable(current.read('@@iterator'))) {
    yield* iterate(rt, invoke(rt, current.read('@@iterator'), value, []))
  } else throw typeError(`${describe(value)} is not iterable`)
}

export function isTypedArray(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}

/** Objects of the expression with a `[Symbol.iterator]` of their own. */
function* iterateCustom(rt: Runtime, object: object): Generator<unknown, void> {
  const make = ownValue(object, Symbol.iterator)
  if (!isCallable(make)) throw typeError('object is not iterable')
  const made = invoke(rt, make, object, [])
  if (made instanceof Iter) {
    yield* iterate(rt, made)
    return
  }
  if (!isPlain(made)) throw typeError('Result of the Symbol.iterator method is not an object')
  for (;;) {
    rt.spend(1)
    const step = invoke(rt, ownValue(rt.current(made), 'next'), made, [])
    if (!isPlain(step)) throw typeError('Iterator result is not an object')
    const current = rt.current(step)
    if (ownValue(current, 'done')) return
    yield ownValue(current, 'value')
  }
}

/** All values of something iterable, as a new list. */
export function toList(rt: Runtime, value: unknown): unknown[] {
  if (Array.isArray(value)) {
    const list = rt.current(value)
    rt.list(list.length)
    return Array.from(list)
  }
  const list: unknown[] = []
  for (const element of iterate(rt, value)) {
    if ((list.length & 1023) === 0) rt.list(1024)
    list.push(element)
  }
  return list
}
