/** The conditions of the first If and Filter: in groups by type, everything checked before anything moves. */
import * as m from '@millrace/sdk'
import { wholeNode } from '../values/whole-node.ts'
import {
  booleanOperations,
  dateOperations,
  emptinessOperations,
  holdsV1,
  numberOperations,
  textOperations,
  type TypeV1,
} from './compare-v1.ts'

const alone = m.isNot('operation', 'isEmpty', 'isNotEmpty')

export const conditionsV1 = m.lists(
  'Conditions',
  {
    boolean: m.group('Boolean', {
      value1: m.raw(m.flag('Value 1')),
      operation: m.choice('Operation', booleanOperations),
      value2: m.raw(m.flag('Value 2')),
    }),
    dateTime: m.group('Date & time', {
      value1: m.dateTime('Value 1'),
      operation: m.choice('Operation', dateOperations),
      value2: m.dateTime('Value 2'),
    }),
    number: m.group('Number', {
      value1: m.raw(m.number('Value 1')),
      operation: m.choice('Operation', { ...numberOperations, ...emptinessOperations }, { noExpression: true }),
      value2: m.when(alone, m.raw(m.number('Value 2'))),
    }),
    string: m.group('Text', {
      value1: m.value('Value 1'),
      operation: m.choice(
        'Operation',
        { ...textOperations, ...emptinessOperations },
        { default: 'equal', noExpression: true },
      ),
      value2: m.oneOf(
        m.when(m.isNot('operation', 'isEmpty', 'isNotEmpty', 'regex', 'notRegex'), m.value('Value 2')),
        m.when(m.is('operation', 'regex', 'notRegex'), m.value('Pattern', { placeholder: '/text/i' })),
      ),
    }),
  },
  { sortable: true },
)

type Groups = m.Read<{ readonly conditions: typeof conditionsV1 }>['conditions']

const types: readonly TypeV1[] = ['boolean', 'dateTime', 'number', 'string']

/** Whether all, or any, of the conditions hold; with none at all, `all` do and not any does. */
function evaluateV1(groups: Groups, combine: 'all' | 'any', zone: string): boolean {
  for (const type of types) {
    for (const { operation, value1, value2 } of groups[type] ?? []) {
      const found = holdsV1(type, operation, value1, value2, zone)
      if (found === (combine === 'any')) return found
    }
  }
  return combine === 'all'
}

/** The items whose conditions hold, and the others. A value that cannot be compared fails the whole node. */
export function splitItemsV1(
  items: readonly m.Item[],
  at: (index: number) => { readonly conditions: Groups; readonly combine: 'all' | 'any' },
  zone: string,
): { readonly outputs: readonly [m.Item[], m.Item[]] } {
  const outputs: [m.Item[], m.Item[]] = [[], []]
  for (const [index, item] of items.entries()) {
    const { conditions, combine } = at(index)
    outputs[holds(conditions, combine, zone) ? 0 : 1].push(item)
  }
  return { outputs }
}

function holds(conditions: Groups, combine: 'all' | 'any', zone: string): boolean {
  try {
    return evaluateV1(conditions, combine, zone)
  } catch (error) {
    throw wholeNode(error)
  }
}
