import type { JsonObject, ScheduleRule } from '@millrace/sdk'
import { placed } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { cron } from './cron.node.ts'

const schedule = cron.trigger?.by === 'schedule' ? cron.trigger.schedule : undefined
if (!schedule) throw new Error('Cron starts executions by schedule.')

test.each<[JsonObject, ScheduleRule]>([
  [{}, { cron: '0 0 14 * * *' }],
  [{ hour: 9, minute: 15 }, { cron: '0 15 9 * * *' }],
  [{ mode: 'everyMinute' }, { cron: '0 * * * * *' }],
  [{ mode: 'everyHour', minute: 5 }, { cron: '0 5 * * * *' }],
  [{ mode: 'everyWeek', hour: 9, weekday: '6' }, { cron: '0 0 9 * * 6' }],
  [{ mode: 'everyMonth', dayOfMonth: 31 }, { cron: '0 0 14 31 * *' }],
  [{ mode: 'everyX', value: 30, unit: 'minutes' }, { cron: '0 */30 * * * *' }],
  [{ mode: 'everyX' }, { cron: '0 0 */2 * * *' }],
  [{ mode: 'custom', cronExpression: '0 0 20 * * 1-5' }, { cron: '0 0 20 * * 1-5' }],
])('%j is %j', (item, rule) => {
  expect(schedule.rules(placed(cron, { triggerTimes: { item: [item] } }))).toEqual([rule])
})

test('without times it never runs, and its item is empty', () => {
  expect(schedule.rules(placed(cron))).toEqual([])
  expect(schedule.start(placed(cron))).toEqual([{ json: {} }])
})
