import type { Json, JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import { dateTime } from './dateTime.node.ts'
import { readDate } from './read-date.ts'

const item = { id: 1 }
const inNewYork = { zone: 'America/New_York' }

async function run(operation: string, parameters: JsonObject, version = 2) {
  const { json } = await runNode(dateTime, {
    items: [item],
    parameters: version === 2 ? { operation, ...parameters } : { action: operation, ...parameters },
    version,
    context: inNewYork,
  })
  return json[0]
}

describe('what counts as a date', () => {
  test.each<[unknown, string]>([
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2024-02-29 10:20', '2024-02-29T10:20:00.000Z'],
    ['2024-02-29T23:30:00-05:00', '2024-03-01T04:30:00.000Z'],
    ['1709201730', '2024-02-29T10:15:30.000Z'],
    [1709201730456, '2024-02-29T10:15:30.456Z'],
    ['Thu, 29 Feb 2024 10:00:00 GMT', '2024-02-29T10:00:00.000Z'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [null, '1970-01-01T00:00:00.000Z'],
    ['', '1970-01-01T00:00:00.000Z'],
  ])('%s', (value, iso) => {
    expect(readDate(value).toISO()).toBe(iso)
  })

  test.each(['garbage', '29/02/2024', '12:30', '2024-02-30', true, undefined, {}])('not %j', (value) => {
    expect(() => readDate(value)).toThrow('is no date')
  })

  test('a date of an expression keeps its zone', () => {
    const tokyo = DateTime.fromISO('2024-02-29T10:00:00', { zone: 'Asia/Tokyo' })
    expect(readDate(tokyo).zoneName).toBe('Asia/Tokyo')
  })
})

describe('now', () => {
  test('is in the zone of the workflow, or in another', async () => {
    expect(await run('getCurrentDate', {})).toEqual({ currentDate: '2023-12-31T19:00:00.000-05:00' })
    const options = { timezone: 'Asia/Tokyo', includeInputFields: true }
    expect(await run('getCurrentDate', { includeTime: false, outputFieldName: 'day', options })).toEqual({
      id: 1,
      day: '2024-01-01T00:00:00.000+09:00',
    })
    const nowhere = run('getCurrentDate', { options: { timezone: 'Nowhere' } })
    await expect(nowhere).rejects.toThrow('"Nowhere" is no time zone.')
  })
})

test('adds and subtracts in the zone of the workflow, also over a change of clocks', async () => {
  const day = { magnitude: '2024-03-10T05:00:00Z', duration: 1 }
  expect(await run('addToDate', day)).toEqual({ newDate: '2024-03-11T00:00:00.000-04:00' })
  expect(await run('subtractFromDate', { ...day, timeUnit: 'months' })).toEqual({
    newDate: '2024-02-10T00:00:00.000-05:00',
  })
})

describe('formatting', () => {
  const format = async (date: Json, more: JsonObject = {}) =>
    (await run('formatDate', { date, format: 'custom', customFormat: 'dd.MM.yyyy HH:mm', ...more }))?.['formattedDate']

  test('shows UTC, or the zone of the workflow', async () => {
    expect(await format('2024-02-29T02:00:00Z')).toBe('29.02.2024 02:00')
    expect(await format('2024-02-29T02:00:00Z', { options: { timezone: true } })).toBe('28.02.2024 21:00')
    expect(await format('2024-02-29T02:00:00Z', { format: 'X' })).toBe('1709172000')
  })

  test('reads a format, meant in the zone of the workflow; the example in its place is none', async () => {
    expect(await format('29/02/2024', { options: { fromFormat: 'dd/MM/yyyy' } })).toBe('29.02.2024 05:00')
    expect(await format('2024-02-29', { options: { fromFormat: 'e.g yyyyMMdd' } })).toBe('29.02.2024 00:00')
    await expect(format('2024', { options: { fromFormat: 'dd/MM/yyyy' } })).rejects.toThrow(
      'in the format "dd/MM/yyyy"',
    )
  })
})

test('rounds down to the start of a unit, and up to that of the next', async () => {
  const date = '2024-02-29T10:20:30Z'
  const rounded = async (more: JsonObject) => (await run('roundDate', { date, ...more }))?.['roundedDate']
  expect(await rounded({ toNearest: 'week' })).toBe('2024-02-26T00:00:00.000-05:00')
  expect(await rounded({ mode: 'roundUp' })).toBe('2024-03-01T00:00:00.000-05:00')
  expect(await rounded({ mode: 'roundUp', to: 'hour' })).toBe('2024-02-29T06:00:00.000-05:00')
  await expect(rounded({ mode: 'roundUp', to: 'moon' })).rejects.toThrow('"moon" is nothing to round to.')
})

test('gives the time between dates in the wanted units', async () => {
  const dates = { startDate: '2023-01-15', endDate: '2024-02-29', units: ['year', 'month', 'day'] }
  expect(await run('getTimeBetweenDates', dates)).toEqual({ timeDifference: { years: 1, months: 1, days: 14 } })
  expect(await run('getTimeBetweenDates', { ...dates, options: { isoString: true } })).toEqual({
    timeDifference: 'P1Y1M14D',
  })
})

test('takes parts of a date', async () => {
  const part = async (name: string) =>
    (await run('extractDate', { date: '2024-02-29T02:00Z', part: name }))?.['datePart']
  expect(await Promise.all(['year', 'month', 'week', 'day', 'hour'].map(part))).toEqual([2024, 2, 9, 28, 21])
})

describe('version 1', () => {
  test('formats with tokens of its own, into a field of the item', async () => {
    expect(await run('format', { value: '2024-02-29', dataPropertyName: 'on.day' }, 1)).toEqual({
      id: 1,
      on: { day: '02/29/2024' },
    })
    const custom = { value: '29.2.2024', custom: true, toFormat: 'dddd [the] Do', options: { fromFormat: 'D.M.YYYY' } }
    expect(await run('format', custom, 1)).toEqual({ id: 1, data: 'Thursday the 29th' })
  })

  test('converts between zones', async () => {
    const parameters = { value: '2024-02-29T10:20:30', custom: true, toFormat: 'HH:mm Z' }
    expect(await run('format', { ...parameters, options: { toTimezone: 'Asia/Tokyo' } }, 1)).toMatchObject({
      data: '00:20 +09:00',
    })
    expect(await run('format', { ...parameters, options: { fromTimezone: 'Asia/Tokyo' } }, 1)).toMatchObject({
      data: '10:20 +09:00',
    })
  })

  test('calculates in UTC; months are whole', async () => {
    const parameters = { value: '2024-01-31T10:00:00Z', duration: 1, timeUnit: 'months' }
    expect(await run('calculate', parameters, 1)).toEqual({ id: 1, data: '2024-02-29T10:00:00.000Z' })
    const back = { ...parameters, operation: 'subtract', duration: 0.5, timeUnit: 'hours' }
    expect(await run('calculate', back, 1)).toEqual({ id: 1, data: '2024-01-31T09:30:00.000Z' })
  })
})

test.each([1, 2])('version %i says so where the calendar ends', async (version) => {
  const far = { duration: 1_000_000_000, timeUnit: 'weeks' }
  const add = version === 1 ? { value: '2024-01-31', operation: 'add', ...far } : { magnitude: '2024-01-31', ...far }
  const ran = run(version === 1 ? 'calculate' : 'addToDate', add, version)
  await expect(ran).rejects.toThrow('the calendar ends before it')
})
