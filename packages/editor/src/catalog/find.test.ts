import type { NodeDescription } from '@millrace/sdk'
import { expect, test } from 'vitest'
import { findNodes } from './find.ts'

const type = (name: string, more: Partial<NodeDescription> = {}): NodeDescription => ({
  type: name.toLowerCase().replaceAll(' ', ''),
  name,
  defaultName: name,
  about: '',
  icon: 'lucide:box',
  category: 'app',
  versions: [1],
  defaultVersion: 1,
  properties: [],
  inputs: [],
  outputs: [],
  credentials: [],
  ...more,
})

const nodes = [
  type('HTTP Request', { category: 'web', aliases: ['api', 'curl'] }),
  type('Webhook', { category: 'trigger', trigger: 'webhook' }),
  type('Edit Fields', { category: 'data', aliases: ['set'], about: 'Sets values of items.' }),
  type('If', { category: 'flow' }),
  type('Old Thing', { hidden: true }),
  type('Chat Model', { category: 'ai', supplies: true }),
]

const names = (query: string, intent: 'start' | 'next' | 'attach' = 'next') =>
  findNodes(nodes, query, intent).map((found) => found.type.name)

test('names come before aliases, aliases before descriptions', () => {
  expect(names('http')).toEqual(['HTTP Request'])
  expect(names('set')).toEqual(['Edit Fields'])
  expect(names('values')).toEqual(['Edit Fields'])
  expect(names('nothing like it')).toEqual([])
})

test('an empty search offers triggers to begin with, and steps afterwards', () => {
  expect(names('', 'start')[0]).toBe('Webhook')
  expect(names('')[0]).toBe('If')
})

test('what is superseded is not offered; sub-nodes only where they can be attached', () => {
  expect(names('')).not.toContain('Old Thing')
  expect(names('')).not.toContain('Chat Model')
  expect(names('', 'attach')).toEqual(['Chat Model'])
})

test('filters narrow the search', () => {
  expect(names('is:trigger')).toEqual(['Webhook'])
  expect(names('in:web')).toEqual(['HTTP Request'])
})

test('hits are marked in the name', () => {
  expect(findNodes(nodes, 'req', 'next')[0]?.marks).toEqual([
    { text: 'HTTP ', hit: false },
    { text: 'Req', hit: true },
    { text: 'uest', hit: false },
  ])
})
