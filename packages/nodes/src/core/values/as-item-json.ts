import { isJsonObject, type Json, type JsonObject } from '@millrace/sdk'

/**
 * The JSON of an item. n8n hands on numbers and lists in its place, and documents rely on it: an item's
 * JSON is an object everywhere else, so this is the one place that says otherwise.
 */
export function asItemJson(value: Json): JsonObject {
  if (isJsonObject(value)) return withoutPrototype(value)
  return value === null ? {} : (value as unknown as JsonObject)
}

/** A member called `__proto__` is dropped. */
function withoutPrototype(value: JsonObject): JsonObject {
  if (!Object.hasOwn(value, '__proto__')) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== '__proto__'))
}
