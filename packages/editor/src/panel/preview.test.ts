import { apply, newWorkflow, noProgress } from '@millrace/workflow'
import { expect, test } from 'vitest'
import { assistOf } from './assist.ts'
import { type PreviewData, previewer } from './preview.ts'

const node = { id: 'n', name: 'N', type: 'set', typeVersion: 3.4, position: [0, 0] as const, parameters: {} }

const data = (more: Partial<PreviewData> = {}): PreviewData => ({
  workflow: apply(newWorkflow('W'), { do: 'addNode', node }),
  node,
  progress: noProgress(),
  execution: null,
  input: [{ json: { quantity: 4, sku: 'MR-1' } }],
  itemIndex: 0,
  zone: 'UTC',
  now: () => Date.UTC(2026, 2, 4),
  items: () => undefined,
  ...more,
})

const preview = (text: string, more?: Partial<PreviewData>) => previewer(data(more), assistOf(data(more)))(text)

test('an expression shows what it comes to for the chosen item', () => {
  expect(preview('{{ $json.quantity * 2 }}')).toEqual({ is: 'value', value: 8 })
  expect(preview('sku {{ $json.sku }}')).toEqual({ is: 'value', value: 'sku MR-1' })
})

test('a field that is not there offers the one that was meant', () => {
  expect(preview('{{ $json.qty }}')).toEqual({
    is: 'error',
    message: '“qty” is not in the data.',
    fix: { label: 'Use “quantity”', text: '{{ $json.quantity }}' },
  })
})

test('a text with a value shows it, and what is odd about it', () => {
  expect(preview('sku {{ $json.skuu }}')).toEqual({
    is: 'value',
    value: 'sku ',
    doubt: { message: '“skuu” is not in the data.', fix: { label: 'Use “sku”', text: 'sku {{ $json.sku }}' } },
  })
})

test('a node that is not there offers the one that was meant, in its quotes', () => {
  const order = { ...node, id: 'o', name: 'Read the order' }
  const workflow = apply(data().workflow, { do: 'addNode', node: order })
  expect(preview("total {{ $('Read order').item.json.total }}", { workflow })).toMatchObject({
    is: 'error',
    fix: { text: "total {{ $('Read the order').item.json.total }}" },
  })
})

test('without a run it says what to do', () => {
  expect(preview('{{ $json.sku }}', { input: undefined })).toEqual({
    is: 'none',
    why: 'Run the workflow once to see the value.',
  })
})

const strictly = (workflow = data().workflow) => ({ ...workflow, millrace: { expressions: 'strict' } })

test('a workflow is read as it says: strictly, braces in texts end no block', () => {
  expect(preview("{{ '}}' }}").is).toBe('error')
  expect(preview("{{ '}}' }}", { workflow: strictly() })).toEqual({ is: 'value', value: '}}' })
  expect(assistOf(data({ workflow: strictly() }))().mode).toBe('strict')
})

test('an error that gives nothing is told where expressions are strict', () => {
  const text = 'sku {{ JSON.parse($json.sku) }}'
  expect(preview(text)).toEqual({ is: 'value', value: 'sku ' })
  const strict = preview(text, { workflow: strictly() })
  expect(strict).toMatchObject({ is: 'value', value: 'sku ' })
  expect(strict.is === 'value' && strict.doubt?.message).toMatch(/^It gives nothing: .*JSON/)
})

test('half an expression is an error of the text, not of the editor', () => {
  expect(preview('{{ $json. }}').is).toBe('error')
})

test('what is known around a parameter: names of all its items, samples of the first', () => {
  const input = [{ json: { sku: 'MR-1' } }, { json: { sku: 'MR-2', note: 'fragile' } }]
  const { json, nodes } = assistOf(data({ input }))()
  expect(json).toMatchObject({ type: 'object' })
  expect(json?.type === 'object' ? [...json.fields].map(([name, { sample }]) => [name, sample]) : []).toEqual([
    ['sku', 'MR-1'],
    ['note', 'fragile'],
  ])
  expect(nodes).toEqual([])
})
