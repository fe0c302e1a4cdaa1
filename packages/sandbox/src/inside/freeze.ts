/**
 * Makes a realm that one call cannot change for the next.
 *
 *   F1  Everything reachable from the global object, the hidden intrinsics and what calls share is frozen, and so is each
 *       property of the global object. New globals may still be made (code that forgets `const` does that);
 *       they are removed after the call.
 *   F2  Freezing a prototype would also forbid its heirs to have a property of that name by assignment
 *       (`error.name = …`, `Foo.prototype.toString = …`). For the prototypes where code does that, frozen
 *       values become accessors whose setter gives the heir a property of its own.
 */

/** `shared` is what calls can reach although no global property holds it. */
export function freezeRealm(shared: readonly unknown[]) {
  loosenInheritance()
  const seen = new Set<unknown>()
  const queue: unknown[] = [...shared, ...hiddenIntrinsics(), Object.getPrototypeOf(globalThis)]
  for (const key of Reflect.ownKeys(globalThis)) queue.push(...partsOf(globalThis, key))
  while (queue.length > 0) {
    const value = queue.pop()
    if (!isFreezable(value) || value === globalThis || seen.has(value)) continue
    seen.add(value)
    if (!ArrayBuffer.isView(value)) Object.freeze(value)
    queue.push(Object.getPrototypeOf(value))
    for (const key of Reflect.ownKeys(value)) queue.push(...partsOf(value, key))
  }
  for (const key of Reflect.ownKeys(globalThis)) {
    const property = Object.getOwnPropertyDescriptor(globalThis, key)
    if (!property?.configurable) continue
    const locked = 'value' in property ? { writable: false, configurable: false } : { configurable: false }
    Object.defineProperty(globalThis, key, locked)
  }
}

/** What code left on the global object, removed; false when something could not be. */
export function removeNewGlobals(known: ReadonlySet<PropertyKey>): boolean {
  const keys = Reflect.ownKeys(globalThis)
  if (keys.length === known.size) return true
  return keys.every((key) => known.has(key) || Reflect.deleteProperty(globalThis, key))
}

export function globalKeys(): ReadonlySet<PropertyKey> {
  return new Set(Reflect.ownKeys(globalThis))
}

function partsOf(owner: object, key: PropertyKey): unknown[] {
  const property = Object.getOwnPropertyDescriptor(owner, key)
  return property ? [property.value, property.get, property.set] : []
}

function isFreezable(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** Objects that syntax makes but no global names. */
function hiddenIntrinsics(): unknown[] {
  return [
    async () => undefined,
    function* () {},
    async function* () {},
    (function* () {})(),
    (async function* () {})(),
    [][Symbol.iterator](),
    ''[Symbol.iterator](),
    new Map().entries(),
    new Set().values(),
    'a'.matchAll(/a/g),
    [].values().map((value) => value),
    Iterator.from({ next: () => ({ done: true, value: undefined }) }),
    Object.getOwnPropertyDescriptor(function () {}, 'caller'),
  ]
}

function loosenInheritance() {
  const errors = [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError]
  for (const prototype of [Object.prototype, Function.prototype, ...errors.map((kind) => kind.prototype)]) {
    for (const key of Reflect.ownKeys(prototype)) loosen(prototype, key)
  }
  loosen(Iterator.prototype, 'constructor')
  for (const prototype of [Array.prototype, Promise.prototype, Date.prototype, RegExp.prototype, Map.prototype]) {
    for (const key of ['constructor', 'toString', 'valueOf', 'then']) loosen(prototype, key)
  }
}

function loosen(prototype: object, key: PropertyKey) {
  const property = Object.getOwnPropertyDescriptor(prototype, key)
  if (!property || !('value' in property) || !property.configurable) return
  const { value } = property
  Object.defineProperty(prototype, key, {
    get: () => value,
    set(this: unknown, own: unknown) {
      if (this === prototype || !isFreezable(this))
        throw new TypeError(`${String(key)} cannot be changed for everyone.`)
      Object.defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true })
    },
    enumerable: property.enumerable ?? false,
    configurable: false,
  })
}

/**
 * Takes away what reaches around the limits (threads, shared memory, machine code) and the accessor that
 * swaps prototypes, which n8n removes too.
 */
export function removeDangerous() {
  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics']) {
    Reflect.deleteProperty(globalThis, name)
  }
  Reflect.deleteProperty(Object.prototype, '__proto__')
}
