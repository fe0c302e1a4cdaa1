import { isJsonObject, type Json, type JsonObject, refuse } from '@millrace/sdk'

/**
 * The value of JSON that was typed as text, or given as a value.
 * @param what what it is, for the message: `The file "data"`
 * @throws NodeError where it is no JSON
 */
export function readJson(given: unknown, what: string): Json {
  try {
    const value: Json = typeof given === 'string' ? JSON.parse(given) : (given ?? null)
    return value
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw refuse(`${what} is no JSON: ${why}.`, { code: 'json_invalid', retry: 'no', cause })
  }
}

/** The same where it must be an object; nothing at all is one without members. */
export function readJsonObject(given: unknown, what: string): JsonObject {
  const value = given === '' || given === undefined ? {} : readJson(given, what)
  if (isJsonObject(value)) return value
  throw refuse(`${what} must be a JSON object.`, { code: 'json_invalid', retry: 'no' })
}
