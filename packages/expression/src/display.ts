/**
 * Values as the editor shows them in text: `[Object: {"a": 1}]`, `[Array: [1,2]]`, `[DateTime: …]`.
 */
import { DateTime } from 'luxon'

/** The value itself for text, numbers and null; a description for everything else. */
export function displayText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (DateTime.isDateTime(value)) return `[DateTime: ${value.toISO() ?? 'Invalid DateTime'}]`
  if (value instanceof Date) return `[Date: ${Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()}]`
  if (Array.isArray(value)) return `[Array: ${JSON.stringify(value).replace(/,"/g, ', "').replace(/":/g, '": ')}]`
  return `[Object: ${JSON.stringify(value).replace(/,"/g, ', "').replace(/":/g, '": ')}]`
}
