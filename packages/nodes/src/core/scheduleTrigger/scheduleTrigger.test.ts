import type { JsonObject, MissedMoments, ScheduleRule } from '@millrace/sdk'
import { placed } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { momentItem } from './moment-item.ts'
import { scheduleTrigger } from './scheduleTrigger.node.ts'

const schedule = scheduleTrigger.trigger?.by === 'schedule' ? scheduleTrigger.trigger.schedule : undefined
if (!schedule) throw new Error('Schedule Trigger starts executions by schedule.')

const rulesOf = (stored: JsonObject): readonly ScheduleRule[] => schedule.rules(placed(scheduleTrigger, stored))
const ruleOf = (interval: JsonObject): ScheduleRule | undefined => rulesOf({ rule: { interval: [interval] } })[0]

test('runs at midnight unless told otherwise', () => {
  expect(rulesOf({})).toEqual([{ cron: '0 0 0 * * *' }])
})

test.each<[JsonObject, ScheduleRule]>([
  [{ field: 'seconds', secondsInterval: 15 }, { cron: '*/15 * * * * *' }],
  [{ field: 'minutes' }, { cron: '0 */5 * * * *' }],
  [{ field: 'minutes', minutesInterval: 1 }, { cron: '0 * * * * *' }],
  [
    { field: 'minutes', minutesInterval: 90 },
    { cron: '0 * * * * *', every: { unit: 'minutes', count: 90 } },
  ],
  [{ field: 'hours', triggerAtMinute: 25 }, { cron: '0 25 * * * *' }],
  [{ field: 'hours', hoursInterval: 6, triggerAtMinute: 17 }, { cron: '0 17 */6 * * *' }],
  [{ field: 'hours', hoursInterval: 24 }, { cron: '0 0 0 * * *' }],
  [
    { field: 'hours', hoursInterval: 5 },
    { cron: '0 0 * * * *', every: { unit: 'hours', count: 5 } },
  ],
  [{ triggerAtHour: 9, triggerAtMinute: '30' }, { cron: '0 30 9 * * *' }],
  [{ daysInterval: 3 }, { cron: '0 0 0 * * *', every: { unit: 'days', count: 3 } }],
  [{ field: 'weeks', triggerAtDay: [1, 5], triggerAtHour: 8 }, { cron: '0 0 8 * * 1,5' }],
  [
    { field: 'weeks', weeksInterval: 2 },
    { cron: '0 0 0 * * 0', every: { unit: 'weeks', count: 2 } },
  ],
  [{ field: 'weeks', triggerAtDay: [] }, { cron: '0 0 0 * * *' }],
  [
    { field: 'months', monthsInterval: 3, triggerAtDayOfMonth: 28, triggerAtHour: 9 },
    { cron: '0 0 9 28 * *', every: { unit: 'months', count: 3 } },
  ],
  [{ field: 'cronExpression', expression: ' 0 9 * * 1-5 ' }, { cron: '0 9 * * 1-5' }],
  [{ field: 'cronExpression', expression: '30 0 9 * * MON' }, { cron: '30 0 9 * * MON' }],
])('%j is %j', (interval, rule) => {
  expect(ruleOf(interval)).toEqual(rule)
})

test('has as many rules as the form', () => {
  expect(rulesOf({ rule: { interval: [{ triggerAtHour: 8 }, { triggerAtHour: 20 }] } })).toHaveLength(2)
  expect(rulesOf({ rule: { interval: [] } })).toEqual([])
})

test('says what is wrong with a rule', () => {
  expect(() => ruleOf({ field: 'cronExpression' })).toThrow('A schedule has no cron expression.')
  expect(() => ruleOf({ field: 'cronExpression', expression: 'daily' })).toThrow('"daily" is no cron expression.')
  expect(() => ruleOf({ daysInterval: 0 })).toThrow('every 0 days, but a whole number of at least 1 is needed')
})

test('its item says the moment in the zone of the workflow', () => {
  const now = new Date('2024-06-15T12:30:45.123Z')
  expect(schedule.start(placed(scheduleTrigger, {}, { now: () => now, zone: 'America/New_York' }))).toEqual([
    {
      json: {
        timestamp: '2024-06-15T08:30:45.123-04:00',
        'Readable date': 'June 15th 2024, 8:30:45 am',
        'Readable time': '8:30:45 am',
        'Day of week': 'Saturday',
        Year: '2024',
        Month: 'June',
        'Day of month': '15',
        Hour: '08',
        Minute: '30',
        Second: '45',
        Timezone: 'America/New_York (UTC-04:00)',
      },
    },
  ])
})

test.each([
  ['2024-01-01T00:05:09Z', 'January 1st 2024, 12:05:09 am'],
  ['2024-01-02T12:00:00Z', 'January 2nd 2024, 12:00:00 pm'],
  ['2024-01-03T23:00:00Z', 'January 3rd 2024, 11:00:00 pm'],
  ['2024-01-11T01:00:00Z', 'January 11th 2024, 1:00:00 am'],
  ['2024-01-23T01:00:00Z', 'January 23rd 2024, 1:00:00 am'],
])('%s reads %s', (moment, words) => {
  expect(momentItem(new Date(moment), 'UTC').json['Readable date']).toBe(words)
})

test('days have two digits, and UTC writes its offset', () => {
  expect(momentItem(new Date('2024-01-06T01:00:00Z'), 'UTC').json).toMatchObject({
    timestamp: '2024-01-06T01:00:00.000+00:00',
    'Day of month': '06',
    Timezone: 'UTC (UTC+00:00)',
  })
})

test.each<[JsonObject, MissedMoments]>([
  [{}, { run: 'none', graceMs: 0 }],
  [{ misfireGraceSeconds: 90 }, { run: 'none', graceMs: 90_000 }],
  [{ misfirePolicy: 'coalesce' }, { run: 'lastOfEach', graceMs: 0 }],
  [{ misfirePolicy: 'coalesce_owner' }, { run: 'last', graceMs: 0 }],
])('what becomes of missed times with %j', (stored, expected) => {
  expect(schedule.missed?.(placed(scheduleTrigger, stored))).toEqual(expected)
})
