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
