/** More functions on lists: grouping, sorting and statistics by a field, and CSV. */
import { sortList } from '../../builtins/array.ts'
import { toText } from '../../run/convert.ts'
import { invoke1 } from '../../run/invoke.ts'
import type { Runtime } from '../../run/runtime.ts'
import { Native, isCallable } from '../../values/callable.ts'
import { getPath } from '../../values/path.ts'
import { define, isPlain, ownValue, type PlainObject } from '../../values/plain.ts'
import { functionsOn } from '../define.ts'
import { badArgument } from '../errors.ts'

type List = readonly unknown[]

/** What to look at in each element: a path (`"address.city"`) or a function. */
function keyOf(rt: Runtime, name: string, by: unknown): (element: unknown) => unknown {
  if (isCallable(by)) return (element) => invoke1(rt, by, element)
  if (typeof by === 'string') return (element) => getPath(element, by, rt)
  throw badArgument(name, 'name the field, or give a function.')
}

function groupsOf(rt: Runtime, name: string, list: List, by: unknown): Map<string, unknown[]> {
  const key = keyOf(rt, name, by)
  const groups = new Map<string, unknown[]>()
  for (const element of list) {
    rt.spend(1)
    const text = toText(rt, key(element))
    rt.read(text)
    const group = groups.get(text)
    if (group === undefined) groups.set(text, [element])
    else group.push(element)
  }
  rt.list(list.length)
  return groups
}

function record(rt: Runtime, entries: Iterable<readonly [string, unknown]>): PlainObject {
  const made: PlainObject = {}
  for (const [key, value] of entries) {
    rt.addKey(made)
    define(made, key, value)
  }
  return made
}

function numbersOf(rt: Runtime, name: string, list: List, by: unknown): number[] {
  const key = keyOf(rt, name, by)
  return list.map((element) => {
    rt.spend(1)
    const value = key(element)
    if (typeof value === 'string') rt.read(value)
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number !== 'number' || Number.isNaN(number)) throw badArgument(name, 'every value must be a number.')
    return number
  })
}

const ASCENDING = new Native('order', { call: (rt, _, [a, b]) => compareKeys(rt, a, b) })
const DESCENDING = new Native('order', { call: (rt, _, [a, b]) => compareKeys(rt, b, a) })

/** Pairs of key and element, by key: numbers as numbers, all else as text; what is missing comes last. */
function compareKeys(rt: Runtime, left: unknown, right: unknown): number {
  const a: unknown = Array.isArray(left) ? left[0] : left
  const b: unknown = Array.isArray(right) ? right[0] : right
  if (a === undefined || a === null) return b === undefined || b === null ? 0 : 1
  if (b === undefined || b === null) return -1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [x, y] = [toText(rt, a), toText(rt, b)]
  rt.read(x)
  rt.flat(y)
  return x < y ? -1 : x > y ? 1 : 0
}

function sortBy(rt: Runtime, list: List, [by, order]: readonly unknown[]): unknown[] {
  const key = keyOf(rt, 'sortBy', by)
  const pairs = list.map((element): unknown => [key(element), element])
  const sorted = sortList(rt, pairs, order === 'desc' ? DESCENDING : ASCENDING)
  return sorted.map((pair) => (Array.isArray(pair) ? (pair[1] as unknown) : pair))
}

function extremeBy(name: string, sign: 1 | -1) {
  return (rt: Runtime, list: List, [by]: readonly unknown[]): unknown => {
    const numbers = numbersOf(rt, name, list, by)
    let best = 0
    numbers.forEach((value, i) => {
      if ((value - (numbers[best] ?? value)) * sign > 0) best = i
    })
    return list[best]
  }
}

function csvCell(rt: Runtime, value: unknown, separator: string): string {
  const text = value === null || value === undefined ? '' : toText(rt, value)
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function toCsv(rt: Runtime, list: List, [given]: readonly unknown[]): string {
  const separator = given === undefined ? ',' : toText(rt, given)
  const columns = [...new Set(list.flatMap((row) => (isPlain(row) ? Object.keys(rt.current(row)) : [])))]
  const lines = [columns.map((column) => csvCell(rt, column, separator)).join(separator)]
  for (const row of list) {
    const current = isPlain(row) ? rt.current(row) : {}
    lines.push(columns.map((column) => csvCell(rt, ownValue(current, column), separator)).join(separator))
    rt.text(lines.at(-1)?.length ?? 0)
  }
  return lines.join('\n')
}

export const moreArrayFunctions = functionsOn<List>('array', {
  averageBy: {
    takes: ['field: string | function'],
    gives: 'number',
    doc: 'The average of a field of the elements; 0 for none.',
    examples: [['[{ n: 1 }, { n: 3 }].averageBy("n")', 2]],
    run: (rt, list, [by]) =>
      list.length === 0 ? 0 : numbersOf(rt, 'averageBy', list, by).reduce((a, b) => a + b, 0) / list.length,
  },
  countBy: {
    takes: ['field: string | function'],
    gives: 'object',
    doc: 'How many elements there are of each value of a field.',
    examples: [['[{ c: "x" }, { c: "y" }, { c: "x" }].countBy("c")', { x: 2, y: 1 }]],
    run: (rt, list, [by]) =>
      record(
        rt,
        [...groupsOf(rt, 'countBy', list, by)].map(([key, group]) => [key, group.length]),
      ),
  },
  groupBy: {
    takes: ['field: string | function'],
    gives: 'object',
    doc: 'The elements in lists, one for each value of a field.',
    examples: [['[{ c: "x", n: 1 }, { c: "y", n: 2 }].groupBy("c")', { x: [{ c: 'x', n: 1 }], y: [{ c: 'y', n: 2 }] }]],
    run: (rt, list, [by]) => record(rt, groupsOf(rt, 'groupBy', list, by)),
  },
  keyBy: {
    takes: ['field: string | function'],
    gives: 'object',
    doc: 'The elements by the value of a field; of equal ones the last.',
    examples: [['[{ id: "a", n: 1 }].keyBy("id")', { a: { id: 'a', n: 1 } }]],
    run: (rt, list, [by]) =>
      record(
        rt,
        [...groupsOf(rt, 'keyBy', list, by)].map(([key, group]) => [key, group.at(-1)]),
      ),
  },
  maxBy: {
    takes: ['field: string | function'],
    gives: 'any',
    doc: 'The element whose field is the greatest.',
    examples: [['[{ n: 1 }, { n: 3 }].maxBy("n")', { n: 3 }]],
    run: extremeBy('maxBy', 1),
  },
  minBy: {
    takes: ['field: string | function'],
    gives: 'any',
    doc: 'The element whose field is the smallest.',
    examples: [['[{ n: 1 }, { n: 3 }].minBy("n")', { n: 1 }]],
    run: extremeBy('minBy', -1),
  },
  sortBy: {
    takes: ['field: string | function', 'order?: "asc" | "desc"'],
    gives: 'array',
    doc: 'The elements in the order of a field; the list itself stays as it is.',
    examples: [['[{ n: 2 }, { n: 1 }].sortBy("n")', [{ n: 1 }, { n: 2 }]]],
    run: sortBy,
  },
  sumBy: {
    takes: ['field: string | function'],
    gives: 'number',
    doc: 'The sum of a field of the elements.',
    examples: [['[{ n: 1 }, { n: 3 }].sumBy("n")', 4]],
    run: (rt, list, [by]) => numbersOf(rt, 'sumBy', list, by).reduce((a, b) => a + b, 0),
  },
  toCsv: {
    takes: ['separator?: string'],
    gives: 'string',
    doc: 'Writes a list of objects as CSV, with a line of names first.',
    examples: [['[{ a: 1, b: "x,y" }].toCsv()', 'a,b\n1,"x,y"']],
    run: toCsv,
  },
})
