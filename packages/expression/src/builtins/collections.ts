/** Maps, sets, and lists of numbers. */
import { toInteger, toNumber, toText, listText } from '../run/convert.ts'
import { invoke, needCallable } from '../run/invoke.ts'
import { iterate, isTypedArray, toList } from '../run/iterate.ts'
import { pairElement } from '../run/pair.ts'
import { typeError } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { Native } from '../values/callable.ts'
import { Iter } from '../values/iter.ts'
import { members, type Method } from './members.ts'
import { sortList } from './array.ts'

export const mapMembers = members<Map<unknown, unknown>>(
  {
    get: (_, self, [key]) => self.get(key),
    set: (rt, self, [key, value]) => {
      rt.addKey(self)
      return self.set(key, value)
    },
    has: (_, self, [key]) => self.has(key),
    delete: (_, self, [key]) => self.delete(key),
    clear: (_, self) => self.clear(),
    keys: (_, self) => new Iter(self.keys(), 'Map Iterator'),
    values: (_, self) => new Iter(self.values(), 'Map Iterator'),
    entries: (_, self) => new Iter(self.entries(), 'Map Iterator'),
    forEach: (rt, self, [by]) => {
      const call = needCallable(by)
      for (const [key, value] of self) invoke(rt, call, undefined, [value, key, self])
    },
  },
  { size: (_, self) => self.size },
)

type Values = Set<unknown>

function other(rt: Runtime, value: unknown): Values {
  if (value instanceof Set) return value
  if (value instanceof Map) return new Set(value.keys())
  throw typeError('The argument is not a set')
}

/** Set algebra, both sets walked once. */
function algebra(combine: (a: Values, b: Values) => unknown): Method<Values> {
  return (rt, self, [value]) => {
    const second = other(rt, value)
    rt.list(self.size + second.size)
    return combine(self, second)
  }
}

export const setMembers = members<Values>(
  {
    add: (rt, self, [value]) => {
      rt.addKey(self)
      return self.add(value)
    },
    has: (_, self, [value]) => self.has(value),
    delete: (_, self, [value]) => self.delete(value),
    clear: (_, self) => self.clear(),
    keys: (_, self) => new Iter(self.values(), 'Set Iterator'),
    values: (_, self) => new Iter(self.values(), 'Set Iterator'),
    entries: (_, self) => new Iter(self.entries(), 'Set Iterator'),
    forEach: (rt, self, [by]) => {
      const call = needCallable(by)
      for (const value of self) invoke(rt, call, undefined, [value, value, self])
    },
    union: algebra((a, b) => new Set([...a, ...b])),
    intersection: algebra((a, b) => new Set([...a].filter((value) => b.has(value)))),
    difference: algebra((a, b) => new Set([...a].filter((value) => !b.has(value)))),
    symmetricDifference: algebra(
      (a, b) => new Set([...[...a].filter((value) => !b.has(value)), ...[...b].filter((value) => !a.has(value))]),
    ),
    isSubsetOf: algebra((a, b) => [...a].every((value) => b.has(value))),
    isSupersetOf: algebra((a, b) => [...b].every((value) => a.has(value))),
    isDisjointFrom: algebra((a, b) => ![...a].some((value) => b.has(value))),
  },
  { size: (_, self) => self.size },
)

export const mapType = new Native('Map', {
  call: () => {
    throw typeError("Constructor Map requires 'new'")
  },
  construct: (rt, [pairs]) => {
    const map = new Map<unknown, unknown>()
    if (pairs === undefined || pairs === null) return map
    for (const pair of iterate(rt, pairs)) {
      rt.addKey(map)
      map.set(pairElement(rt, pair, 0), pairElement(rt, pair, 1))
    }
    return map
  },
  owns: (value) => value instanceof Map,
  statics: new Map([
    [
      'groupBy',
      new Native('groupBy', {
        call: (rt, _, [values, by]) =>
          Map.groupBy(toList(rt, values), (value, i) => invoke(rt, needCallable(by), undefined, [value, i])),
      }),
    ],
  ]),
})

export const setType = new Native('Set', {
  call: () => {
    throw typeError("Constructor Set requires 'new'")
  },
  construct: (rt, [values]) => {
    const set = new Set<unknown>()
    if (values === undefined || values === null) return set
    for (const value of iterate(rt, values)) {
      rt.addKey(set)
      set.add(value)
    }
    return set
  },
  owns: (value) => value instanceof Set,
})

/** Collections that hold their keys weakly cannot be looked into, and so cannot be a result. */
export class HiddenMap extends Map<unknown, unknown> {}
export class HiddenSet extends Set<unknown> {}

export const weakMapType = new Native('WeakMap', {
  construct: () => new HiddenMap(),
  owns: (value) => value instanceof HiddenMap,
})

export const weakSetType = new Native('WeakSet', {
  construct: () => new HiddenSet(),
  owns: (value) => value instanceof HiddenSet,
})

type Bytes = Uint8Array

/** Lists of numbers: what can be done by way of an ordinary list is. */
function viaList(run: (rt: Runtime, list: unknown[], args: readonly unknown[]) => unknown[]): Method<Bytes> {
  return (rt, self, args) => {
    const list = run(rt, toList(rt, self), args)
    const made = new (TYPED.get(self[Symbol.toStringTag]) ?? Uint8Array)(list.length)
    list.forEach((value, i) => Reflect.set(made, i, typeof value === 'bigint' ? value : toNumber(rt, value)))
    return made
  }
}

const TYPED = new Map<string, new (length: number) => object>([
  ['Int8Array', Int8Array],
  ['Uint8Array', Uint8Array],
  ['Uint8ClampedArray', Uint8ClampedArray],
  ['Int16Array', Int16Array],
  ['Uint16Array', Uint16Array],
  ['Int32Array', Int32Array],
  ['Uint32Array', Uint32Array],
  ['Float32Array', Float32Array],
  ['Float64Array', Float64Array],
  ['BigInt64Array', BigInt64Array],
  ['BigUint64Array', BigUint64Array],
])

export const binaryMembers = members<Bytes>(
  {
    join: (rt, self, [separator]) =>
      listText(rt, toList(rt, self), separator === undefined ? ',' : toText(rt, separator)),
    toString: (rt, self) => listText(rt, toList(rt, self), ','),
    at: (rt, self, [i]) => toList(rt, self).at(toInteger(rt, i)),
    includes: (rt, self, [value]) => toList(rt, self).includes(value),
    indexOf: (rt, self, [value]) => toList(rt, self).indexOf(value),
    map: viaList((rt, list, [by]) => list.map((value, i) => invoke(rt, needCallable(by), undefined, [value, i]))),
    filter: viaList((rt, list, [by]) => list.filter((value, i) => invoke(rt, needCallable(by), undefined, [value, i]))),
    slice: viaList((rt, list, [from, to]) =>
      list.slice(toInteger(rt, from), to === undefined ? undefined : toInteger(rt, to)),
    ),
    toSorted: viaList((rt, list, [by]) =>
      by === undefined ? list.sort((a, b) => Number(a) - Number(b)) : sortList(rt, list, by),
    ),
    forEach: (rt, self, [by]) =>
      toList(rt, self).forEach((value, i) => void invoke(rt, needCallable(by), undefined, [value, i])),
    reduce: (rt, self, [by, start]) =>
      toList(rt, self).reduce((sum, value, i) => invoke(rt, needCallable(by), undefined, [sum, value, i]), start),
    values: (rt, self) => new Iter(toList(rt, self).values()),
    keys: (_, self) => new Iter(self.keys()),
    getInt8: (rt, self, [at]) => view(self).getInt8(toInteger(rt, at)),
    getUint8: (rt, self, [at]) => view(self).getUint8(toInteger(rt, at)),
    getInt16: (rt, self, [at, little]) => view(self).getInt16(toInteger(rt, at), Boolean(little)),
    getUint16: (rt, self, [at, little]) => view(self).getUint16(toInteger(rt, at), Boolean(little)),
    getInt32: (rt, self, [at, little]) => view(self).getInt32(toInteger(rt, at), Boolean(little)),
    getUint32: (rt, self, [at, little]) => view(self).getUint32(toInteger(rt, at), Boolean(little)),
    getFloat64: (rt, self, [at, little]) => view(self).getFloat64(toInteger(rt, at), Boolean(little)),
  },
  {
    length: (_, self) => (isTypedArray(self) ? self.length : undefined),
    byteLength: (_, self) => self.byteLength,
  },
)

function view(value: unknown): DataView {
  if (value instanceof DataView) return value
  throw typeError('Not a DataView')
}

/** Constructors of typed arrays, `ArrayBuffer` and `DataView`. */
export const binaryTypes: ReadonlyMap<string, Native> = new Map([
  ...[...TYPED].map(([name, type]): [string, Native] => [
    name,
    new Native(name, {
      construct: (rt, [given]) => {
        const list =
          given === undefined
            ? []
            : typeof given === 'number'
              ? null
              : toList(rt, given instanceof ArrayBuffer ? new Uint8Array(given) : given)
        const length = list === null ? toInteger(rt, given) : (list?.length ?? 0)
        rt.list(length)
        const made = new type(length)
        list?.forEach((value, i) => Reflect.set(made, i, typeof value === 'bigint' ? value : toNumber(rt, value)))
        return made
      },
      owns: (value) => value instanceof type,
      statics: new Map([
        ['from', new Native('from', { call: (rt, _, [given]) => typedFrom(rt, type, toList(rt, given)) })],
        ['of', new Native('of', { call: (rt, _, args) => typedFrom(rt, type, args) })],
      ]),
    }),
  ]),
  [
    'ArrayBuffer',
    new Native('ArrayBuffer', {
      construct: (rt, [length]) => {
        const size = toInteger(rt, length)
        rt.list(size)
        return new ArrayBuffer(size)
      },
      owns: (value) => value instanceof ArrayBuffer,
    }),
  ],
  [
    'DataView',
    new Native('DataView', {
      construct: (_, [buffer]) => {
        if (buffer instanceof ArrayBuffer) return new DataView(buffer)
        throw typeError('First argument to DataView constructor must be an ArrayBuffer')
      },
      owns: (value) => value instanceof DataView,
    }),
  ],
])

function typedFrom(rt: Runtime, type: new (length: number) => object, list: readonly unknown[]): object {
  rt.list(list.length)
  const made = new type(list.length)
  list.forEach((value, i) => Reflect.set(made, i, typeof value === 'bigint' ? value : toNumber(rt, value)))
  return made
}
