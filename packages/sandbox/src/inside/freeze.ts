/**
 * Makes a realm that one call cannot change for the next.
 *
 *   F1  Everything reachable from the global object, the hidden intrinsics and what calls share is frozen, and so
 *       is each property of the global object. New globals may still be made (code that forgets `const` does
 *       that); they are removed after the call.
 *   F2  Freezing a prototype would also forbid its heirs to have a property of that name by assignment
 *       (`error.name = …`, `Foo.prototype.toString = …`). For the prototypes where code does that, frozen
 *       values become accessors whose setter gives the heir a property of its own.
 *   F3  The many functions are frozen once, in the snapshot. The objects they hang on are not: the engine adds to
 *       some of them in every context it makes of a snapshot, so they are frozen there.
 */

/** In the snapshot. `shared` is what calls can reach although no global property holds it. */
export function freezeOnce(shared: readonly unknown[]) {
  loosenInheritance()
  const builtins = reachable(realmRoots())
  for (const value of reachable(shared)) if (!builtins.has(value)) Object.freeze(value)
  for (const value of builtins) if (typeof value === 'function' && !('prototype' in value)) Object.freeze(value)
}

/** In each context, after the machinery is gone. */
export function freezeContext() {
  for (const value of reachable(realmRoots(), Object.isFrozen)) {
    if (!ArrayBuffer.isView(value)) Object.freeze(value)
  }
  for (const key of Reflect.ownKeys(globalThis)) {
    const property = Object.getOwnPropertyDescriptor(globalThis, key)
    if (!property?.configurable) continue
    const locked = 'value' in property ? { writable: false, configurable: false } : { configurable: false }
    Object.defineProperty(globalThis, key, locked)
  }
}

/** Threads, shared memory and machine code reach around the limits. Every context is made with them anew. */
export function removeMachinery() {
  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics']) Reflect.deleteProperty(globalThis, name)
}

/** The accessor that swaps prototypes; n8n's sandbox lacks it too. */
export function removePrototypeAccessor() {
  Reflect.deleteProperty(Object.prototype, '__proto__')
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

function realmRoots(): unknown[] {
  const globals = Reflect.ownKeys(globalThis).flatMap((key) => partsOf(globalThis, key))
  return [...globals, ...hiddenIntrinsics(), Object.getPrototypeOf(globalThis)]
}

/** All objects on the ways from the roots, but for the global object and what `skip` says is done with. */
function reachable(roots: readonly unknown[], skip: (value: object) => boolean = () => false): Set<object> {
  const found = new Set<object>()
  const queue = [...roots]
  while (queue.length > 0) {
    const value = queue.pop()
    if (!isFreezable(value) || value === globalThis || found.has(value) || skip(value)) continue
    found.add(value)
    queue.push(Object.getPrototypeOf(value))
    for (const key of Reflect.ownKeys(value)) queue.push(...partsOf(value, key))
  }
  return found
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
