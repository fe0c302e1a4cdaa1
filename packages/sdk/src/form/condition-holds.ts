import type { Comparison, Condition, ConditionValue } from '../condition.ts'
import type { JsonParameters } from '../run-context.ts'
import { isJsonObject } from '../json.ts'

/**
 * Whether a condition holds for the values beside what it is on (`beside`), all parameters (`root`) and the
 * node's version. A controlling value that is an expression, as a form or the compiler sees it, counts as a
 * match of `show`: nobody knows yet what it will be.
 */
export function conditionHolds(
  condition: Condition | undefined,
  beside: JsonParameters,
  root: JsonParameters,
  version: number,
): boolean {
  if (!condition) return true
  for (const { from, path, values, shows } of checksOf(condition)) {
    const found = from === 'version' ? version : from === 'tool' ? false : at(from === 'root' ? root : beside, path)
    if (matchesSome(found, values, shows) !== shows) return false
  }
  return true
}

/** One key of a condition: where its value is, and what it has to be, or must not be. */
interface Check {
  readonly from: 'version' | 'tool' | 'root' | 'beside'
  readonly path: readonly string[]
  readonly values: readonly ConditionValue[]
  readonly shows: boolean
}

/** A node asks the same conditions for every item. */
const known = new WeakMap<Condition, readonly Check[]>()

function checksOf(condition: Condition): readonly Check[] {
  const before = known.get(condition)
  if (before !== undefined) return before
  const checks = [...checksFor(condition.show, true), ...checksFor(condition.hide, false)]
  known.set(condition, checks)
  return checks
}

function checksFor(keys: Condition['show'], shows: boolean): readonly Check[] {
  return Object.entries(keys ?? {}).map(([key, values]) => ({ ...place(key), values, shows }))
}

function place(key: string): Pick<Check, 'from' | 'path'> {
  if (key === '@version') return { from: 'version', path: [] }
  // `@tool`: whether the node is attached to an agent; in the flow it is not.
  if (key === '@tool') return { from: 'tool', path: [] }
  return key.startsWith('/') ? { from: 'root', path: segments(key.slice(1)) } : { from: 'beside', path: segments(key) }
}

function segments(path: string): readonly string[] {
  return path.replaceAll('[', '.').replaceAll(']', '').split('.')
}

/** A value by its dotted path, where only own members count. */
export function valueAt(values: JsonParameters, path: string): unknown {
  return at(values, segments(path))
}

function at(values: JsonParameters, path: readonly string[]): unknown {
  let current: unknown = values
  for (const part of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined
    current = Reflect.get(current, part)
  }
  return current
}

/** Whether a controlling value is one of those wanted; a list (multiple choice) controls with each of its entries. */
function matchesSome(found: unknown, wanted: readonly ConditionValue[], expressionsMatch: boolean): boolean {
  // A locator controls with its value.
  const value = isJsonObject(found) && found['__rl'] === true ? found['value'] : found
  if (!Array.isArray(value)) return matchesOne(value, wanted, expressionsMatch)
  for (const one of value) if (matchesOne(one, wanted, expressionsMatch)) return true
  return false
}

function matchesOne(value: unknown, wanted: readonly ConditionValue[], expressionsMatch: boolean): boolean {
  if (expressionsMatch && typeof value === 'string' && value.startsWith('=')) return true
  for (const one of wanted) if (matches(value, one)) return true
  return false
}

function matches(value: unknown, wanted: ConditionValue): boolean {
  if (isComparison(wanted)) return compares(value, wanted._cnd)
  return same(value, wanted)
}

function isComparison(wanted: ConditionValue): wanted is { readonly _cnd: Comparison } {
  return isJsonObject(wanted) && '_cnd' in wanted
}

function compares(value: unknown, comparison: Comparison): boolean {
  if ('eq' in comparison) return same(value, comparison.eq)
  if ('not' in comparison) return !same(value, comparison.not)
  if ('exists' in comparison) return value !== undefined && value !== null && value !== ''
  if (typeof value === 'number') {
    if ('gte' in comparison) return value >= comparison.gte
    if ('lte' in comparison) return value <= comparison.lte
    if ('gt' in comparison) return value > comparison.gt
    if ('lt' in comparison) return value < comparison.lt
    if ('between' in comparison) return value >= comparison.between.from && value <= comparison.between.to
    return false
  }
  if (typeof value === 'string') {
    if ('startsWith' in comparison) return value.startsWith(comparison.startsWith)
    if ('endsWith' in comparison) return value.endsWith(comparison.endsWith)
    if ('includes' in comparison) return value.includes(comparison.includes)
    if ('regex' in comparison) return new RegExp(comparison.regex).test(value)
  }
  return false
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && a !== null && JSON.stringify(a) === JSON.stringify(b))
}
