/**
 * Conditions before they had one form for all types: in groups by type, nothing converted, everything checked
 * before anything moves. An invalid date or pattern fails the whole node.
 */
import * as m from '@millrace/sdk'
import { toDateTime } from '../values/to-date-time.ts'
import { toPattern } from './to-pattern.ts'

const numbers = {
  smaller: 'Smaller',
  smallerEqual: 'Smaller or equal',
  equal: 'Equal',
  notEqual: 'Not equal',
  larger: 'Larger',
  largerEqual: 'Larger or equal',
  isEmpty: 'Is empty',
  isNotEmpty: 'Is not empty',
} as const

const texts = {
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
  isEmpty: 'Is empty',
  isNotEmpty: 'Is not empty',
} as const

/** The condition groups of the first If and Filter. */
export const conditionsV1 = m.lists(
  'Conditions',
  {
    boolean: m.group('Boolean', {
      value1: m.raw(m.flag('Value 1')),
      operation: m.choice('Operation', { equal: 'Equal', notEqual: 'Not equal' }),
      value2: m.raw(m.flag('Value 2')),
    }),
    dateTime: m.group('Date & time', {
      value1: m.dateTime('Value 1'),
      operation: m.choice('Operation', { after: 'Is after', before: 'Is before' }),
      value2: m.dateTime('Value 2'),
    }),
    number: m.group('Number', {
      value1: m.raw(m.number('Value 1')),
      operation: m.choice('Operation', numbers, { default: 'smaller', noExpression: true }),
      value2: m.when(m.isNot('operation', 'isEmpty', 'isNotEmpty'), m.raw(m.number('Value 2'))),
    }),
    string: m.group('Text', {
      value1: m.value('Value 1'),
      operation: m.choice('Operation', texts, { default: 'equal', noExpression: true }),
      value2: m.oneOf(
        m.when(m.isNot('operation', 'isEmpty', 'isNotEmpty', 'regex', 'notRegex'), m.value('Value 2')),
        m.when(m.is('operation', 'regex', 'notRegex'), m.value('Pattern', { placeholder: '/text/i' })),
      ),
    }),
  },
  { sortable: true },
)

type Groups = m.Read<{ readonly conditions: typeof conditionsV1 }>['conditions']

/** Whether all, or any, of the conditions hold; with none at all, `all` do and not any does. */
function evaluateV1(groups: Groups, combine: 'all' | 'any', zone: string): boolean {
  const results = conditionResults(groups, zone)
  for (const holds of results) {
    if (holds && combine === 'any') return true
    if (!holds && combine === 'all') return false
  }
  return combine === 'all'
}

/** The items whose conditions hold, and the others. */
export function splitItemsV1(
  items: readonly m.Item[],
  at: (index: number) => { readonly conditions: Groups; readonly combine: 'all' | 'any' },
  zone: string,
): { readonly outputs: readonly [m.Item[], m.Item[]] } {
  const outputs: [m.Item[], m.Item[]] = [[], []]
  for (const [index, item] of items.entries()) {
    const { conditions, combine } = at(index)
    outputs[ofWholeNode(() => evaluateV1(conditions, combine, zone)) ? 0 : 1].push(item)
  }
  return { outputs }
}

/** Evaluates conditions whose failure is the node's, not the item's, even where the node is told to continue. */
function ofWholeNode(evaluate: () => boolean): boolean {
  try {
    return evaluate()
  } catch (error) {
    if (error instanceof m.NodeError)
      throw m.refuse(error.message, { ...error.details, code: error.code, reach: 'node' })
    throw error
  }
}

function* conditionResults(groups: Groups, zone: string): Generator<boolean> {
  for (const { value1, operation, value2 } of groups.boolean ?? []) {
    yield operation === 'equal' ? value1 === value2 : value1 !== value2
  }
  for (const { value1, operation, value2 } of groups.dateTime ?? []) {
    const [left, right] = [moment(value1, zone), moment(value2, zone)]
    yield operation === 'after' ? left > right : left < right
  }
  for (const { value1, operation, value2 } of groups.number ?? []) yield compareNumbers(operation, value1, value2)
  for (const { value1, operation, value2 } of groups.string ?? []) yield compareTexts(operation, value1, value2)
}

function compareNumbers(operation: keyof typeof numbers, left: unknown, right: unknown): boolean {
  const [a, b] = [Number(left || 0), Number(right || 0)]
  switch (operation) {
    case 'smaller':
      return a < b
    case 'smallerEqual':
      return a <= b
    case 'equal':
      return left === right
    case 'notEqual':
      return left !== right
    case 'larger':
      return a > b
    case 'largerEqual':
      return a >= b
    case 'isEmpty':
      return isEmpty(left)
    case 'isNotEmpty':
      return !isEmpty(left)
  }
}

function compareTexts(operation: keyof typeof texts, left: unknown, right: unknown): boolean {
  const [a, b] = [String(left || ''), String(right || '')]
  switch (operation) {
    case 'contains':
      return a.includes(b)
    case 'notContains':
      return !a.includes(b)
    case 'endsWith':
      return textOf(left).endsWith(b)
    case 'notEndsWith':
      return !textOf(left).endsWith(b)
    case 'equal':
      return left === right
    case 'notEqual':
      return left !== right
    case 'regex':
      return toPattern(b).test(a)
    case 'notRegex':
      return !toPattern(b).test(a)
    case 'startsWith':
      return textOf(left).startsWith(b)
    case 'notStartsWith':
      return !textOf(left).startsWith(b)
    case 'isEmpty':
      return isEmpty(left)
    case 'isNotEmpty':
      return !isEmpty(left)
  }
}

/** The beginning and the end of a text can be compared; other values have neither. */
function textOf(value: unknown): string {
  if (!value) return ''
  if (typeof value === 'string') return value
  throw m.refuse(`${JSON.stringify(value)} is no text, so it does not start or end with one.`, {
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
  throw m.refuse(`${JSON.stringify(value) ?? 'An empty value'} is no date that can be compared.`, {
    code: 'date_invalid',
    retry: 'no',
  })
}
