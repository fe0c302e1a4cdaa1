/**
 * Members deep inside data, named from outside: the one function that writes them.
 *
 * Only own members are walked, records are made with *define*, and `__proto__` (anywhere) and `constructor` or
 * `prototype` (on the way) are refused, so that no name from outside can reach a prototype.
 */
import { define, isPlain, isSettable, ownValue, type Sight } from './plain.ts'

const PLAIN_SIGHT: Sight = { current: (object) => object }

export type Segment = string | number

/** `a.b[0]["c d"]` as segments; a text without dots and brackets is one segment. */
export function parsePath(path: string): Segment[] {
  const segments: Segment[] = []
  const pattern = /\[(?:(\d+)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\]]*))\]|([^.[\]]+)/g
  for (const [, index, double, single, bare, name] of path.matchAll(pattern)) {
    if (index !== undefined) segments.push(Number(index))
    else segments.push(name ?? (double ?? single)?.replace(/\\(.)/g, '$1') ?? bare ?? '')
  }
  return segments
}

function segmentsOf(path: string | readonly Segment[]): readonly Segment[] {
  return typeof path === 'string' ? parsePath(path) : path
}

/** The member of a record or list; nothing else has members that can be named from outside. */
function memberAt(value: unknown, segment: Segment, sight: Sight): { readonly value: unknown } | undefined {
  if (!Array.isArray(value) && !isPlain(value)) return undefined
  const current = sight.current(value)
  return Object.hasOwn(current, segment) ? { value: ownValue(current, segment) } : undefined
}

/** The value at a path; undefined when something on the way is missing. */
export function getPath(value: unknown, path: string | readonly Segment[], sight = PLAIN_SIGHT): unknown {
  let at = value
  for (const segment of segmentsOf(path)) {
    const member = memberAt(at, segment, sight)
    if (member === undefined) return undefined
    at = member.value
  }
  return at
}

export function hasPath(value: unknown, path: string | readonly Segment[], sight = PLAIN_SIGHT): boolean {
  let at = value
  for (const segment of segmentsOf(path)) {
    const member = memberAt(at, segment, sight)
    if (member === undefined) return false
    at = member.value
  }
  return true
}

/** True when the segment may not be written at that place. */
function refused(segment: Segment, last: boolean): boolean {
  return segment === '__proto__' || (!last && (segment === 'constructor' || segment === 'prototype'))
}

/**
 * A value like `target` with the member at `path` set: what lies on the path is copied, the rest is shared. Missing
 * records are made, lists where the next segment is a number. Refused names leave the value as it is.
 */
export function setPath<T>(target: T, path: string | readonly Segment[], value: unknown, sight?: Sight): T
export function setPath(
  target: unknown,
  path: string | readonly Segment[],
  value: unknown,
  sight = PLAIN_SIGHT,
): unknown {
  const segments = segmentsOf(path)
  const [first, ...rest] = segments
  if (first === undefined) return value
  if (segments.some((segment, i) => refused(segment, i === segments.length - 1))) return target
  return write(target, first, rest, value, sight)
}

function write(target: unknown, segment: Segment, rest: readonly Segment[], value: unknown, sight: Sight): unknown {
  const copy = copyOf(typeof target === 'object' && target !== null ? sight.current(target) : target, segment, sight)
  const [next, ...further] = rest
  const made = next === undefined ? value : write(ownValue(copy, segment), next, further, value, sight)
  if (!isSettable(copy, segment)) return target
  if (Array.isArray(copy) && typeof segment === 'number') {
    while (copy.length < segment) copy.push(null)
  }
  define(copy, segment, made)
  return copy
}

function copyOf(target: unknown, segment: Segment, sight: Sight): object {
  if (Array.isArray(target)) {
    sight.spend?.(target.length >> 2)
    return target.slice()
  }
  if (isPlain(target)) {
    sight.spend?.(Object.keys(target).length >> 1)
    const copy: Record<string, unknown> = {}
    for (const key of Object.keys(target)) define(copy, key, target[key])
    return copy
  }
  return typeof segment === 'number' ? [] : {}
}

/** A value like `target` without the member at `path`. */
export function unsetPath<T>(target: T, path: string | readonly Segment[], sight?: Sight): T
export function unsetPath(target: unknown, path: string | readonly Segment[], sight = PLAIN_SIGHT): unknown {
  const [first, ...rest] = segmentsOf(path)
  if (first === undefined || typeof target !== 'object' || target === null || !Object.hasOwn(target, first))
    return target
  const copy = copyOf(target, first, sight)
  if (rest.length > 0) define(copy, first, unsetPath(ownValue(target, first), rest, sight))
  else if (Array.isArray(copy)) copy.splice(Number(first), 1)
  else Reflect.deleteProperty(copy, first)
  return copy
}
