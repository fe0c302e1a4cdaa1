/**
 * Starts executions at set times. Every rule becomes a cron pattern in the workflow's zone; what a pattern
 * cannot say (every third day) is counted by the server from when the rule fired last.
 */
import * as m from '@millrace/sdk'
import { everyNth, onTheClock, written } from './every.ts'
import { momentItem } from './moment-item.ts'

const hours = Array.from({ length: 24 }, (_, hour) => [hour, `${String(hour).padStart(2, '0')}:00`] as const)

const weekdays = [
  [1, 'Monday'],
  [2, 'Tuesday'],
  [3, 'Wednesday'],
  [4, 'Thursday'],
  [5, 'Friday'],
  [6, 'Saturday'],
  [0, 'Sunday'],
] as const

const atMinute = { triggerAtMinute: m.number('At minute', { min: 0, max: 59 }) }
const atTime = { triggerAtHour: m.choice('At hour', hours), ...atMinute }

const rule = {
  field: m.variants(
    'Every',
    {
      seconds: m.variant('Seconds', {
        secondsInterval: m.number('Every so many seconds', { default: 30, min: 1, max: 59 }),
      }),
      minutes: m.variant('Minutes', {
        minutesInterval: m.number('Every so many minutes', { default: 5, min: 1, max: 59 }),
      }),
      hours: m.variant('Hours', {
        hoursInterval: m.number('Every so many hours', { default: 1, min: 1, max: 23 }),
        ...atMinute,
      }),
      days: m.variant('Days', {
        daysInterval: m.number('Every so many days', { default: 1, min: 1, max: 31 }),
        ...atTime,
      }),
      weeks: m.variant('Weeks', {
        weeksInterval: m.number('Every so many weeks', { default: 1 }),
        triggerAtDay: m.choices('On weekdays', weekdays, { default: [0] }),
        ...atTime,
      }),
      months: m.variant('Months', {
        monthsInterval: m.number('Every so many months', { default: 1, min: 1 }),
        triggerAtDayOfMonth: m.number('On day of the month', { default: 1, min: 1, max: 31 }),
        ...atTime,
      }),
      cronExpression: m.variant('Cron expression', {
        notice: m.notice('Five fields: minute, hour, day, month, weekday. A sixth in front is the second.'),
        expression: m.text('Expression', { placeholder: '0 9 * * 1-5' }),
      }),
    },
    { default: 'days' },
  ),
}

const input = {
  notice: m.notice('The schedule begins when the workflow is published. Run it by hand to try it.'),
  rule: m.list('Rules', 'interval', rule, { groupLabel: 'Rule', default: { interval: [{ field: 'days' }] } }),
  misfirePolicy: m.since(
    1.4,
    m.choice(
      'When a time was missed',
      {
        coalesce: 'Run the last missed time of each rule',
        coalesce_owner: 'Run the last missed time',
        skip: 'Do not run it',
      },
      {
        default: 'skip',
        noExpression: true,
        help: 'A time is missed when no server runs. It is made up for when one starts again.',
      },
    ),
  ),
  misfireGraceSeconds: m.since(
    1.4,
    m.number('Seconds a run may be late', {
      min: 0,
      decimals: 0,
      noExpression: true,
      help: 'A time that is no longer ago than this when the server starts counts as kept, and runs.',
    }),
  ),
  skipDurableScheduler: m.flag('Skip the durable scheduler', { help: 'Has no effect: schedules are always kept.' }),
}

type Rule = m.Read<typeof rule>

/** The pattern of one rule. */
function toRule(given: Rule): m.ScheduleRule {
  switch (given.field) {
    case 'seconds':
      return onTheClock('seconds', given.secondsInterval)
    case 'minutes':
      return onTheClock('minutes', given.minutesInterval)
    case 'hours':
      return onTheClock('hours', given.hoursInterval, given.triggerAtMinute)
    case 'days':
      return everyNth(`0 ${given.triggerAtMinute} ${given.triggerAtHour} * * *`, 'days', given.daysInterval)
    case 'weeks': {
      const days = given.triggerAtDay.length === 0 ? '*' : given.triggerAtDay.join(',')
      return everyNth(`0 ${given.triggerAtMinute} ${given.triggerAtHour} * * ${days}`, 'weeks', given.weeksInterval)
    }
    case 'months': {
      const { triggerAtMinute, triggerAtHour, triggerAtDayOfMonth, monthsInterval } = given
      return everyNth(`0 ${triggerAtMinute} ${triggerAtHour} ${triggerAtDayOfMonth} * *`, 'months', monthsInterval)
    }
    case 'cronExpression':
      return written(given.expression)
  }
}

function rules(context: m.TriggerContext): readonly m.ScheduleRule[] {
  return m.read(input, context.parameters, context.node.version).rule.map(toRule)
}

function missed(context: m.TriggerContext): m.MissedMoments {
  const { misfirePolicy = 'skip', misfireGraceSeconds = 0 } = m.read(input, context.parameters, context.node.version)
  return { run: madeUp[misfirePolicy], graceMs: misfireGraceSeconds * 1000 }
}

const madeUp = { skip: 'none', coalesce: 'lastOfEach', coalesce_owner: 'last' } as const

export const scheduleTrigger = m.defineNode({
  type: 'scheduleTrigger',
  name: 'Schedule Trigger',
  about: 'Starts the workflow at set times: every few minutes, days or weeks, or by a cron expression.',
  icon: 'lucide:clock',
  category: 'trigger',
  aliases: ['cron', 'timer', 'interval', 'daily', 'weekly', 'hourly', 'time'],
  versions: [1, 1.1, 1.2, 1.3, 1.4],
  input,
  trigger: {
    by: 'schedule',
    schedule: { rules, missed, start: (context) => [momentItem(context.now(), context.zone)] },
  },
})
