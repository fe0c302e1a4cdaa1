/** What lists offer natively. Callbacks are interpreter closures and get the list as it is now. */
import { listText, toInteger, toNumber, toText } from '../run/convert.ts'
import { invoke, invoke2, invoke3, needCallable } from '../run/invoke.ts'
import { typeError } from '../run/raised.ts'
import { LIMITS, overBudget, type Runtime } from '../run/runtime.ts'
import type { Callable } from '../values/callable.ts'
import { slots } from '../values/slots.ts'
import { Iter } from '../values/iter.ts'
import { dateMembers } from './date.ts'
import { members } from './members.ts'
import { numberMembers } from './simple.ts'

type List = unknown[]

function callback(args: readonly unknown[]): Callable {
  return needCallable(args[0])
}

/** A start index as JavaScript clamps it. */
function clamp(rt: Runtime, value: unknown, length: number, missing: number): number {
  if (value === undefined) return missing
  const index = toInteger(rt, value)
  return index < 0 ? Math.max(0, length + index) : Math.min(index, length)
}

function copied(rt: Runtime, list: List): List {
  rt.list(list.length)
  return Array.from(list)
}

/**
 * A stable merge sort of our own, because the comparison may be an interpreter closure that throws or runs long. The
 * later element is asked about first, as engines do: a comparison that answers true and false leaves the order alone.
 */
export function sortList(rt: Runtime, list: List, by: unknown): List {
  const order = by === undefined ? textOrder(rt) : userOrder(rt, needCallable(by))
  const defined: unknown[] = []
  let missing = 0
  for (let i = 0; i < list.length; i++) {
    if (!Object.hasOwn(list, i)) continue
    if (list[i] === undefined) missing++
    else defined.push(list[i])
  }
  rt.list(list.length)
  const sorted = mergeSort(rt, defined, order)
  const holes = list.length - sorted.length - missing
  for (let i = 0; i < sorted.length; i++) list[i] = sorted[i]
  for (let i = 0; i < missing; i++) list[sorted.length + i] = undefined
  for (let i = 0; i < holes; i++) Reflect.deleteProperty(list, sorted.length + missing + i)
  return list
}

type Order = (a: unknown, b: unknown) => number

function textOrder(rt: Runtime): Order {
  const texts = new Map<unknown, string>()
  const text = (value: unknown): string => {
    if (typeof value === 'string') return value
    let known = texts.get(value)
    if (known === undefined) {
      known = toText(rt, value)
      texts.set(value, known)
    }
    return known
  }
  return (a, b) => {
    const left = text(a)
    const right = text(b)
    rt.read(left)
    rt.flat(right)
    return left < right ? -1 : left > right ? 1 : 0
  }
}

function userOrder(rt: Runtime, by: Callable): Order {
  return (a, b) => {
    const order = toNumber(rt, invoke2(rt, by, a, b))
    return Number.isNaN(order) ? 0 : order
  }
}

function mergeSort(rt: Runtime, list: List, order: Order): List {
  let from = list
  let to = slots(list.length)
  for (let width = 1; width < list.length; width *= 2) {
    for (let start = 0; start < list.length; start += 2 * width) {
      const middle = Math.min(start + width, list.length)
      const end = Math.min(start + 2 * width, list.length)
      let left = start
      let right = middle
      rt.spend(end - start)
      for (let i = start; i < end; i++) {
        const takeLeft = left < middle && (right >= end || !(order(from[right], from[left]) < 0))
        to[i] = takeLeft ? from[left++] : from[right++]
      }
    }
    ;[from, to] = [to, from]
  }
  return from
}

function flatten(rt: Runtime, list: List, depth: number, into: List): List {
  rt.enter()
  for (let i = 0; i < list.length; i++) {
    if (!Object.hasOwn(list, i)) continue
    const element = list[i]
    const inner = Array.isArray(element) ? rt.current(element as unknown[]) : null
    if (inner !== null && depth > 0) flatten(rt, inner, depth - 1, into)
    else {
      rt.list(1)
      into.push(element)
    }
  }
  rt.leave()
  return into
}

function find(rt: Runtime, list: List, args: readonly unknown[], last: boolean): number {
  const test = callback(args)
  for (let n = 0; n < list.length; n++) {
    const i = last ? list.length - 1 - n : n
    if (invoke3(rt, test, list[i], i, list)) return i
  }
  return -1
}

function reduce(rt: Runtime, list: List, args: readonly unknown[], right: boolean): unknown {
  const step = callback(args)
  let n = 0
  let made: unknown
  const at = (index: number): number => (right ? list.length - 1 - index : index)
  if (args.length > 1) made = args[1]
  else {
    while (n < list.length && !Object.hasOwn(list, at(n))) n++
    if (n >= list.length) throw typeError('Reduce of empty array with no initial value')
    made = list[at(n++)]
  }
  for (; n < list.length; n++) {
    const i = at(n)
    if (Object.hasOwn(list, i)) made = reduceStep(rt, step, made, list, i)
  }
  return made
}

function reduceStep(rt: Runtime, step: Callable, made: unknown, list: List, i: number): unknown {
  if ('code' in step && step.code.simple && step.code.params <= 2) return invoke2(rt, step, made, list[i])
  return invoke(rt, step, undefined, [made, list[i], i, list])
}

function spliceList(rt: Runtime, list: List, args: readonly unknown[]): List {
  if (args.length === 0) return []
  const start = clamp(rt, args[0], list.length, 0)
  const count =
    args.length === 1 ? list.length - start : Math.min(Math.max(0, toInteger(rt, args[1])), list.length - start)
  rt.list(list.length + args.length)
  return list.splice(start, count, ...args.slice(2))
}

function indexFrom(rt: Runtime, list: List, from: unknown): number {
  return clamp(rt, from, list.length, 0)
}

/** Pays for a search: texts of the same length are compared from one end to the other. */
function search(rt: Runtime, list: List, value: unknown): void {
  rt.spend(list.length >> 2)
  if (typeof value !== 'string' || value.length < 64) return
  for (const element of list) rt.compared(value, element)
}

/** Walks the elements that are there, as `forEach` and its relatives do. */
function each(
  rt: Runtime,
  list: List,
  args: readonly unknown[],
  visit: (result: unknown, i: number) => boolean | void,
): void {
  const call = callback(args)
  const { length } = list
  for (let i = 0; i < length && i < list.length; i++) {
    if (!Object.hasOwn(list, i)) continue
    if (visit(invoke3(rt, call, list[i], i, list), i) === false) return
  }
}

/** The elements, each written by locale. */
function localText(rt: Runtime, list: List, args: readonly unknown[]): string {
  rt.enter()
  const texts = list.map((element): unknown => {
    if (typeof element === 'number') return numberMembers.methods.get('toLocaleString')?.(rt, element, args)
    if (element instanceof Date) return dateMembers.methods.get('toLocaleString')?.(rt, element, args)
    return Array.isArray(element) ? localText(rt, rt.current(element as unknown[]), args) : element
  })
  rt.leave()
  return listText(rt, texts, ',')
}

export const arrayMembers = members<List>(
  {
    at: (rt, list, [i]) => list.at(toInteger(rt, i)),
    concat: (rt, list, args) => {
      const parts = args.map((arg) => (Array.isArray(arg) ? rt.current(arg as unknown[]) : arg))
      rt.list(list.length + parts.reduce<number>((sum, part) => sum + (Array.isArray(part) ? part.length : 1), 0))
      return list.concat(...parts)
    },
    copyWithin: (rt, list, [to, from, end]) => {
      rt.spend(list.length)
      return list.copyWithin(toInteger(rt, to), toInteger(rt, from), end === undefined ? undefined : toInteger(rt, end))
    },
    entries: (rt, list) =>
      new Iter(
        list.entries().map(([i, element]) => (rt.spend(1), [i, element])),
        'Array Iterator',
      ),
    every: (rt, list, args) => {
      let all = true
      each(rt, list, args, (result) => (all = Boolean(result)))
      return all
    },
    fill: (rt, list, [value, from, to]) => {
      rt.spend(list.length)
      return list.fill(value, clamp(rt, from, list.length, 0), clamp(rt, to, list.length, list.length))
    },
    filter: (rt, list, args) => {
      const kept: List = []
      each(rt, list, args, (result, i) => {
        if (result) kept.push(list[i])
      })
      rt.list(kept.length)
      return kept
    },
    find: (rt, list, args) => list[find(rt, list, args, false)],
    findIndex: (rt, list, args) => find(rt, list, args, false),
    findLast: (rt, list, args) => list[find(rt, list, args, true)],
    findLastIndex: (rt, list, args) => find(rt, list, args, true),
    flat: (rt, list, [depth]) => flatten(rt, list, toInteger(rt, depth, 1), []),
    flatMap: (rt, list, args) => {
      const made: List = []
      each(rt, list, args, (result) => {
        const inner = Array.isArray(result) ? rt.current(result as unknown[]) : null
        rt.list(inner?.length ?? 1)
        if (inner === null) made.push(result)
        else for (const element of inner) made.push(element)
      })
      return made
    },
    forEach: (rt, list, args) => each(rt, list, args, () => undefined),
    includes: (rt, list, [value, from]) => {
      search(rt, list, value)
      return list.includes(value, indexFrom(rt, list, from))
    },
    indexOf: (rt, list, [value, from]) => {
      search(rt, list, value)
      return list.indexOf(value, indexFrom(rt, list, from))
    },
    join: (rt, list, [separator]) => listText(rt, list, separator === undefined ? ',' : toText(rt, separator)),
    keys: (_, list) => new Iter(list.keys(), 'Array Iterator'),
    lastIndexOf: (rt, list, args) => {
      search(rt, list, args[0])
      return args.length < 2 ? list.lastIndexOf(args[0]) : list.lastIndexOf(args[0], toInteger(rt, args[1]))
    },
    map: (rt, list, args) => {
      rt.list(list.length)
      const call = callback(args)
      const { length } = list
      const made = slots(length)
      for (let i = 0; i < length; i++) if (Object.hasOwn(list, i)) made[i] = invoke3(rt, call, list[i], i, list)
      return made
    },
    pop: (_, list) => list.pop(),
    push: (rt, list, args) => {
      rt.allocate(args.length * 16)
      if (list.length + args.length > LIMITS.array) throw overBudget('list length', `${LIMITS.array} elements`)
      for (const arg of args) list.push(arg)
      return list.length
    },
    reduce: (rt, list, args) => reduce(rt, list, args, false),
    reduceRight: (rt, list, args) => reduce(rt, list, args, true),
    reverse: (rt, list) => {
      rt.spend(list.length >> 2)
      return list.reverse()
    },
    shift: (rt, list) => {
      rt.spend(list.length >> 6)
      return list.shift()
    },
    slice: (rt, list, [from, to]) => {
      const start = clamp(rt, from, list.length, 0)
      const end = clamp(rt, to, list.length, list.length)
      rt.list(Math.max(0, end - start))
      return list.slice(start, end)
    },
    some: (rt, list, args) => {
      let any = false
      each(rt, list, args, (result) => !(any = Boolean(result)))
      return any
    },
    sort: (rt, list, [by]) => sortList(rt, list, by),
    splice: spliceList,
    toLocaleString: (rt, list, args) => localText(rt, list, args),
    toReversed: (rt, list) => copied(rt, list).reverse(),
    toSorted: (rt, list, [by]) => sortList(rt, copied(rt, list), by),
    toSpliced: (rt, list, args) => {
      const made = copied(rt, list)
      spliceList(rt, made, args)
      return made
    },
    toString: (rt, list) => listText(rt, list, ','),
    unshift: (rt, list, args) => {
      rt.spend((list.length >> 6) * args.length)
      rt.list(list.length + args.length)
      for (let i = args.length - 1; i >= 0; i--) list.unshift(args[i])
      return list.length
    },
    values: (_, list) => new Iter(list.values(), 'Array Iterator'),
    with: (rt, list, [index, value]) => {
      const i = toInteger(rt, index)
      const at = i < 0 ? list.length + i : i
      if (at < 0 || at >= list.length) throw typeError('Invalid index')
      const made = copied(rt, list)
      made[at] = value
      return made
    },
  },
  { length: (_, list) => list.length },
  ['copyWithin', 'fill', 'pop', 'push', 'reverse', 'shift', 'sort', 'splice', 'unshift'],
)
