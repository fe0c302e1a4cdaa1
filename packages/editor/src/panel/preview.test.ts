import { apply, newWorkflow, noProgress } from '@millrace/workflow'
import { expect, test } from 'vitest'
import { type PreviewData, nearest, previewer } from './preview.ts'

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

test('an expression shows what it comes to for the chosen item', () => {
  expect(previewer(data())('{{ $json.quantity * 2 }}')).toEqual({ is: 'value', value: 8 })
  expect(previewer(data())('sku {{ $json.sku }}')).toEqual({ is: 'value', value: 'sku MR-1' })
})

test('a field that is not there offers the one that was meant', () => {
  const preview = previewer(data())('{{ $json.qty }}')
  expect(preview).toEqual({
    is: 'error',
    message: '“qty” is not in the input.',
    fix: { label: 'Use “quantity”', text: '{{ $json.quantity }}' },
  })
})

test('without a run it says what to do', () => {
  expect(previewer(data({ input: undefined }))('{{ $json.sku }}')).toEqual({
    is: 'none',
    why: 'Run the workflow once to see the value.',
  })
})

test('half an expression is an error of the text, not of the editor', () => {
  expect(previewer(data())('{{ $json. }}').is).toBe('error')
})

test('names are near when one is an abbreviation or a slip of the other', () => {
  expect(nearest('totl', ['id', 'total'])).toBe('total')
  expect(nearest('qty', ['sku', 'quantity'])).toBe('quantity')
  expect(nearest('zzz', ['sku', 'quantity'])).toBeUndefined()
})
