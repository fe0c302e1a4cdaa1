import type { NodeType } from '@millrace/sdk'
import { placed } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { workflowTrigger } from '../workflowTrigger/workflowTrigger.node.ts'
import { n8nTrigger } from './n8nTrigger.node.ts'

function eventOf({ trigger }: NodeType) {
  if (trigger?.by !== 'event') throw new Error('It is no trigger by events.')
  return trigger.event
}

test('starts by the events that are chosen, and by none at first', () => {
  const { events } = eventOf(n8nTrigger)
  expect(events(placed(n8nTrigger, {}))).toEqual([])
  expect(events(placed(n8nTrigger, { events: ['init', 'update'] }))).toEqual(['init', 'update'])
  expect(eventOf(workflowTrigger).events(placed(workflowTrigger, { events: ['activate'] }))).toEqual(['activate'])
})

test('says what happened, when, and to which workflow', () => {
  const { start } = eventOf(n8nTrigger)
  const context = { ...placed(n8nTrigger, {}), now: () => new Date('2026-03-01T12:00:00Z') }
  const told = (event: string) => [
    { json: { event, timestamp: '2026-03-01T12:00:00.000Z', workflow_id: context.workflow.id } },
  ]
  expect(start(context, 'init')).toEqual(told('Instance started'))
  expect(start(context, 'activate')).toEqual(told('Workflow published'))
  expect(start(context, 'update')).toEqual(told('Workflow updated'))
  expect(start(context)).toEqual(told('Manual execution'))
})
