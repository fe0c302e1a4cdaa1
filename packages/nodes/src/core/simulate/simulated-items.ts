import * as m from '@millrace/sdk'
import { asItemJson } from '../values/as-item-json.ts'
import { readJson } from '../values/read-json.ts'

export const jsonOutput = m.json('Items', {
  default: '[\n  {\n  "my_field_1": "value",\n  "my_field_2": 1\n  }\n]',
  rows: 5,
  validateType: 'array',
})

/** The items that JSON says, one for each entry. */
export function simulatedItems(given: unknown): readonly m.Item[] {
  const value = readJson(given, 'The parameter "Items"')
  if (isList(value)) return value.map((one) => ({ json: asItemJson(one) }))
  throw m.refuse('The parameter "Items" must be a list in JSON: [{ … }, { … }].', { code: 'json_invalid', retry: 'no' })
}

function isList(value: m.Json): value is readonly m.Json[] {
  return Array.isArray(value)
}
