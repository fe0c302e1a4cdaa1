/**
 * Comparisons before conditions had one form for all types: nothing is converted, and what cannot be compared
 * (a date that is none, the beginning of a number) fails.
 */
import { own, refuse } from '@millrace/sdk'
import { toDateTime } from '../values/to-date-time.ts'
import { matches, toPattern } from './to-pattern.ts'

export const booleanOperations = { equal: 'Equal', notEqual: 'Not equal' } as const

export const dateOperations = { after: 'Is after', before: 'Is before' } as const

export const numberOperations = {
  smaller: 'Smaller',
  smallerEqual: 'Smaller or equal',
  equal: 'Equal',
  notEqual: 'Not equal',
  larger: 'Larger',
  largerEqual: 'Larger or equal',
} as const

export const textOperations = {
  contains: 'Contains',
  notContains: 'Does not contain',
  endsWith: 'Ends with',
  notEndsWith: 'Does not end with',
  equal: 'Equal',
  notEqual: 'Not equal',
  regex: 'Matches a pattern',
  notRegex: 'Matches no pattern',
  startsWith: 'Starts with',
  notStartsWith: 'Does not start with',
} as const

export const emptinessOperations = { isEmpty: 'Is empty', isNotEmpty: 'Is not empty' } as const

export type TypeV1 = 'boolean' | 'dateTime' | 'number' | 'string'

/**
 * Whether two values compare as the operation says; dates without a zone are meant in `zone`.
 * @throws NodeError where they cannot be compared
 */
export function holdsV1(type: TypeV1, operation: string, left: unknown, right: unknown, zone: string): boolean {
  switch (type) {
    case 'boolean':
      return operation === 'equal' ? left === right : left !== right
    case 'dateTime': {
      const [a, b] = [moment(left, zone), moment(right, zone)]
      return operation === 'after' ? a > b : a < b
    }
    case 'number':
      return compared(numbers, operation, left, right)
    case 'string':
      return compared(texts, operation, left, right)
  }
}

type Comparisons = Readonly<Record<string, (left: unknown, right: unknown) => boolean>>

const either: Comparisons = {
  equal: (left, right) => left === right,
  notEqual: (left, right) => left !== right,
  isEmpty,
  isNotEmpty: (left) => !isEmpty(left),
}

const numbers: Comparisons = {
  ...either,
  smaller: (left, right) => Number(left || 0) < Number(right || 0),
  smallerEqual: (left, right) => Number(left || 0) <= Number(right || 0),
  larger: (left, right) => Number(left || 0) > Number(right || 0),
  largerEqual: (left, right) => Number(left || 0) >= Number(right || 0),
}

const texts: Comparisons = {
  ...either,
  contains: (left, right) => asText(left).includes(asText(right)),
  notContains: (left, right) => !asText(left).includes(asText(right)),
  startsWith: (left, right) => text(left).startsWith(asText(right)),
  notStartsWith: (left, right) => !text(left).startsWith(asText(right)),
  endsWith: (left, right) => text(left).endsWith(asText(right)),
  notEndsWith: (left, right) => !text(left).endsWith(asText(right)),
  regex: (left, right) => matches(toPattern(asText(right)), asText(left)),
  notRegex: (left, right) => !matches(toPattern(asText(right)), asText(left)),
}

function compared(comparisons: Comparisons, operation: string, left: unknown, right: unknown): boolean {
  const compare = own(comparisons, operation)
  if (compare) return compare(left, right)
  throw refuse(`A condition uses an unknown operation (${operation}). Choose another one.`, {
    code: 'condition_unknown',
    retry: 'no',
  })
}

function asText(value: unknown): string {
  return String(value || '')
}

/** The beginning and the end of a text can be compared; other values have neither. */
function text(value: unknown): string {
  if (typeof value === 'string') return value
  throw refuse(`${shown(value)} is no text, so it does not start or end with one.`, {
    code: 'condition_type',
    retry: 'no',
  })
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return value === undefined || value === null || value === '' || Number.isNaN(value)
}

function moment(value: unknown, zone: string): number {
  const found = toDateTime(value, zone)
  if (found) return found.toMillis()
  throw refuse(`${shown(value)} is no date that can be compared.`, { code: 'date_invalid', retry: 'no' })
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'An empty value').slice(0, 100)
}
