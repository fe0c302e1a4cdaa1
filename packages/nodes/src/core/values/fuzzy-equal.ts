import { deepEqual } from '@millrace/expression'
import type { Json } from '@millrace/sdk'

/**
 * Whether two values are the same to a person, whatever their types: `1` and `"1"`, `true` and `"true"`, `0` and
 * `false`, and all that is blank (nothing, null, an empty text, an empty list).
 */
export function fuzzyEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (isBlank(a) || isBlank(b)) return isBlank(a) && isBlank(b)
  if (typeof a === typeof b) return deepEqual(a, b)
  if (typeof a === 'boolean') return isTruthOf(a, b)
  if (typeof b === 'boolean') return isTruthOf(b, a)
  return typeof a !== 'object' && typeof b !== 'object' && String(a) === String(b)
}

function isTruthOf(truth: boolean, other: Json | undefined): boolean {
  return typeof other === 'string' ? other.toLowerCase() === String(truth) : other === Number(truth)
}

/** Texts under which a value can be found: two values that are the same share one at least. */
export function fuzzyKeys(value: Json | undefined): readonly string[] {
  if (isBlank(value)) return ['']
  switch (typeof value) {
    case 'boolean':
      return [String(value), value ? '1' : '0']
    case 'string':
      return [value, value.toLowerCase()]
    case 'number':
      return [String(value)]
    default:
      return [fingerprint(value)]
  }
}

/** A text that is the same for values that are deeply equal, and only for those. */
export function fingerprint(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(fingerprint).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${fingerprint(member)}`)
  return `{${members.sort().join()}}`
}

function isBlank(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}
