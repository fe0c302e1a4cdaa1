import type { Comparison, Condition, ConditionValue } from '../condition.ts'
import type { JsonParameters } from '../run-context.ts'

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
  for (const key in condition.show) {
    const allowed = condition.show[key]
    if (allowed && !someMatch(valuesOf(key, beside, root, version), allowed, true)) return false
  }
  for (const key in condition.hide) {
    const refused = condition.hide[key]
    if (refused && someMatch(valuesOf(key, beside, root, version), refused, false)) return false
  }
  return true
}

/** The controlling values of a key; a list (multiple choice) controls with each of its entries. */
function valuesOf(key: string, beside: JsonParameters, root: JsonParameters, version: number): readonly unknown[] {
  if (key === '@version') return [version]
  // `@tool`: whether the node is attached to an agent; in the flow it is not.
  if (key === '@tool') return [false]
  const found = key.startsWith('/') ? valueAt(root, key.slice(1)) : valueAt(beside, key)
  // A locator controls with its value.
  const value = isRecord(found) && found['__rl'] === true ? found['value'] : found
  return Array.isArray(value) ? value : [value]
}

/** A value by its dotted path, where only own members count. */
export function valueAt(values: JsonParameters, path: string): unknown {
  if (!path.includes('.') && !path.includes('[')) return Object.hasOwn(values, path) ? values[path] : undefined
  let current: unknown = values
  for (const part of path.replaceAll('[', '.').replaceAll(']', '').split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined
    current = Reflect.get(current, part)
  }
  return current
}

function someMatch(values: readonly unknown[], wanted: readonly ConditionValue[], expressionsMatch: boolean): boolean {
  return values.some(
    (value) =>
      (expressionsMatch && typeof value === 'string' && value.startsWith('=')) ||
      wanted.some((one) => matches(value, one)),
  )
}

function matches(value: unknown, wanted: ConditionValue): boolean {
  if (isComparison(wanted)) return compares(value, wanted._cnd)
  return same(value, wanted)
}

function isComparison(wanted: ConditionValue): wanted is { readonly _cnd: Comparison } {
  return isRecord(wanted) && '_cnd' in wanted
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
