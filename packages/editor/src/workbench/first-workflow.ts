/**
 * A first workflow that runs without any account: a press of Run makes an order, a branch looks at its total,
 * and each way says something else. Small enough to read at a glance, and every node shows data.
 */
import type { JsonObject } from '@millrace/sdk'
import type { Operation } from '@millrace/workflow'
import type { Catalog } from '../catalog/catalog.ts'
import { edgeBetween } from '../document/drawing.ts'

const assignment = (id: string, name: string, value: string | number, type: 'string' | 'number') => ({
  id,
  name,
  value,
  type,
})

const order: JsonObject = {
  assignments: {
    assignments: [
      assignment('1', 'customer', 'Ada', 'string'),
      assignment('2', 'total', 120, 'number'),
      assignment('3', 'placed', '={{ $now.toISO() }}', 'string'),
    ],
  },
  options: {},
}

const isLarge: JsonObject = {
  conditions: {
    options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
    conditions: [
      { id: '1', leftValue: '={{ $json.total }}', rightValue: 100, operator: { type: 'number', operation: 'gt' } },
    ],
    combinator: 'and',
  },
  options: {},
}

const says = (text: string): JsonObject => ({
  assignments: { assignments: [assignment('1', 'message', text, 'string')] },
  includeOtherFields: true,
  options: {},
})

const plan = [
  { key: 'start', type: 'manualTrigger', name: 'Press Run', at: [0, 0], parameters: {} },
  { key: 'order', type: 'set', name: 'Make an order', at: [180, 0], parameters: order },
  { key: 'large', type: 'if', name: 'Is it large?', at: [360, 0], parameters: isLarge },
  {
    key: 'yes',
    type: 'set',
    name: 'Offer free shipping',
    at: [540, -70],
    parameters: says('={{ $json.customer }}, shipping is on us.'),
  },
  {
    key: 'no',
    type: 'set',
    name: 'Say thank you',
    at: [540, 90],
    parameters: says('=Thank you, {{ $json.customer }}.'),
  },
] as const

const joins = [
  ['start', 0, 'order'],
  ['order', 0, 'large'],
  ['large', 0, 'yes'],
  ['large', 1, 'no'],
] as const

/** The operation that draws it. */
export function firstWorkflow(catalog: Catalog, newId: () => string): Operation {
  const ids = new Map(plan.map(({ key }) => [key, newId()]))
  const operations: Operation[] = plan.map(({ key, type, name, at, parameters }) => ({
    do: 'addNode',
    node: {
      id: ids.get(key) ?? key,
      name,
      type,
      typeVersion: catalog.byType.get(type)?.defaultVersion ?? 1,
      position: at,
      parameters,
    },
  }))
  for (const [from, output, to] of joins) {
    operations.push({
      do: 'connect',
      edge: edgeBetween(
        { node: ids.get(from) ?? from, kind: 'main', index: output },
        { node: ids.get(to) ?? to, kind: 'main', index: 0 },
      ),
    })
  }
  return { do: 'composite', operations }
}
