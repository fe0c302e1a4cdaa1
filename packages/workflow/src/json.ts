import { isJsonObject, type Json, type JsonObject } from '@millrace/sdk'

export { isJsonObject } from '@millrace/sdk'

/**
 * JSON as this package handles it. A document's keys come from strangers, and `__proto__` is a legal one:
 * objects are built with `Object.fromEntries` or spread, which define keys and never assign them, and are
 * read through `own`, which sees no prototype.
 */

/** `Array.isArray` that keeps a readonly list's type. */
export function isJsonList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

/** The object's own value under a key. */
export function own<Value>(object: { readonly [key: string]: Value }, key: string): Value | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** A copy of the object with one key set, or dropped when the value is undefined. */
export function withKey(object: JsonObject, key: string, value: Json | undefined): JsonObject {
  if (value === undefined) return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key))
  if (key !== '__proto__') return { ...object, [key]: value }
  return Object.fromEntries([...Object.entries(object).filter(([name]) => name !== key), [key, value]])
}

/** Whether two values are the same JSON: lists in order, objects by their keys in any order. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (isJsonList(a)) {
    return isJsonList(b) && a.length === b.length && a.every((entry, index) => equal(entry, b[index]))
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  const keys = definedKeys(a)
  return keys.length === definedKeys(b).length && keys.every((key) => equal(a[key], own(b, key)))
}

function definedKeys(object: JsonObject): readonly string[] {
  return Object.keys(object).filter((key) => object[key] !== undefined)
}
