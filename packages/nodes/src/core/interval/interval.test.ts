import { placed } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { interval } from './interval.node.ts'

const schedule = interval.trigger?.by === 'schedule' ? interval.trigger.schedule : undefined
if (!schedule) throw new Error('Interval starts executions by schedule.')

test('runs every second unless told otherwise', () => {
  expect(schedule.rules(placed(interval))).toEqual([{ cron: '* * * * * *' }])
})

test('counts from the last time, whatever the clock shows', () => {
  expect(schedule.rules(placed(interval, { interval: 45, unit: 'minutes' }))).toEqual([
    { cron: '0 * * * * *', every: { unit: 'minutes', count: 45 } },
  ])
})

test('wants a whole number of units', () => {
  expect(() => schedule.rules(placed(interval, { interval: 0.5 }))).toThrow('a whole number of at least 1 is needed')
})
