/** The comparisons a condition can make, by the kind of value, in the words of the form. */
import { isJsonObject, type Json } from '@millrace/sdk'

export interface Operator {
  readonly type: string
  readonly operation: string
  readonly label: string
  /** Looks at one value only. */
  readonly single: boolean
}

export const operatorTypes = [
  { value: 'string', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'dateTime', label: 'Date' },
  { value: 'boolean', label: 'True or false' },
  { value: 'array', label: 'List' },
  { value: 'object', label: 'Object' },
] as const

const presence = [
  ['exists', 'exists', true],
  ['notExists', 'does not exist', true],
] as const
const emptiness = [
  ['empty', 'is empty', true],
  ['notEmpty', 'is not empty', true],
] as const
const lengths = [
  ['lengthEquals', 'has as many entries as', false],
  ['lengthNotEquals', 'has not as many entries as', false],
  ['lengthGt', 'has more entries than', false],
  ['lengthLt', 'has fewer entries than', false],
  ['lengthGte', 'has at least so many entries', false],
  ['lengthLte', 'has at most so many entries', false],
] as const

type Row = readonly [operation: string, label: string, single: boolean]

const table: Readonly<Record<string, readonly Row[]>> = {
  string: [
    ['equals', 'is', false],
    ['notEquals', 'is not', false],
    ['contains', 'contains', false],
    ['notContains', 'does not contain', false],
    ['startsWith', 'starts with', false],
    ['notStartsWith', 'does not start with', false],
    ['endsWith', 'ends with', false],
    ['notEndsWith', 'does not end with', false],
    ['regex', 'matches the pattern', false],
    ['notRegex', 'does not match the pattern', false],
    ...presence,
    ...emptiness,
  ],
  number: [
    ['equals', 'is', false],
    ['notEquals', 'is not', false],
    ['gt', 'is more than', false],
    ['lt', 'is less than', false],
    ['gte', 'is at least', false],
    ['lte', 'is at most', false],
    ...presence,
    ...emptiness,
  ],
  dateTime: [
    ['equals', 'is', false],
    ['notEquals', 'is not', false],
    ['after', 'is after', false],
    ['before', 'is before', false],
    ['afterOrEquals', 'is not before', false],
    ['beforeOrEquals', 'is not after', false],
    ...presence,
    ...emptiness,
  ],
  boolean: [
    ['true', 'is true', true],
    ['false', 'is false', true],
    ['equals', 'is', false],
    ['notEquals', 'is not', false],
    ...presence,
    ...emptiness,
  ],
  array: [
    ['contains', 'contains', false],
    ['notContains', 'does not contain', false],
    ...lengths,
    ...presence,
    ...emptiness,
  ],
  object: [...presence, ...emptiness],
}

export function operatorsOf(type: string): readonly Operator[] {
  return (table[type] ?? table['string'] ?? []).map(([operation, label, single]) => ({
    type,
    operation,
    label,
    single,
  }))
}

/** The operator as a document stores it; one we have no words for keeps its own name. */
export function operatorOf(stored: Json | undefined): Operator {
  const record = isJsonObject(stored) ? stored : {}
  const type = typeof record['type'] === 'string' ? record['type'] : 'string'
  const operation = typeof record['operation'] === 'string' ? record['operation'] : 'equals'
  return (
    operatorsOf(type).find((one) => one.operation === operation) ?? {
      type,
      operation,
      label: operation,
      single: record['singleValue'] === true,
    }
  )
}
