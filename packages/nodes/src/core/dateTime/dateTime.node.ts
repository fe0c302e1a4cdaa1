import * as m from '@millrace/sdk'
import type { DateTime, DateTimeUnit, DurationLike } from 'luxon'
import { dateTimeV1 } from './dateTime-v1.ts'
import { inZone, isoOf, readDate, readDateAs } from './read-date.ts'

const hint = m.notice('Expressions do this too, for example {{ $now.plus(1, "week") }}.')
const date = m.value('Date', { placeholder: '{{ $json.date }}' })
const outputField = (preset: string) => m.text('Field for the result', { default: preset })
const includeInputFields = m.flag('Keep the fields of the item')
const options = m.collection('Options', { includeInputFields })

const shiftUnits = {
  years: 'Years',
  quarters: 'Quarters',
  months: 'Months',
  weeks: 'Weeks',
  days: 'Days',
  hours: 'Hours',
  minutes: 'Minutes',
  seconds: 'Seconds',
  milliseconds: 'Milliseconds',
} as const

const parts = {
  year: 'Year',
  month: 'Month',
  week: 'Week',
  day: 'Day',
  hour: 'Hour',
  minute: 'Minute',
  second: 'Second',
} as const

const formats = {
  custom: 'Other format',
  'MM/dd/yyyy': '02/29/2024',
  'yyyy/MM/dd': '2024/02/29',
  'MMMM dd yyyy': 'February 29 2024',
  'MM-dd-yyyy': '02-29-2024',
  'yyyy-MM-dd': '2024-02-29',
  X: 'Seconds since 1970',
  x: 'Milliseconds since 1970',
} as const

/** An example in place of a format, which documents may hold as if it were one. */
const exampleFormat = 'e.g yyyyMMdd'

function result(
  item: m.Item,
  {
    outputFieldName,
    options: { includeInputFields: include },
  }: {
    readonly outputFieldName: string
    readonly options: { readonly includeInputFields?: boolean | undefined }
  },
  value: m.Json | undefined,
): m.Item {
  const kept = include ? item.json : {}
  return { json: value === undefined ? kept : { ...kept, [outputFieldName]: value } }
}

const now = m.operation({
  name: 'Get the current date',
  preset: true,
  since: 2,
  input: {
    notice: hint,
    includeTime: m.flag('With time', { default: true }),
    outputFieldName: outputField('currentDate'),
    options: m.collection('Options', {
      includeInputFields,
      timezone: m.text('Zone', { placeholder: 'Europe/Berlin', help: 'Otherwise that of the workflow.' }),
    }),
  },
  per: 'item',
  run: (input, { item, context }) => {
    const moment = inZone(readDate(context.now()), input.options.timezone || context.zone)
    return result(item, input, isoOf(input.includeTime ? moment : moment.startOf('day')))
  },
})

/** Adds to a date, or with -1 takes from it. */
function shift(name: string, sign: 1 | -1) {
  return m.operation({
    name,
    since: 2,
    input: {
      notice: hint,
      magnitude: m.value('Date', { required: true, placeholder: '{{ $json.date }}' }),
      timeUnit: m.choice('Unit', shiftUnits, { default: 'days', required: true }),
      duration: m.number('Amount'),
      outputFieldName: outputField('newDate'),
      options,
    },
    per: 'item',
    run: (input, { item, context }) => {
      const amount: DurationLike = { [input.timeUnit]: sign * input.duration }
      return result(item, input, isoOf(inZone(readDate(input.magnitude), context.zone).plus(amount)))
    },
  })
}

const format = m.operation({
  name: 'Format a date',
  since: 2,
  input: {
    notice: hint,
    date,
    format: m.choice('Format', formats, { default: 'MM/dd/yyyy' }),
    customFormat: m.when(m.is('format', 'custom'), m.text('Other format', { placeholder: 'dd.MM.yyyy HH:mm' })),
    outputFieldName: outputField('formattedDate'),
    options: m.collection('Options', {
      includeInputFields,
      fromFormat: m.text('Format of the date', { default: exampleFormat, placeholder: 'yyyyMMdd' }),
      timezone: m.flag("In the workflow's zone"),
    }),
  },
  per: 'item',
  run: (input, { item, context }) => {
    const { fromFormat, timezone } = input.options
    if (input.date === undefined) return result(item, input, undefined)
    const moment =
      fromFormat && fromFormat !== exampleFormat
        ? readDateAs(input.date, fromFormat, context.zone).toUTC()
        : readDate(input.date)
    const shown = timezone ? inZone(moment, context.zone) : moment
    const pattern = input.format === 'custom' ? (input.customFormat ?? '') : input.format
    return result(item, input, shown.setLocale('en').toFormat(pattern))
  },
})

const round = m.operation({
  name: 'Round a date',
  since: 2,
  input: {
    notice: hint,
    date,
    mode: m.variants('Round', {
      roundDown: m.variant('Down', { toNearest: m.choice('To the start of the', parts, { default: 'month' }) }),
      roundUp: m.variant('Up', { to: m.raw(m.choice('To', { month: 'The end of the month' })) }),
    }),
    outputFieldName: outputField('roundedDate'),
    options,
  },
  per: 'item',
  run: (input, { item, context }) => {
    const moment = inZone(readDate(input.date), context.zone)
    const rounded = input.mode === 'roundDown' ? moment.startOf(input.toNearest) : roundedUp(moment, input.to)
    return result(item, input, isoOf(rounded))
  },
})

/** The form offers the month only, documents have other units too. */
function roundedUp(moment: DateTime, to: unknown): DateTime {
  const unit = toUnit(to ?? 'month')
  return moment.plus({ [unit]: 1 }).startOf(unit)
}

function toUnit(value: unknown): DateTimeUnit {
  const known: readonly DateTimeUnit[] = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second']
  const found = known.find((one) => one === value)
  if (found) return found
  throw m.refuse(`${JSON.stringify(value)} is nothing to round to. Use one of ${known.join(', ')}.`, {
    code: 'parameter_wrong',
    retry: 'no',
  })
}

const between = m.operation({
  name: 'Get the time between dates',
  since: 2,
  input: {
    startDate: m.value('Start'),
    endDate: m.value('End'),
    units: m.choices('Units', { ...parts, millisecond: 'Millisecond' }, { default: ['day'] }),
    outputFieldName: outputField('timeDifference'),
    options: m.collection('Options', { includeInputFields, isoString: m.flag('As ISO text') }),
  },
  per: 'item',
  run: (input, { item, context }) => {
    const [start, end] = [
      inZone(readDate(input.startDate), context.zone),
      inZone(readDate(input.endDate), context.zone),
    ]
    const time = end.diff(start, [...input.units])
    return result(item, input, input.options.isoString ? time.toISO() : { ...time.toObject() })
  },
})

const extract = m.operation({
  name: 'Extract a part of a date',
  since: 2,
  input: {
    notice: hint,
    date,
    part: m.choice('Part', parts, { default: 'month' }),
    outputFieldName: outputField('datePart'),
    options,
  },
  per: 'item',
  run: (input, { item, context }) => {
    const moment = inZone(readDate(input.date), context.zone)
    return result(item, input, input.part === 'week' ? moment.weekNumber : moment.get(input.part))
  },
})

export const dateTime = m.defineNode({
  type: 'dateTime',
  name: 'Date & Time',
  about: 'Formats, rounds and compares dates, takes parts of them, adds and subtracts time.',
  icon: 'lucide:calendar-clock',
  category: 'data',
  aliases: ['date', 'time', 'now', 'format', 'duration', 'timezone', 'timestamp', 'calendar'],
  versions: [1, 2],
  operation: dateTimeV1,
  operations: {
    addToDate: shift('Add to a date', 1),
    extractDate: extract,
    formatDate: format,
    getCurrentDate: now,
    getTimeBetweenDates: between,
    roundDate: round,
    subtractFromDate: shift('Subtract from a date', -1),
  },
  lookups: {
    timezones: async (_context, filter) => ({
      choices: ['UTC', ...Intl.supportedValuesOf('timeZone')]
        .filter((zone) => zone.toLowerCase().includes((filter ?? '').toLowerCase()))
        .map((zone) => ({ value: zone, label: zone })),
    }),
  },
})
