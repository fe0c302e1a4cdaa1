/**
 * What is known of data before an expression runs: its shape, and a sample value.
 *
 * Shapes come from what the editor has: pinned data, the last run, declared outputs. Everything is optional; `unknown`
 * stops no one.
 */
import { DateTime } from 'luxon'
import { isPlain } from '../values/plain.ts'

export type Shape =
  | {
      readonly type: 'object'
      readonly fields: ReadonlyMap<string, Shape>
      readonly open?: boolean
      readonly sample?: unknown
    }
  | { readonly type: 'array'; readonly element: Shape; readonly sample?: unknown }
  | {
      readonly type: 'string' | 'number' | 'boolean' | 'null' | 'date' | 'function' | 'unknown'
      readonly sample?: unknown
    }

export const UNKNOWN: Shape = { type: 'unknown' }

const MAX_FIELDS = 1_000
const MAX_DEPTH = 12
/** Elements of a list that are looked at for the shape of all. */
const SAMPLE_ELEMENTS = 5

/** The shape of a sample value. Lists take the shape of their first elements together. */
export function shapeOf(value: unknown, depth = 0): Shape {
  if (value === null) return { type: 'null', sample: null }
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return { type: typeof value as 'string' | 'number' | 'boolean', sample: value }
    case 'object':
      break
    default:
      return UNKNOWN
  }
  if (depth > MAX_DEPTH) return UNKNOWN
  if (DateTime.isDateTime(value) || value instanceof Date) return { type: 'date', sample: value }
  if (Array.isArray(value)) {
    const shapes = value.slice(0, SAMPLE_ELEMENTS).map((element) => shapeOf(element, depth + 1))
    return { type: 'array', element: shapes.length === 0 ? UNKNOWN : shapes.reduce(merged), sample: value }
  }
  if (!isPlain(value)) return UNKNOWN
  const names = Object.keys(value)
  const fields = new Map(
    names.slice(0, MAX_FIELDS).map((name): [string, Shape] => [name, shapeOf(value[name], depth + 1)]),
  )
  return { type: 'object', fields, open: names.length > MAX_FIELDS, sample: value }
}

/** A shape that covers both. */
export function merged(a: Shape, b: Shape): Shape {
  if (a.type === 'object' && b.type === 'object') {
    const fields = new Map(a.fields)
    for (const [name, shape] of b.fields) {
      const known = fields.get(name)
      fields.set(name, known === undefined ? shape : merged(known, shape))
    }
    return { type: 'object', fields, open: a.open === true || b.open === true, sample: a.sample }
  }
  if (a.type === 'array' && b.type === 'array')
    return { type: 'array', element: merged(a.element, b.element), sample: a.sample }
  if (a.type === b.type) return a
  if (a.type === 'null') return b
  return b.type === 'null' ? a : UNKNOWN
}

/** Parts of dates that are no numbers. */
function partOfDate(name: string): Shape {
  if (/^(zoneName|locale|numberingSystem|(month|weekday|offsetName)(Short|Long))$/.test(name)) return { type: 'string' }
  if (/^is[A-Z]/.test(name)) return { type: 'boolean' }
  return /^(c|zone|invalid\w*|outputCalendar)$/.test(name) ? UNKNOWN : { type: 'number' }
}

/** A member of a value by its name or place; an element where that is computed. */
export function memberShape(shape: Shape, name: string | number | undefined): Shape {
  if (name === undefined) return shape.type === 'array' ? shape.element : UNKNOWN
  if (shape.type === 'object') return shape.fields.get(String(name)) ?? UNKNOWN
  if (shape.type === 'array') {
    if (name === 'length') return { type: 'number' }
    return typeof name === 'number' || /^\d+$/.test(name) ? shape.element : UNKNOWN
  }
  if (shape.type === 'string') return name === 'length' ? { type: 'number' } : UNKNOWN
  if (shape.type === 'date') return partOfDate(String(name))
  return UNKNOWN
}

/** An object whose members are known. */
export function objectShape(fields: Readonly<Record<string, Shape>>, open = false): Shape {
  return { type: 'object', fields: new Map(Object.entries(fields)), open }
}

/** A shape in few words: `string`, `list of object`, … */
export function shapeName(shape: Shape): string {
  return shape.type === 'array' ? `list of ${shapeName(shape.element)}` : shape.type
}
