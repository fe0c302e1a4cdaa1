import type { CredentialSummary } from '@millrace/api'
import type { NodeDescription } from '@millrace/sdk'
import type { WorkflowNode } from '@millrace/workflow'
import { expect, test } from 'vitest'
import { needOf, needWords } from './needs.ts'

const type: NodeDescription = {
  type: 'call',
  name: 'Call',
  defaultName: 'Call',
  about: '',
  icon: 'lucide:globe',
  category: 'web',
  versions: [1],
  defaultVersion: 1,
  properties: [{ name: 'url', label: 'URL', type: 'string', default: '', required: true }],
  inputs: [{ kind: 'main' }],
  outputs: [{ kind: 'main' }],
  credentials: [{ type: 'headerAuth', required: true }],
}

const node = (more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id: 'n',
  name: 'N',
  type: 'call',
  typeVersion: 1,
  position: [0, 0],
  parameters: { url: 'https://example.com' },
  ...more,
})

const stored = (id: string, name: string, updatedAt: number): CredentialSummary => ({
  id,
  name,
  type: 'headerAuth',
  createdAt: 0,
  updatedAt,
})

const chosen = (id: string) => ({ credentials: { headerAuth: { id, name: 'Old API' } } })

test('a credential is asked for, and the last changed one of its kind is offered', () => {
  const need = needOf(node(), type, [stored('1', 'Stock API', 1), stored('2', 'New API', 2)])
  expect(need).toMatchObject({ is: 'credential', type: 'headerAuth', usable: { name: 'New API' } })
  expect(need && needWords(need)).toBe('Choose a credential')
})

test('a chosen credential that is not here is named, as after an import', () => {
  const need = needOf(node(chosen('elsewhere')), type, [])
  expect(need && needWords(need)).toBe('“Old API” is not here')
  expect(needOf(node(chosen('elsewhere')), type, undefined)).toBeUndefined()
})

test('then a value is asked for; with both there is no need, and none while it is off', () => {
  const here = [stored('1', 'Stock API', 1)]
  const need = needOf(node({ ...chosen('1'), parameters: {} }), type, here)
  expect(need && needWords(need)).toBe('“URL” has no value')
  expect(needOf(node(chosen('1')), type, here)).toBeUndefined()
  expect(needOf(node({ disabled: true, parameters: {} }), type, here)).toBeUndefined()
})
