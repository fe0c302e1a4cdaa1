/**
 * Plain data: objects that hold own data members and nothing else. The only place that reads or defines members by a
 * computed name on a host object.
 */

export type PlainObject = Record<string, unknown>

/** How an object looks to whoever walks data: itself, or the copy that an evaluation has written to. */
export interface Sight {
  current<T extends object>(object: T): T
  /** Told of work that grows with data; left out, it is nobody's. */
  spend?(steps: number): void
}

/** True for object literals, parsed JSON and null-prototype records; false for lists and class instances. */
export function isPlain(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null) return false
  const proto: unknown = Object.getPrototypeOf(value)
  return proto === Object.prototype || proto === null
}

/** The own member of that name; undefined when there is none. */
export function ownValue(object: object, key: PropertyKey): unknown {
  return Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined
}

/** Names that every JavaScript object inherits. */
const INHERITED: ReadonlySet<string> = new Set([
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
])

export function isInherited(name: string): boolean {
  return INHERITED.has(name)
}

/** Sets an own data member, whatever its name. `__proto__` becomes an ordinary member. */
export function define(object: object, key: PropertyKey, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  } else Reflect.set(object, key, value)
}

/** The longest list that a name from outside may make. */
const MOST_ELEMENTS = 1_000_000

/**
 * True for a member that may be set by a name from outside: on a list no length, and no place far beyond its end, as
 * both make a list of a billion places out of nothing.
 */
export function isSettable(object: object, key: PropertyKey): boolean {
  if (!Array.isArray(object)) return true
  return key !== 'length' && !(Number(key) > MOST_ELEMENTS)
}

/** Sets an own member that lists, spreads and results do not show: how inherited members are kept. */
export function defineHidden(object: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: false, configurable: true, writable: true })
}

/** A copy with the same own enumerable members. */
export function shallowCopy(object: PlainObject): PlainObject {
  const copy: PlainObject = {}
  for (const key of Object.keys(object)) define(copy, key, object[key])
  return copy
}
