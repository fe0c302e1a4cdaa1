/** Maps and sets. */
import { invoke, needCallable } from '../run/invoke.ts'
import { iterate, toList } from '../run/iterate.ts'
import { pairElement } from '../run/pair.ts'
import { typeError } from '../run/raised.ts'
import type { Runtime } from '../run/runtime.ts'
import { Native } from '../values/callable.ts'
import { Iter } from '../values/iter.ts'
import { members, type Method } from './members.ts'

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
      const key = pairElement(rt, pair, 0)
      if (typeof key === 'string') rt.read(key)
      rt.addKey(map)
      map.set(key, pairElement(rt, pair, 1))
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
      if (typeof value === 'string') rt.read(value)
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
