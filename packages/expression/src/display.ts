/**
 * Values as the editor shows them in text: `[Object: {"a": 1}]`, `[Array: [1,2]]`, `[DateTime: …]`.
 */
import { DateTime } from 'luxon'
import { ExpressionError } from './error.ts'
import { isPlain } from './values/plain.ts'

/** The value itself for text, numbers and null; a description for everything else. */
export function displayText(value: unknown, zone: string): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (DateTime.isDateTime(value)) {
    if (!value.isValid) throw new ExpressionError('invalid_datetime', 'The date is invalid.')
    return `[DateTime: ${value.toISO()}]`
  }
  if (value instanceof Date) {
    return `[Date: ${DateTime.fromJSDate(value, { zone }).toISO() ?? 'Invalid Date'}]`
  }
  return `[${kindName(value)}: ${spaced(JSON.stringify(value))}]`
}

function kindName(value: object): string {
  if (Array.isArray(value)) return 'Array'
  if (isPlain(value)) return 'Object'
  const prototype: unknown = Object.getPrototypeOf(value)
  const made = typeof prototype === 'object' && prototype !== null ? prototype.constructor.name : ''
  return made === '' ? 'Object' : made
}

/** JSON with a blank behind the colons and commas between members. */
function spaced(json: string | undefined): string {
  return (json ?? '').replace(/,"/g, ', "').replace(/":/g, '": ')
}
