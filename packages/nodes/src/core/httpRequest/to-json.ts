import { isJsonObject, type Json, type JsonObject, refuse } from '@millrace/sdk'
import { setField } from '../values/field-path.ts'

/** A resolved value as JSON: date objects become text; undefined stays, so that it can be left out. */
export function toJson(value: unknown): Json | undefined {
  if (value === undefined || value === null) return value
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  const text = JSON.stringify(value)
  if (text === undefined) return undefined
  const json: Json = JSON.parse(text)
  return json
}

/**
 * JSON typed as text, or given as a value by an expression.
 * @throws NodeError when the text is no JSON
 */
export function readJson(value: unknown, what: string): Json | undefined {
  if (typeof value !== 'string') return toJson(value)
  try {
    const json: Json = JSON.parse(value)
    return json
  } catch (cause) {
    throw refuse(`${what} is no JSON: ${value.slice(0, 100)}`, {
      code: 'json_invalid',
      hint: 'Check quotes, commas and brackets. Text in an expression needs quotes around it.',
      retry: 'no',
      cause,
    })
  }
}

/** As `readJson`, where only an object makes sense. */
export function readObject(value: unknown, what: string): JsonObject {
  const json = readJson(value, what)
  if (isJsonObject(json)) return json
  throw refuse(`${what} is no JSON object.`, { code: 'json_invalid', retry: 'no' })
}

/** Names and values as an object: of several with one name the last wins. */
export function toRecord(pairs: readonly { readonly name: string; readonly value: unknown }[]): JsonObject {
  return Object.fromEntries(pairs.map(({ name, value }) => [name, toJson(value)]))
}

/** The same where the values of one name become a list, in their order. */
export function toLists(pairs: readonly { readonly name: string; readonly value: unknown }[]): JsonObject {
  const byName = Map.groupBy(pairs, ({ name }) => name)
  return Object.fromEntries(
    [...byName].map(([name, [first, ...more]]) => {
      const value = toJson(first?.value)
      const others = more.map((one) => toJson(one.value)).filter((one) => one !== undefined)
      return [name, others.length === 0 ? value : [...(value === undefined ? [] : [value].flat()), ...others.flat()]]
    }),
  )
}

/** The same where names are paths: `a.b` and `list[0]` reach into what is there, or make it. */
export function toNested(pairs: readonly { readonly name: string; readonly value: unknown }[]): JsonObject {
  return pairs.reduce<JsonObject>((json, { name, value }) => setField(json, name, toJson(value)), {})
}
