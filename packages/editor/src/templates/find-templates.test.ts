import type { TemplateSummary } from '@millrace/api'
import type { NodeDescription } from '@millrace/sdk'
import { expect, test } from 'vitest'
import { catalogOf } from '../catalog/catalog.ts'
import { findTemplates } from './find-templates.ts'

const described = (type: string, name: string, aliases: readonly string[] = []): NodeDescription => ({
  type,
  name,
  defaultName: name,
  about: '',
  icon: 'lucide:square',
  category: 'data',
  aliases,
  versions: [1],
  defaultVersion: 1,
  properties: [],
  inputs: [],
  outputs: [],
  credentials: [],
})

const catalog = catalogOf([
  described('formTrigger', 'Form Trigger', ['survey']),
  described('convertToFile', 'Convert to File', ['excel']),
])

const template = (id: string, name: string, about: string, nodeTypes: string[]): TemplateSummary => ({
  id,
  name,
  about,
  nodeCount: nodeTypes.length,
  nodeTypes,
})

const templates = [
  template('report', 'Make a report', 'Every Monday.', ['convertToFile']),
  template('booking', 'Take bookings', 'Asks for the day first.', ['formTrigger', 'convertToFile']),
]

const found = (query: string) => findTemplates(templates, query, catalog).map(({ id }) => id)

test('finds all of them where nothing is asked', () => {
  expect(found('  ')).toEqual(['report', 'booking'])
})

test('finds them by name, sentence, nodes and what nodes are called besides', () => {
  expect(found('REPORT')).toEqual(['report'])
  expect(found('day first')).toEqual(['booking'])
  expect(found('form trigger')).toEqual(['booking'])
  expect(found('excel')).toEqual(['report', 'booking'])
})

test('needs every word', () => {
  expect(found('excel monday')).toEqual(['report'])
  expect(found('excel tuesday')).toEqual([])
})
