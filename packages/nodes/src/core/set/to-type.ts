/**
 * Values as the type an assignment names. null and undefined have every type and become null; text counts as
 * what it says (a number, JSON, a date) where that is possible.
 */
import { isJsonObject, type Json, own, refuse, type RunContext } from '@millrace/sdk'
import { DateTime } from 'luxon'
import { toDateTime } from '../values/to-date-time.ts'

export type FieldType = 'string' | 'number' | 'boolean' | 'array' | 'object' | 'dateTime'

/** By which dates without a zone, and times without a date, are meant. */
export type Now = Pick<RunContext, 'zone' | 'now'>

/**
 * The value as this type; with `lenient`, a value that cannot be converted stays what it is.
 * @throws NodeError when it cannot be converted
 */
export function toType(value: unknown, type: string, name: string, clock: Now, lenient: boolean): Json {
  if (value === undefined || value === null) return null
  const found = convert(value, type, clock)
  if (found !== refused) return found
  // What an expression gave is plain data: the evaluator lets nothing else out.
  if (lenient) return value as Json
  const shown = (JSON.stringify(toShow(value)) ?? String(value)).slice(0, 100)
  throw refuse(`The field "${name}" should be ${own(article, type) ?? `of type ${type}`}, but got ${shown}.`, {
    code: 'field_type',
    hint: 'Change the type, fix the value, or turn on "Ignore type conversion errors".',
    retry: 'no',
  })
}

const article: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  dateTime: 'a date',
}

const refused = Symbol('refused')

function toShow(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function convert(value: unknown, type: string, clock: Now): Json | typeof refused {
  switch (type) {
    case 'string':
      return toText(value)
    case 'number':
      return toNumber(value)
    case 'boolean':
      return toBoolean(value)
    case 'array':
      return toList(value)
    case 'object':
      return toObject(value)
    case 'dateTime':
      return toMoment(value, clock)
    default:
      // A type nobody knows converts nothing; the value is data, as above.
      return value as Json
  }
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (DateTime.isDateTime(value)) return value.toString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function toNumber(value: unknown): number | typeof refused {
  if (typeof value === 'number') return Number.isNaN(value) ? refused : value
  const number = Number(value)
  return Number.isNaN(number) ? refused : number
}

function toBoolean(value: unknown): boolean | typeof refused {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') {
    const text = value.toLowerCase()
    if (text === 'true' || text === 'false') return text === 'true'
    if (text.trim() === '') return refused
  }
  const number = Number(value)
  return number === 1 || number === 0 ? number === 1 : refused
}

function toList(value: unknown): Json | typeof refused {
  const list = typeof value === 'string' ? parsed(value) : value
  return Array.isArray(list) ? list : refused
}

function toObject(value: unknown): Json | typeof refused {
  if (value instanceof Date) return value.toISOString()
  const object = typeof value === 'string' ? parsed(value) : value
  if (object === null) return null
  return isJsonObject(object) && !DateTime.isDateTime(object) ? object : refused
}

function toMoment(value: unknown, clock: Now): string | typeof refused {
  const given = DateTime.isDateTime(value) || value instanceof Date ? value : String(value)
  return toDateTime(given, clock.zone, clock.now().getTime())?.setZone(clock.zone).toISO() ?? refused
}

function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    // Text that is no JSON is no list and no object: the caller says so with the text in hand.
    return undefined
  }
}
