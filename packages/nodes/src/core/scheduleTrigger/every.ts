import { refuse, type ScheduleRule } from '@millrace/sdk'

/** Units that a rule can count in without a time of day. */
export type ShortUnit = 'seconds' | 'minutes' | 'hours'

/**
 * Every so many units by the face of the clock: every 15 minutes is at :00, :15, :30 and :45. What the face
 * does not show (every 90 minutes, every 5 hours) counts from the last time.
 */
export function onTheClock(unit: ShortUnit, count: number, minute = 0): ScheduleRule {
  const shown = unit === 'hours' ? 24 % whole(count, unit) === 0 : whole(count, unit) < 60
  if (!shown || count === 1) return counted(unit, count, minute)
  switch (unit) {
    case 'seconds':
      return { cron: `*/${count} * * * * *` }
    case 'minutes':
      return { cron: `0 */${count} * * * *` }
    case 'hours':
      return { cron: `0 ${minute} ${count === 24 ? '0' : `*/${count}`} * * *` }
  }
}

/** Every so many units since the last time, whatever the clock shows. */
export function counted(unit: ShortUnit, count: number, minute = 0): ScheduleRule {
  const cron = { seconds: '* * * * * *', minutes: '0 * * * * *', hours: `0 ${minute} * * * *` }[unit]
  return everyNth(cron, unit, count)
}

/** A pattern of which only every so many units counts. */
export function everyNth(cron: string, unit: NonNullable<ScheduleRule['every']>['unit'], count: number): ScheduleRule {
  return whole(count, unit) === 1 ? { cron } : { cron, every: { unit, count } }
}

/** A pattern that a person wrote: five fields, or six with the seconds first. */
export function written(pattern: string): ScheduleRule {
  const cron = pattern.trim()
  const fields = cron === '' ? 0 : cron.split(/\s+/).length
  if (fields === 5 || fields === 6) return { cron }
  throw refuse(cron === '' ? 'A schedule has no cron expression.' : `"${cron.slice(0, 100)}" is no cron expression.`, {
    code: 'schedule_cron_wrong',
    hint: 'Write five fields (minute, hour, day, month, weekday), or six with the second first: 0 9 * * 1-5.',
    retry: 'no',
  })
}

function whole(count: number, unit: string): number {
  if (Number.isInteger(count) && count > 0) return count
  throw refuse(`A schedule runs every ${count} ${unit}, but a whole number of at least 1 is needed.`, {
    code: 'schedule_interval_wrong',
    retry: 'no',
  })
}
