/** Times as older nodes write them: of schedules, and of triggers that look now and then. */
import * as m from '@millrace/sdk'
import { onTheClock, written } from '../scheduleTrigger/every.ts'

const minute = m.number('Minute', { min: 0, max: 59 })
const hour = m.number('Hour', { default: 14, min: 0, max: 23 })

const weekdays = [
  ['1', 'Monday'],
  ['2', 'Tuesday'],
  ['3', 'Wednesday'],
  ['4', 'Thursday'],
  ['5', 'Friday'],
  ['6', 'Saturday'],
  ['0', 'Sunday'],
] as const

export const time = {
  mode: m.variants(
    'Every',
    {
      everyMinute: m.variant('Minute'),
      everyHour: m.variant('Hour', { minute }),
      everyDay: m.variant('Day', { hour, minute }),
      everyWeek: m.variant('Week', { hour, minute, weekday: m.choice('Weekday', weekdays, { default: '1' }) }),
      everyMonth: m.variant('Month', {
        hour,
        minute,
        dayOfMonth: m.number('Day of the month', { default: 1, min: 1, max: 31 }),
      }),
      everyX: m.variant('So many minutes or hours', {
        value: m.number('How many', { default: 2, min: 0, max: 1000 }),
        unit: m.choice('Unit', { minutes: 'Minutes', hours: 'Hours' }, { default: 'hours' }),
      }),
      custom: m.variant('By a cron expression', {
        cronExpression: m.text('Cron expression', { default: '* * * * * *' }),
      }),
    },
    { default: 'everyDay' },
  ),
}

/** When a time is. */
export function ruleFor(given: m.Read<typeof time>): m.ScheduleRule {
  switch (given.mode) {
    case 'everyMinute':
      return { cron: '0 * * * * *' }
    case 'everyHour':
      return { cron: `0 ${given.minute} * * * *` }
    case 'everyDay':
      return { cron: `0 ${given.minute} ${given.hour} * * *` }
    case 'everyWeek':
      return { cron: `0 ${given.minute} ${given.hour} * * ${given.weekday}` }
    case 'everyMonth':
      return { cron: `0 ${given.minute} ${given.hour} ${given.dayOfMonth} * *` }
    case 'everyX':
      return onTheClock(given.unit, given.value)
    case 'custom':
      return written(given.cronExpression)
  }
}
