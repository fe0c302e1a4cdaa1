/**
 * Conditions as If, Filter and Switch evaluate them. Both sides are first brought to the operator's type:
 * *strict* takes only values that have it (numbers and dates given as text too are refused), *loose*
 * converts what it can. null and undefined have every type: they do not fail, they just do not match. The
 * filter's own version says how empty texts and odd truths convert; documents keep theirs for ever.
 */
import { type Filter, type FilterCondition, isJsonObject, own, refuse } from '@millrace/sdk'
import { DateTime } from 'luxon'
import { toDateTime } from '../values/to-date-time.ts'
import { matches, toPattern } from './to-pattern.ts'

/**
 * Whether the conditions hold. No condition at all holds for `and`, not for `or`.
 * @throws NodeError when a value does not have, or cannot be given, the type its condition compares
 */
export function evaluateFilter(filter: Filter, zone: string): boolean {
  const holds = (condition: FilterCondition, index: number) => evaluate(condition, filter.options, zone, index)
  return filter.combinator === 'or' ? filter.conditions.some(holds) : filter.conditions.every(holds)
}

type Options = Filter['options']

function evaluate({ left, right, operator }: FilterCondition, options: Options, zone: string, index: number): boolean {
  const { type, operation, singleValue } = operator
  const compare = own(own(comparisons, type) ?? {}, operation)
  if (!compare) {
    throw refuse(`Condition ${index + 1} uses an unknown operator (${type}, ${operation}). Choose another one.`, {
      code: 'condition_unknown',
      retry: 'no',
    })
  }
  const alone = singleValue || single.has(operation)
  const rightType = type === 'array' ? (operation.startsWith('length') ? 'number' : 'any') : type
  return compare(
    converted(left, type, options, zone, `The first value of condition ${index + 1}`),
    alone ? undefined : converted(right, rightType, options, zone, `The second value of condition ${index + 1}`),
    options.caseSensitive,
  )
}

const single = new Set(['exists', 'notExists', 'empty', 'notEmpty', 'true', 'false'])

// --- types -------------------------------------------------------------------------------------------------

/** The value as the condition's type; null and undefined as they are. */
function converted(value: unknown, type: string, options: Options, zone: string, what: string): unknown {
  if (value === null || value === undefined) return value
  const found =
    options.typeValidation === 'loose' ? loose(value, type, options, zone) : strict(value, type, options, zone)
  if (found !== refused) return found
  const shown = JSON.stringify(value) ?? String(value)
  throw refuse(`${what} is ${shown.slice(0, 100)}, but the condition compares ${own(plural, type) ?? type}.`, {
    code: 'condition_type',
    hint: 'Choose an operator of the right type, or turn on "Convert types where required".',
    retry: 'no',
  })
}

const plural: Readonly<Record<string, string>> = {
  string: 'texts',
  number: 'numbers',
  boolean: 'true and false',
  dateTime: 'dates',
  array: 'lists',
  object: 'objects',
}

const refused = Symbol('refused')

function strict(value: unknown, type: string, { version }: Options, zone: string): unknown {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type ? value : refused
    case 'number':
      if (version >= 3 && isBlank(value)) return null
      return typeof value === 'number' ? value : refused
    case 'dateTime':
      return toDateTime(value, zone) ?? refused
    case 'array':
      return Array.isArray(value) ? value : refused
    case 'object':
      return isJsonObject(value) ? value : refused
    default:
      return value
  }
}

function loose(value: unknown, type: string, options: Options, zone: string): unknown {
  switch (type) {
    case 'string':
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
    case 'boolean':
      return options.version >= 2 ? looseTruth(value) : Boolean(value)
    case 'number': {
      if (options.version >= 3 && isBlank(value)) return null
      // A moment is no number, although JavaScript counts its milliseconds.
      if (DateTime.isDateTime(value)) return refused
      const number = Number(value)
      return Number.isNaN(number) ? refused : number
    }
    case 'array':
    case 'object':
      return strict(typeof value === 'string' ? parsed(value) : value, type, options, zone)
    default:
      return strict(value, type, options, zone)
  }
}

/** From version 3 on, what holds nothing is no number; before, it was 0. */
function isBlank(value: unknown): boolean {
  return (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0)
}

/** From version 2 on the words "false" and "0" and the empty list are false. */
function looseTruth(value: unknown): boolean {
  if (typeof value === 'string') return !['', '0', 'false'].includes(value.toLowerCase())
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    // Text that is no JSON is no list and no object: the caller says so with the text in hand.
    return text
  }
}

// --- operators ---------------------------------------------------------------------------------------------

type Compare = (left: unknown, right: unknown, caseSensitive: boolean) => boolean

const not =
  (compare: Compare): Compare =>
  (left, right, caseSensitive) =>
    !compare(left, right, caseSensitive)

const exists: Compare = (left) => left !== undefined && left !== null
const same: Compare = (left, right) => (left ?? null) === (right ?? null)

/** A comparison of texts, in one case where case does not count. */
const texts =
  (compare: (left: string, right: string) => boolean): Compare =>
  (left, right, caseSensitive) => {
    const [a, b] = [left, right].map((one) => String(one ?? ''))
    return caseSensitive ? compare(a ?? '', b ?? '') : compare((a ?? '').toLowerCase(), (b ?? '').toLowerCase())
  }

const sameText: Compare = (left, right, caseSensitive) =>
  same(inOneCase(left, caseSensitive), inOneCase(right, caseSensitive), caseSensitive)

const matchesPattern: Compare = (left, right) => matches(toPattern(String(right ?? '')), String(left ?? ''))

function inOneCase(value: unknown, caseSensitive: boolean): unknown {
  return typeof value === 'string' && !caseSensitive ? value.toLowerCase() : value
}

/** A comparison of numbers as JavaScript compares them: null counts as 0, undefined never matches. */
const numbers =
  (compare: (left: number, right: number) => boolean): Compare =>
  (left, right) =>
    compare(asNumber(left), asNumber(right))

function asNumber(value: unknown): number {
  return value === undefined ? Number.NaN : Number(value)
}

/** A comparison of moments; where one is missing it does not match. */
const moments =
  (compare: (left: number, right: number) => boolean): Compare =>
  (left, right) => {
    const [a, b] = [left, right]
    if (a === null || a === undefined || b === null || b === undefined) return false
    return compare(Number(a), Number(b))
  }

const lengths =
  (compare: (left: number, right: number) => boolean): Compare =>
  (left, right) =>
    compare(lengthOf(left), asNumber(right))

const sameLength: Compare = (left, right) => lengthOf(left) === right

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}

const includes: Compare = (left, right, caseSensitive) =>
  Array.isArray(left) && left.map((one) => inOneCase(one, caseSensitive)).includes(inOneCase(right, caseSensitive))

const emptyText: Compare = (left) => left === undefined || left === null || left === ''
const emptyList: Compare = (left) => !Array.isArray(left) || left.length === 0
const emptyObject: Compare = (left) => !isJsonObject(left) || Object.keys(left).length === 0

/** Operators by type and name, as documents store them. */
const comparisons: Readonly<Record<string, Readonly<Record<string, Compare>>>> = {
  string: {
    exists,
    notExists: not(exists),
    empty: emptyText,
    notEmpty: not(emptyText),
    equals: sameText,
    notEquals: not(sameText),
    contains: texts((a, b) => a.includes(b)),
    notContains: texts((a, b) => !a.includes(b)),
    startsWith: texts((a, b) => a.startsWith(b)),
    notStartsWith: texts((a, b) => !a.startsWith(b)),
    endsWith: texts((a, b) => a.endsWith(b)),
    notEndsWith: texts((a, b) => !a.endsWith(b)),
    regex: matchesPattern,
    notRegex: not(matchesPattern),
  },
  number: {
    exists,
    notExists: not(exists),
    empty: not(exists),
    notEmpty: exists,
    equals: same,
    notEquals: not(same),
    gt: numbers((a, b) => a > b),
    lt: numbers((a, b) => a < b),
    gte: numbers((a, b) => a >= b),
    lte: numbers((a, b) => a <= b),
  },
  dateTime: {
    exists,
    notExists: not(exists),
    empty: not(exists),
    notEmpty: exists,
    equals: moments((a, b) => a === b),
    notEquals: moments((a, b) => a !== b),
    after: moments((a, b) => a > b),
    before: moments((a, b) => a < b),
    afterOrEquals: moments((a, b) => a >= b),
    beforeOrEquals: moments((a, b) => a <= b),
  },
  boolean: {
    exists,
    notExists: not(exists),
    empty: not(exists),
    notEmpty: exists,
    true: (left) => left === true,
    false: (left) => left !== true,
    equals: same,
    notEquals: not(same),
  },
  array: {
    exists,
    notExists: not(exists),
    empty: emptyList,
    notEmpty: not(emptyList),
    contains: includes,
    notContains: not(includes),
    lengthEquals: sameLength,
    lengthNotEquals: not(sameLength),
    lengthGt: lengths((a, b) => a > b),
    lengthLt: lengths((a, b) => a < b),
    lengthGte: lengths((a, b) => a >= b),
    lengthLte: lengths((a, b) => a <= b),
  },
  object: {
    exists,
    notExists: not(exists),
    empty: emptyObject,
    notEmpty: not(emptyObject),
  },
}
