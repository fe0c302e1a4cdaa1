/** The first Date & Time: formats are Moment's, the result joins the item, and the zone is UTC unless said. */
import * as m from '@millrace/sdk'
import type { DateTime } from 'luxon'
import { setField } from '../values/field-path.ts'
import { formatMoment, toLuxonFormat } from './moment-format.ts'
import { inZone, isoOf, readDate, readDateAs } from './read-date.ts'

const units = {
  quarters: 'Quarters',
  years: 'Years',
  months: 'Months',
  weeks: 'Weeks',
  days: 'Days',
  hours: 'Hours',
  minutes: 'Minutes',
  seconds: 'Seconds',
  milliseconds: 'Milliseconds',
} as const

const formats = [
  ['MM/DD/YYYY', '02/29/2024'],
  ['YYYY/MM/DD', '2024/02/29'],
  ['MMMM DD YYYY', 'February 29 2024'],
  ['MM-DD-YYYY', '02-29-2024'],
  ['YYYY-MM-DD', '2024-02-29'],
  ['X', 'Seconds since 1970'],
  ['x', 'Milliseconds since 1970'],
] as const

const fromFormat = m.text('Format of the date', { placeholder: 'DD/MM/YYYY' })
const dataPropertyName = m.text('Field for the result', { default: 'data', required: true })
const zone = (label: string) => m.pick(label, 'timezones', { default: 'UTC' })

/** The inputs of the first version. */
const inputs = {
  noticeDateTime: m.notice('Formats have tokens like YYYY-MM-DD HH:mm:ss.'),
  action: m.variants(
    'Action',
    {
      calculate: m.variant('Calculate a date', {
        value: m.value('Date', { required: true }),
        operation: m.choice('Operation', { add: 'Add', subtract: 'Subtract' }, { required: true, noExpression: true }),
        duration: m.number('Amount', { min: 0, required: true }),
        timeUnit: m.choice('Unit', units, { default: 'days', required: true }),
        dataPropertyName,
        options: m.collection('Options', { fromFormat }),
      }),
      format: m.variant('Format a date', {
        value: m.value('Date', { required: true }),
        dataPropertyName,
        custom: m.flag('Other format'),
        toFormat: m.oneOf(
          m.when(m.is('custom', true), m.text('Format', { placeholder: 'YYYY-MM-DD HH:mm' })),
          m.when(m.is('custom', false), m.raw(m.choice('Format', formats))),
        ),
        options: m.collection('Options', {
          fromFormat,
          fromTimezone: zone('Zone of the date'),
          toTimezone: zone('Zone of the result'),
        }),
      }),
    },
    { default: 'format' },
  ),
} as const

type Input = m.Read<typeof inputs>

export const dateTimeV1 = m.operation({
  until: 1,
  input: inputs,
  per: 'item',
  run: (input, { item, context }) => {
    if (input.value === undefined) return item
    const result = input.action === 'calculate' ? calculated(input) : formatted(input, context.zone)
    const json = setField(item.json, input.dataPropertyName, result)
    return item.binary ? { json, binary: item.binary } : { json }
  },
})

function formatted(input: Extract<Input, { readonly action: 'format' }>, workflowZone: string): string {
  const { fromFormat: format, fromTimezone, toTimezone } = input.options
  // Without a zone in the options everything happens in UTC, with one the date is meant in the workflow's.
  const from = fromTimezone ?? (toTimezone === undefined ? 'utc' : workflowZone)
  const date = readIn(input.value, format, from)
  return formatMoment(inZone(date, toTimezone ?? from), String(input.toFormat))
}

function calculated(input: Extract<Input, { readonly action: 'calculate' }>): string {
  const date = readIn(input.value, input.options.fromFormat, 'utc')
  const amount = wholeAmount(input.operation === 'add' ? input.duration : -input.duration, input.timeUnit)
  return isoOf(date.plus(amount).toUTC())
}

function readIn(value: unknown, format: string | undefined, zone: string): DateTime {
  return format ? readDateAs(value, toLuxonFormat(format), zone) : readDate(value, zone)
}

/** Months and days are added whole; hours and less in full. */
function wholeAmount(amount: number, unit: keyof typeof units): { readonly [unit: string]: number } {
  switch (unit) {
    case 'years':
      return { months: Math.round(amount * 12) }
    case 'quarters':
      return { months: Math.round(amount * 3) }
    case 'months':
      return { months: Math.round(amount) }
    case 'weeks':
      return { days: Math.round(amount * 7) }
    case 'days':
      return { days: Math.round(amount) }
    case 'hours':
    case 'minutes':
    case 'seconds':
    case 'milliseconds':
      return { [unit]: amount }
  }
}
