/** What belongs to the host, and whether it is still as it was. */

const GLOBALS = (
  'Object Array String Number Boolean Symbol BigInt Date RegExp Map Set Error TypeError RangeError Function Promise ' +
  'Proxy Reflect Math JSON Intl Uint8Array ArrayBuffer DataView WeakMap WeakSet WeakRef Iterator globalThis'
).split(' ')

/** Every object that can be reached from the host's global object by its own members and prototypes. */
export function hostObjects(): ReadonlySet<object> {
  const seen = new Set<object>()
  const stack: unknown[] = GLOBALS.map((name) => Reflect.get(globalThis, name) as unknown)
  stack.push(
    Object.getPrototypeOf([].values()),
    Object.getPrototypeOf(function* () {}),
    Object.getPrototypeOf(async () => {}),
  )
  while (stack.length > 0) {
    const value = stack.pop()
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue
    seen.add(value)
    // The global object itself has members that belong to whoever runs the tests.
    if (value === globalThis) continue
    stack.push(Object.getPrototypeOf(value))
    for (const { value: member, get, set } of Object.values(Object.getOwnPropertyDescriptors(value))) {
      stack.push(member, get, set)
    }
  }
  return seen
}

type Members = ReadonlyMap<PropertyKey, PropertyDescriptor>

/** A picture of all members of all those objects. */
export class HostSnapshot {
  readonly objects = hostObjects()
  readonly #members = new Map<object, Members>()

  constructor() {
    for (const object of this.objects) this.#members.set(object, membersOf(object))
  }

  /** What is no longer as it was. */
  changes(): string[] {
    const found: string[] = []
    for (const [object, before] of this.#members) {
      if (object === globalThis) continue
      const now = membersOf(object)
      const keys = new Set([...before.keys(), ...now.keys()])
      for (const key of keys) if (!same(before.get(key), now.get(key))) found.push(String(key))
    }
    return found
  }
}

function membersOf(object: object): Members {
  // `RegExp.$1` and its like tell of the last match, whoever made it.
  const keys = object === RegExp ? [] : Reflect.ownKeys(object)
  return new Map(keys.map((key) => [key, Object.getOwnPropertyDescriptor(object, key) ?? {}]))
}

function same(a: PropertyDescriptor | undefined, b: PropertyDescriptor | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    Object.is(a.value, b.value) &&
    a.get === b.get &&
    a.set === b.set &&
    a.writable === b.writable &&
    a.enumerable === b.enumerable
  )
}

/** Where a result reaches what belongs to the host, or could run; undefined when it is nothing but data. */
export function hostThing(root: unknown, host: ReadonlySet<object>): string | undefined {
  const seen = new Set<unknown>()
  const stack: { readonly value: unknown; readonly path: string }[] = [{ value: root, path: 'result' }]
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { value, path } = at
    if (typeof value === 'function' || typeof value === 'symbol') return `${path} is a ${typeof value}`
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    if (host.has(value)) return `${path} belongs to the host`
    // Dates and durations of Luxon are results of their own kind.
    if (/^(?:DateTime|Duration|Interval)$/.test(className(value))) continue
    if (value instanceof Map)
      for (const [key, member] of value) stack.push({ value: key, path }, { value: member, path })
    if (value instanceof Set) for (const member of value) stack.push({ value: member, path })
    for (const key of Reflect.ownKeys(value)) {
      const { get, set, value: member } = Object.getOwnPropertyDescriptor(value, key) ?? {}
      if (get !== undefined || set !== undefined) return `${path}.${String(key)} is computed`
      if (typeof key === 'symbol') return `${path} has a symbol`
      stack.push({ value: member as unknown, path: `${path}.${key}` })
    }
  }
  return undefined
}

function className(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (typeof prototype !== 'object' || prototype === null) return ''
  const made: unknown = Reflect.get(prototype, 'constructor')
  return typeof made === 'function' ? made.name : ''
}
