import { placed } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { errorTrigger } from './errorTrigger.node.ts'

const trigger = errorTrigger.trigger?.by === 'error' ? errorTrigger.trigger : undefined
if (!trigger) throw new Error('Error Trigger starts executions by error.')

test('hands on what failed', () => {
  const given = [{ json: { execution: { id: '7' } } }]
  expect(trigger.start(placed(errorTrigger), given)).toBe(given)
})

test('run by hand, it shows what an error looks like', () => {
  const [item] = trigger.start(placed(errorTrigger), undefined)
  expect(item?.json).toMatchObject({ execution: { lastNodeExecuted: 'Node With Error' }, workflow: { id: '1' } })
})
