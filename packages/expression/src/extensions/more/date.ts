/** More functions on dates (business days, ISO weeks) and money. */
import { DateTime } from 'luxon'
import { localeOf } from '../../builtins/locale.ts'
import { toInteger, toText } from '../../run/convert.ts'
import type { Runtime } from '../../run/runtime.ts'
import { toDateTime } from '../../values/dates.ts'
import { functionsOn } from '../define.ts'
import { badArgument } from '../errors.ts'

type Receiver = DateTime | Date | string

function at(rt: Runtime, value: unknown): DateTime {
  return toDateTime(value, { zone: rt.scope.zone, now: rt.scope.now() })
}

const MAX_DAYS = 100_000

/** Steps over Saturdays and Sundays: whole weeks at once, then day by day. */
function plusBusinessDays(rt: Runtime, self: Receiver, [count]: readonly unknown[]): DateTime {
  const days = toInteger(rt, count)
  if (Math.abs(days) > MAX_DAYS) throw badArgument('plusBusinessDays', `at most ${MAX_DAYS} days.`)
  let date = at(rt, self).plus({ weeks: Math.trunc(days / 5) })
  const step = Math.sign(days)
  for (let left = Math.abs(days % 5); left > 0;) {
    date = date.plus({ days: step })
    if (date.weekday < 6) left--
  }
  return days === 0 ? date : offWeekend(date, step)
}

function offWeekend(date: DateTime, step: number): DateTime {
  return date.weekday > 5 ? offWeekend(date.plus({ days: step }), step) : date
}

/** Business days after this date up to and including the other; negative when the other is earlier. */
function businessDaysTo(rt: Runtime, self: Receiver, [other]: readonly unknown[]): number {
  const from = at(rt, self).startOf('day')
  const to = at(rt, other).startOf('day')
  const days = Math.round(to.diff(from, 'days').days)
  if (Math.abs(days) > MAX_DAYS) throw badArgument('businessDaysTo', `at most ${MAX_DAYS} days apart.`)
  rt.spend(Math.abs(days))
  let count = 0
  for (let i = 1; i <= Math.abs(days); i++)
    if (from.plus({ days: Math.sign(days) * i }).weekday < 6) count += Math.sign(days)
  return count
}

const dates = functionsOn<Receiver>('date', {
  businessDaysTo: {
    takes: ['other: date'],
    gives: 'number',
    doc: 'How many working days (Monday to Friday) lie between this date and another.',
    examples: [['DateTime.fromISO("2024-06-14").businessDaysTo("2024-06-17")', 1]],
    run: businessDaysTo,
  },
  isoWeek: {
    gives: 'string',
    doc: 'The ISO week, like 2024-W24.',
    examples: [['DateTime.fromISO("2024-06-15").isoWeek()', '2024-W24']],
    run: (rt, self) => at(rt, self).toFormat("kkkk-'W'WW"),
  },
  plusBusinessDays: {
    takes: ['days: number'],
    gives: 'DateTime',
    doc: 'So many working days (Monday to Friday) later, or earlier when negative.',
    examples: [['DateTime.fromISO("2024-06-14").plusBusinessDays(1).toISODate()', '2024-06-17']],
    run: plusBusinessDays,
  },
})

const money = functionsOn<number>('number', {
  formatMoney: {
    takes: ['currency: string', 'locale?: string'],
    gives: 'string',
    doc: 'Writes the number as an amount of money.',
    examples: [['(1234.5).formatMoney("EUR")', '€1,234.50']],
    run: (rt, value, [currency, locale]) => {
      rt.spend(100)
      const code = toText(rt, currency ?? 'USD')
      if (!/^[A-Za-z]{3}$/.test(code))
        throw badArgument('formatMoney', 'name the currency by its three letters, e.g. "EUR".')
      return new Intl.NumberFormat(localeOf(locale), { style: 'currency', currency: code }).format(value)
    },
  },
})

export const moreDateFunctions = [...dates, ...money]
