/** The functions of JMESPath, over own members and within the budgets. */
import { stringify } from '../builtins/json.ts'
import { sortList } from '../builtins/array.ts'
import { Raised } from '../run/raised.ts'
import { LIMITS, type Runtime } from '../run/runtime.ts'
import { findLastText, findText, splitText } from '../run/search.ts'
import { Native } from '../values/callable.ts'
import { deepEqual } from '../values/equal.ts'
import { define, isPlain, type PlainObject } from '../values/plain.ts'

export interface Call {
  readonly rt: Runtime
  /** The value of a reference (`&field`) at an element. */
  apply(reference: unknown, element: unknown): unknown
  keys(object: object): string[]
  field(object: object, key: string): unknown
}

type Run = (call: Call, args: readonly unknown[]) => unknown

/** False, null, and whatever is empty. */
export function isFalse(value: unknown): boolean {
  if (value === '' || value === false || value === null || value === undefined) return true
  if (Array.isArray(value)) return value.length === 0
  return isPlain(value) && Object.keys(value).length === 0
}

export function strictlyEqual(rt: Runtime, a: unknown, b: unknown): boolean {
  return deepEqual(a, b, rt)
}

function wrong(name: string, wanted: string): Raised {
  return Raised.error('TypeError', `${name}() needs ${wanted}`)
}

function num(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  throw wrong(name, 'a number')
}

function str(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw wrong(name, 'a text')
}

function arr(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw wrong(name, 'a list')
}

function obj(name: string, value: unknown): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw wrong(name, 'an object')
}

function comparable(name: string, list: readonly unknown[]): readonly (number | string)[] {
  const kind = typeof list[0]
  for (const value of list) {
    if (typeof value !== kind || (kind !== 'number' && kind !== 'string'))
      throw wrong(name, 'numbers only or texts only')
  }
  return list as readonly (number | string)[]
}

function extreme(name: string, sign: 1 | -1): Run {
  return (_, [list]) => {
    const values = comparable(name, arr(name, list))
    return values.reduce<number | string | null>(
      (best, value) => (best === null || (sign === 1 ? value > best : value < best) ? value : best),
      null,
    )
  }
}

function extremeBy(name: string, sign: 1 | -1): Run {
  return (call, [list, by]) => {
    const elements = arr(name, list)
    const keys = comparable(
      name,
      elements.map((element) => call.apply(by, element)),
    )
    let best = -1
    keys.forEach((key, i) => {
      const other = keys[best]
      if (other === undefined || (sign === 1 ? key > other : key < other)) best = i
    })
    return elements[best]
  }
}

/** The order of numbers and texts as a function of ours, for the one sort. */
const ORDER = new Native('order', {
  call: (_, __, [a, b]) => {
    const left = Array.isArray(a) ? (a[0] as number) : (a as number)
    const right = Array.isArray(b) ? (b[0] as number) : (b as number)
    return left < right ? -1 : left > right ? 1 : 0
  },
})

function text(call: Call, value: unknown): string {
  return typeof value === 'string' ? value : (stringify(call.rt, value) ?? '')
}

const FUNCTIONS: ReadonlyMap<string, Run> = new Map<string, Run>([
  ['abs', (_, [x]) => Math.abs(num('abs', x))],
  ['avg', (_, [list]) => arr('avg', list).reduce<number>((sum, x) => sum + num('avg', x), 0) / arr('avg', list).length],
  ['ceil', (_, [x]) => Math.ceil(num('ceil', x))],
  ['floor', (_, [x]) => Math.floor(num('floor', x))],
  ['sum', (_, [list]) => arr('sum', list).reduce<number>((sum, x) => sum + num('sum', x), 0)],
  [
    'contains',
    (call, [subject, wanted]) => {
      if (typeof subject === 'string') return typeof wanted === 'string' && findText(call.rt, subject, wanted) >= 0
      return arr('contains', subject).some((element) => strictlyEqual(call.rt, element, wanted))
    },
  ],
  ['starts_with', (_, [subject, part]) => str('starts_with', subject).startsWith(str('starts_with', part))],
  ['ends_with', (_, [subject, part]) => str('ends_with', subject).endsWith(str('ends_with', part))],
  ['find_first', ({ rt }, [subject, part]) => found(findText(rt, str('find_first', subject), str('find_first', part)))],
  [
    'find_last',
    ({ rt }, [subject, part]) => found(findLastText(rt, str('find_last', subject), str('find_last', part))),
  ],
  ['lower', (_, [subject]) => str('lower', subject).toLowerCase()],
  ['upper', (_, [subject]) => str('upper', subject).toUpperCase()],
  ['trim', (_, [subject]) => str('trim', subject).trim()],
  ['trim_left', (_, [subject]) => str('trim_left', subject).trimStart()],
  ['trim_right', (_, [subject]) => str('trim_right', subject).trimEnd()],
  [
    'replace',
    (call, [subject, from, to]) => {
      const parts = splitText(call.rt, str('replace', subject), str('replace', from), LIMITS.array)
      call.rt.text(parts.length * str('replace', to).length + str('replace', subject).length)
      return parts.join(str('replace', to))
    },
  ],
  [
    'split',
    (call, [subject, by]) => (
      call.rt.list(str('split', subject).length),
      splitText(call.rt, str('split', subject), str('split', by), LIMITS.array)
    ),
  ],
  [
    'length',
    (call, [value]) =>
      typeof value === 'string'
        ? value.length
        : Array.isArray(value)
          ? value.length
          : call.keys(obj('length', value)).length,
  ],
  ['map', (call, [by, list]) => arr('map', list).map((element) => call.apply(by, element))],
  ['max', extreme('max', 1)],
  ['min', extreme('min', -1)],
  ['max_by', extremeBy('max_by', 1)],
  ['min_by', extremeBy('min_by', -1)],
  ['keys', (call, [object]) => call.keys(obj('keys', object))],
  ['values', (call, [object]) => call.keys(obj('values', object)).map((key) => call.field(obj('values', object), key))],
  [
    'items',
    (call, [object]) => call.keys(obj('items', object)).map((key) => [key, call.field(obj('items', object), key)]),
  ],
  [
    'from_items',
    (call, [list]) =>
      record(
        call,
        arr('from_items', list).map((pair) => [
          str('from_items', arr('from_items', pair)[0]),
          arr('from_items', pair)[1],
        ]),
      ),
  ],
  [
    'merge',
    (call, args) =>
      record(
        call,
        args.flatMap((object) =>
          call.keys(obj('merge', object)).map((key): [string, unknown] => [key, call.field(obj('merge', object), key)]),
        ),
      ),
  ],
  ['group_by', groupBy],
  ['join', (call, [by, list]) => joined(call, str('join', by), arr('join', list))],
  [
    'reverse',
    (call, [value]) =>
      typeof value === 'string'
        ? [...value].reverse().join('')
        : (call.rt.list(arr('reverse', value).length), [...arr('reverse', value)].reverse()),
  ],
  ['sort', (call, [list]) => sortList(call.rt, [...comparable('sort', arr('sort', list))], ORDER)],
  ['sort_by', sortBy],
  [
    'zip',
    (call, lists) =>
      zipped(
        call,
        lists.map((list) => arr('zip', list)),
      ),
  ],
  ['to_array', (_, [value]) => (Array.isArray(value) ? value : [value])],
  ['to_string', (call, [value]) => text(call, value)],
  [
    'to_number',
    (_, [value]) =>
      typeof value === 'number'
        ? value
        : typeof value === 'string' && value !== '' && !Number.isNaN(Number(value))
          ? Number(value)
          : null,
  ],
  ['not_null', (_, args) => args.find((value) => value !== null && value !== undefined)],
  ['type', (_, [value]) => typeName(value)],
])

function found(index: number): number | null {
  return index < 0 ? null : index
}

function joined(call: Call, by: string, list: readonly unknown[]): string {
  let length = 0
  for (const part of list) length += str('join', part).length + by.length
  call.rt.text(length)
  return list.join(by)
}

function record(call: Call, entries: readonly (readonly [string, unknown])[]): PlainObject {
  const made: PlainObject = {}
  for (const [key, value] of entries) {
    call.rt.addKey(made)
    define(made, key, value)
  }
  return made
}

function groupBy(call: Call, [list, by]: readonly unknown[]): PlainObject {
  const groups = new Map<string, unknown[]>()
  for (const element of arr('group_by', list)) {
    const key = text(call, call.apply(by, element))
    groups.set(key, [...(groups.get(key) ?? []), element])
  }
  return record(call, [...groups])
}

function sortBy(call: Call, [list, by]: readonly unknown[]): unknown[] {
  const elements = arr('sort_by', list)
  const keys = comparable(
    'sort_by',
    elements.map((element) => call.apply(by, element)),
  )
  const pairs = elements.map((element, i): unknown => [keys[i], element])
  return sortList(call.rt, pairs, ORDER).map((pair) => (Array.isArray(pair) ? (pair[1] as unknown) : pair))
}

function zipped(call: Call, lists: readonly (readonly unknown[])[]): unknown[] {
  const count = Math.min(...lists.map((list) => list.length))
  call.rt.list(count * lists.length)
  return Array.from({ length: count }, (_, i) => lists.map((list) => list[i]))
}

function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

export function callFunction(call: Call, name: string, args: readonly unknown[]): unknown {
  const run = FUNCTIONS.get(name)
  if (run === undefined) throw Raised.error('Error', `Unknown JMESPath function ${name}()`)
  call.rt.spend(4)
  call.rt.readAll(args)
  return run(call, args)
}
