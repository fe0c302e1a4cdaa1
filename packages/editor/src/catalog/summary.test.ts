import type { NodeDescription } from '@millrace/sdk'
import { expect, test } from 'vitest'
import { summaryOf, summaryText } from './summary.ts'

const type: NodeDescription = {
  type: 'httpRequest',
  name: 'HTTP Request',
  defaultName: 'HTTP Request',
  about: '',
  icon: 'lucide:globe',
  category: 'web',
  versions: [4],
  defaultVersion: 4,
  properties: [
    { name: 'method', label: 'Method', type: 'options', default: 'GET', options: [{ value: 'GET', label: 'GET' }] },
    { name: 'url', label: 'URL', type: 'string', default: '' },
    { name: 'keep', label: 'Keep', type: 'options', default: 'a', options: [{ value: 'a', label: 'First items' }] },
  ],
  inputs: [{ kind: 'main' }],
  outputs: [{ kind: 'main' }],
  credentials: [],
  summary: [{ text: '{method} {url}' }],
}

const words = (parameters: NonNullable<Parameters<typeof summaryOf>[1]>, text = '{method} {url}') =>
  summaryText(summaryOf({ ...type, summary: [{ text }] }, parameters, 4))

test('a request says its method and its host, without the scheme', () => {
  expect(words({ method: 'POST', url: 'https://api.example.com/orders' })).toBe('POST api.example.com/orders')
  expect(summaryOf(type, { url: 'a' }, 4)[0]).toEqual({ text: 'GET', as: 'method' })
})

test('an expression says what it reads', () => {
  expect(summaryOf({ ...type, summary: [{ text: '{url}' }] }, { url: '={{ $json.order.id }}' }, 4)).toEqual([
    { text: 'order.id', as: 'reads' },
  ])
  expect(words({ url: '=https://x.example/{{ $json.id }}' })).toBe('GET x.example/id')
})

test('a chosen option is said in the words of the form', () => {
  expect(words({}, '{keep}')).toBe('First items')
})

test('with nothing to say, the name of the type stands there', () => {
  expect(words({}, '{url}')).toBe('HTTP Request')
})

test('a list says all of its names', () => {
  const assignments = { assignments: [{ name: 'customer' }, { name: 'total' }] }
  expect(words({ assignments }, 'Sets {assignments.assignments.*.name}')).toBe('Sets customer, total')
})

test('what only asks something says its first condition', () => {
  const asking: NodeDescription = {
    ...type,
    name: 'If',
    properties: [{ name: 'conditions', label: 'Conditions', type: 'filter', default: {} }],
    summary: [],
  }
  const condition = (leftValue: string, operation: string) => ({
    leftValue,
    rightValue: 100,
    operator: { type: 'number', operation },
  })
  const said = (...conditions: readonly ReturnType<typeof condition>[]) =>
    summaryText(summaryOf(asking, { conditions: { conditions } }, 4))
  expect(said(condition('={{ $json.total }}', 'gte'))).toBe('total is at least 100')
  expect(said(condition('={{ $json.total }}', 'gt'), condition('x', 'lt'))).toBe('total is more than 100, and 1 more')
  expect(said()).toBe('If')
})
