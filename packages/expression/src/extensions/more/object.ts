/** More functions on objects: paths, merging and differences. Every write goes through `setPath`. */
import { toText } from '../../run/convert.ts'
import type { Runtime } from '../../run/runtime.ts'
import { deepEqual } from '../../values/equal.ts'
import { getPath, hasPath, setPath, unsetPath } from '../../values/path.ts'
import { define, isPlain, ownValue, type PlainObject } from '../../values/plain.ts'
import { functionsOn } from '../define.ts'
import { badArgument } from '../errors.ts'

function mergeDeep(rt: Runtime, a: unknown, b: unknown): unknown {
  if (!isPlain(a) || !isPlain(b)) return b
  rt.enter()
  const left = rt.current(a)
  const right = rt.current(b)
  const made: PlainObject = {}
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    rt.addKey(made)
    if (key === '__proto__') continue
    const value = Object.hasOwn(right, key) ? mergeDeep(rt, ownValue(left, key), right[key]) : left[key]
    define(made, key, value)
  }
  rt.leave()
  return made
}

interface Difference {
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

function* differences(rt: Runtime, a: unknown, b: unknown, path: string): Generator<Difference> {
  if (deepEqual(a, b, rt)) return
  if (!isPlain(a) || !isPlain(b)) {
    yield { path, before: a, after: b }
    return
  }
  rt.enter()
  const left = rt.current(a)
  const right = rt.current(b)
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    yield* differences(rt, ownValue(left, key), ownValue(right, key), path === '' ? key : `${path}.${key}`)
  }
  rt.leave()
}

export const moreObjectFunctions = functionsOn<object>('object', {
  deepMerge: {
    takes: ['other: object'],
    gives: 'object',
    doc: 'Merges another object into a copy of this one, at every depth; the other one wins.',
    examples: [['({ a: { x: 1, y: 2 } }).deepMerge({ a: { y: 3 } })', { a: { x: 1, y: 3 } }]],
    run: (rt, self, [other]) => {
      if (!isPlain(other)) throw badArgument('deepMerge', 'give it an object.')
      return mergeDeep(rt, self, other)
    },
  },
  diff: {
    takes: ['other: object'],
    gives: 'array',
    doc: 'What differs in another object: a list of paths with the values before and after.',
    examples: [['({ a: 1, b: 2 }).diff({ a: 1, b: 3 })', [{ path: 'b', before: 2, after: 3 }]]],
    run: (rt, self, [other]) => {
      const found = [...differences(rt, self, other, '')]
      rt.list(found.length)
      return found
    },
  },
  getPath: {
    takes: ['path: string', 'instead?: any'],
    gives: 'any',
    doc: 'The value at a path, or something else when there is none.',
    examples: [['({ a: { b: [1, 2] } }).getPath("a.b[1]")', 2]],
    run: (rt, self, [path, instead]) => {
      const text = toText(rt, path)
      return hasPath(self, text, rt) ? getPath(self, text, rt) : instead
    },
  },
  omit: {
    takes: ['...names: string'],
    gives: 'object',
    doc: 'The object without some members.',
    examples: [['({ a: 1, b: 2, c: 3 }).omit("a", "c")', { b: 2 }]],
    run: (rt, self, names) =>
      names.flat().reduce<unknown>((made, name) => unsetPath(made, [toText(rt, name)], rt), self),
  },
  pick: {
    takes: ['...names: string'],
    gives: 'object',
    doc: 'The object with some members only.',
    examples: [['({ a: 1, b: 2, c: 3 }).pick("a", "c")', { a: 1, c: 3 }]],
    run: (rt, self, names) => {
      const made: PlainObject = {}
      for (const name of names.flat()) {
        const key = toText(rt, name)
        if (isPlain(self) && Object.hasOwn(self, key)) define(made, key, self[key])
      }
      return made
    },
  },
  setPath: {
    takes: ['path: string', 'value: any'],
    gives: 'object',
    doc: 'A copy of the object with the value at a path set.',
    examples: [['({ a: { b: 1 } }).setPath("a.c", 2)', { a: { b: 1, c: 2 } }]],
    run: (rt, self, [path, value]) => setPath(self, toText(rt, path), value, rt),
  },
})
