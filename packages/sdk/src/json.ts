/** A value that survives `JSON.parse(JSON.stringify(value))` unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** A JSON object. Data is immutable everywhere: build a new object instead of changing one. */
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

/** Whether a value, which came as JSON, is an object of fields: no list, and not nothing. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object's own value under a key: names from data are keys like any other, `constructor` too. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
