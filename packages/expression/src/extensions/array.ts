/** Functions on lists. */
import { stringify } from '../builtins/json.ts'
import { toText } from '../run/convert.ts'
import type { Runtime } from '../run/runtime.ts'
import { deepEqual, fingerprint } from '../values/equal.ts'
import { define, isPlain, ownValue, type PlainObject } from '../values/plain.ts'
import { compactObject, isBlank } from './compact.ts'
import { functionsOn } from './define.ts'
import { badArgument } from './errors.ts'

type List = readonly unknown[]

function numbers(rt: Runtime, name: string, list: List): number[] {
  rt.spend(list.length >> 2)
  const made: number[] = []
  list.forEach((element) => {
    if (typeof element !== 'number') throw badArgument(name, 'the list must hold numbers only.')
    made.push(element)
  })
  return made
}

function total(rt: Runtime, name: string, list: List): number {
  return numbers(rt, name, list).reduce((sum, value) => sum + value, 0)
}

/** Keeps the first of equal values. Plain data is compared by content, in one pass. */
function distinct(rt: Runtime, list: List, keyOf: (element: unknown) => unknown): unknown[] {
  const seen = new Set<string>()
  const odd: unknown[] = []
  const kept: unknown[] = []
  for (const element of list) {
    const key = keyOf(element)
    const text = fingerprint(key, rt)
    if (text === null ? odd.some((other) => deepEqual(other, key, rt)) : seen.has(text)) continue
    if (text === null) odd.push(key)
    else seen.add(text)
    kept.push(element)
  }
  rt.list(kept.length)
  return kept
}

function unique(rt: Runtime, list: List, args: readonly unknown[]): unknown[] {
  const keys = args.flat().map((key) => toText(rt, key))
  if (keys.length === 0) return distinct(rt, list, (element) => element)
  return distinct(rt, list, (element) =>
    typeof element === 'object' && element !== null ? keys.map((key) => ownValue(rt.current(element), key)) : [element],
  )
}

function otherList(rt: Runtime, name: string, [other]: readonly unknown[]): List {
  if (Array.isArray(other)) return rt.current(other)
  throw badArgument(name, 'give it a list.')
}

function fieldsOf(rt: Runtime, element: unknown): PlainObject {
  if (typeof element !== 'object' || element === null) return {}
  const current = rt.current(element)
  return isPlain(current) ? current : {}
}

function into(rt: Runtime, target: PlainObject, source: PlainObject): PlainObject {
  for (const key of Object.keys(source)) {
    rt.addKey(target)
    define(target, key, source[key])
  }
  return target
}

/** Place by place: the members of the other list's elements, then those of ours. */
function merge(rt: Runtime, list: List, args: readonly unknown[]): unknown {
  if (args[0] === undefined) return into(rt, {}, fieldsOf(rt, list[0]))
  const other = otherList(rt, 'merge', args)
  const merged: PlainObject = {}
  const count = Math.min(list.length, other.length)
  for (let i = 0; i < count; i++) {
    // n8n's function fails on two empty places; ordinary failures give undefined.
    if (isMissing(list[i]) && isMissing(other[i])) return undefined
    if (!isMergeable(list[i]) || !isMergeable(other[i])) continue
    into(rt, merged, fieldsOf(rt, other[i]))
    into(rt, merged, fieldsOf(rt, list[i]))
  }
  return merged
}

/** Both places must hold objects (or nothing); n8n merges no other values. */
function isMergeable(value: unknown): boolean {
  return isMissing(value) || typeof value === 'object'
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined
}

function mergeIntoObject(rt: Runtime, list: List, args: readonly unknown[]): PlainObject {
  const other = otherList(rt, 'mergeIntoObject', args)
  const merged: PlainObject = {}
  for (const element of [...other, ...list]) into(rt, merged, fieldsOf(rt, element))
  return merged
}

function pluck(rt: Runtime, list: List, fields: readonly unknown[]): unknown {
  if (fields.length === 0) return list
  const rows: unknown[] = []
  for (const element of list) {
    rt.spend(1)
    if (typeof element !== 'object' || element === null) continue
    const current = rt.current(element)
    const values = fields
      .filter((field) => typeof field === 'string')
      .filter((field) => isOwnField(current, field))
      .map((field) => ownValue(current, field))
    if (values.length > 0) rows.push(fields.length === 1 ? values[0] : values)
  }
  rt.list(rows.length)
  return rows
}

function isOwnField(object: object, field: string): boolean {
  return Object.keys(object).includes(field)
}

function renameKeys(rt: Runtime, list: List, args: readonly unknown[]): unknown[] {
  if (args.length === 0 || args.length % 2 !== 0) throw badArgument('renameKeys', 'give it pairs of old and new names.')
  return list.map((element) => {
    if (typeof element !== 'object' || element === null) return element
    const made: PlainObject = {}
    for (const key of Object.keys(rt.current(element))) define(made, key, ownValue(rt.current(element), key))
    for (let i = 0; i < args.length; i += 2) {
      const from = toText(rt, args[i])
      if (!Object.hasOwn(made, from)) continue
      define(made, toText(rt, args[i + 1]), made[from])
      Reflect.deleteProperty(made, from)
    }
    rt.addKey(made)
    return made
  })
}

function chunk(rt: Runtime, list: List, [size]: readonly unknown[]): unknown[] {
  if (typeof size !== 'number' || size === 0) throw badArgument('chunk', 'the size must be a number other than 0.')
  const step = Number.isNaN(size) ? Math.max(1, list.length) : Math.max(1, Math.trunc(size))
  const chunks: unknown[] = []
  for (let i = 0; i < list.length; i += step) chunks.push(Number.isNaN(size) ? [] : list.slice(i, i + step))
  rt.list(list.length + chunks.length)
  return chunks
}

function smartJoin(rt: Runtime, list: List, [key, value]: readonly unknown[]): PlainObject {
  if (typeof key !== 'string' || typeof value !== 'string' || key === '' || value === '') {
    throw badArgument('smartJoin', 'name the field of the keys and the field of the values.')
  }
  const made: PlainObject = {}
  for (const element of list) {
    const fields = fieldsOf(rt, element)
    if (!Object.hasOwn(fields, key) || !Object.hasOwn(fields, value)) continue
    rt.addKey(made)
    define(made, toText(rt, fields[key]), fields[value])
  }
  return made
}

function joinedSets(name: string, keep: (inOther: boolean) => boolean) {
  return (rt: Runtime, list: List, args: readonly unknown[]): unknown[] => {
    const other = otherList(rt, name, args)
    const theirs = new Set(other.map((element) => fingerprint(element, rt)))
    const odd = other.filter((element) => fingerprint(element, rt) === null)
    const has = (element: unknown): boolean => {
      const text = fingerprint(element, rt)
      return text === null ? odd.some((one) => deepEqual(one, element, rt)) : theirs.has(text)
    }
    rt.list(other.length)
    return distinct(rt, list, (element) => element).filter((element) => keep(has(element)))
  }
}

export const arrayFunctions = functionsOn<List>('array', {
  append: {
    takes: ['...values: any'],
    gives: 'array',
    doc: 'Gives a list with more elements at its end.',
    examples: [['[1, 2].append(3)', [1, 2, 3]]],
    run: (rt, list, args) => {
      rt.list(list.length + args.length)
      return [...list, ...args]
    },
  },
  average: {
    gives: 'number',
    doc: 'The average of a list of numbers; 0 for none.',
    examples: [['[1, 2, 3].average()', 2]],
    run: (rt, list) => (list.length === 0 ? 0 : total(rt, 'average', list) / list.length),
  },
  chunk: {
    takes: ['size: number'],
    gives: 'array',
    doc: 'Cuts the list into lists of a size.',
    examples: [['[1, 2, 3].chunk(2)', [[1, 2], [3]]]],
    run: chunk,
  },
  compact: {
    gives: 'array',
    doc: 'Drops null, undefined, empty texts, empty lists and empty objects.',
    examples: [['[1, null, "", 0].compact()', [1, 0]]],
    run: (rt, list) => {
      rt.list(list.length)
      return list.filter((element) => !isBlank(rt, element)).map((element) => compactObject(rt, element))
    },
  },
  difference: {
    takes: ['other: array'],
    gives: 'array',
    doc: 'What is in this list and not in the other.',
    examples: [['[1, 2, 3].difference([2])', [1, 3]]],
    run: joinedSets('difference', (inOther) => !inOther),
  },
  first: { gives: 'any', doc: 'The first element.', examples: [['[3, 4].first()', 3]], run: (_, list) => list[0] },
  intersection: {
    takes: ['other: array'],
    gives: 'array',
    doc: 'What is in both lists.',
    examples: [['[1, 2, 3].intersection([2, 3, 4])', [2, 3]]],
    run: joinedSets('intersection', (inOther) => inOther),
  },
  isEmpty: {
    gives: 'boolean',
    doc: 'True for a list without elements.',
    examples: [['[].isEmpty()', true]],
    run: (_, list) => list.length === 0,
  },
  isNotEmpty: {
    gives: 'boolean',
    doc: 'True for a list with elements.',
    examples: [['[1].isNotEmpty()', true]],
    run: (_, list) => list.length > 0,
  },
  last: { gives: 'any', doc: 'The last element.', examples: [['[3, 4].last()', 4]], run: (_, list) => list.at(-1) },
  max: {
    gives: 'number',
    doc: 'The greatest number of the list.',
    examples: [['[1, 3, 2].max()', 3]],
    run: (rt, list) => numbers(rt, 'max', list).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  },
  merge: {
    takes: ['other?: array'],
    gives: 'object',
    doc: 'Merges two lists of objects place by place into one object; the members of this list win.',
    examples: [['[{ a: 1 }].merge([{ a: 9, b: 2 }])', { a: 1, b: 2 }]],
    run: merge,
  },
  mergeIntoObject: {
    takes: ['other: array'],
    gives: 'object',
    doc: 'Merges all objects of two lists into one; the members of this list win.',
    examples: [['[{ a: 1 }].mergeIntoObject([{ b: 2 }])', { a: 1, b: 2 }]],
    run: mergeIntoObject,
  },
  min: {
    gives: 'number',
    doc: 'The smallest number of the list.',
    examples: [['[3, 1, 2].min()', 1]],
    run: (rt, list) => numbers(rt, 'min', list).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  },
  pluck: {
    takes: ['...fields: string'],
    gives: 'array',
    doc: 'The values of a field (or lists of the values of several fields) of a list of objects.',
    examples: [['[{ a: 1 }, { a: 2 }].pluck("a")', [1, 2]]],
    run: pluck,
  },
  randomItem: {
    gives: 'any',
    doc: 'One element, chosen by chance.',
    examples: [['["x"].randomItem()', 'x']],
    run: (_, list) => list[Math.floor(Math.random() * list.length)],
  },
  removeDuplicates: {
    takes: ['...fields?: string'],
    gives: 'array',
    doc: 'Keeps the first of equal elements, compared by content or by fields.',
    examples: [['[1, 1, 2].removeDuplicates()', [1, 2]]],
    run: unique,
  },
  renameKeys: {
    takes: ['from: string', 'to: string'],
    gives: 'array',
    doc: 'Renames members of the objects in the list.',
    examples: [['[{ a: 1 }].renameKeys("a", "b")', [{ b: 1 }]]],
    run: renameKeys,
  },
  reverse: {
    gives: 'array',
    doc: 'The elements in reverse order; the list itself stays as it is.',
    examples: [['[1, 2].reverse()', [2, 1]]],
    run: (rt, list) => {
      rt.list(list.length)
      return [...list].reverse()
    },
  },
  smartJoin: {
    takes: ['keyField: string', 'valueField: string'],
    gives: 'object',
    doc: 'Makes an object of a list of key and value objects.',
    examples: [['[{ k: "a", v: 1 }].smartJoin("k", "v")', { a: 1 }]],
    run: smartJoin,
  },
  sum: {
    gives: 'number',
    doc: 'The sum of a list of numbers.',
    examples: [['[1, 2, 3].sum()', 6]],
    run: (rt, list) => total(rt, 'sum', list),
  },
  toJsonString: {
    gives: 'string',
    doc: 'Writes the list as JSON.',
    examples: [['[1, "a"].toJsonString()', '[1,"a"]']],
    run: (rt, list) => stringify(rt, list),
  },
  union: {
    takes: ['other: array'],
    gives: 'array',
    doc: 'What is in either list, each once.',
    examples: [['[1, 2].union([2, 3])', [1, 2, 3]]],
    run: (rt, list, args) => distinct(rt, [...list, ...otherList(rt, 'union', args)], (element) => element),
  },
  unique: {
    takes: ['...fields?: string'],
    gives: 'array',
    doc: 'Keeps the first of equal elements, compared by content or by fields.',
    examples: [
      ['[1, 1, 2].unique()', [1, 2]],
      ['[{ a: 1, b: 1 }, { a: 1, b: 2 }].unique("a")', [{ a: 1, b: 1 }]],
    ],
    run: unique,
  },
})
