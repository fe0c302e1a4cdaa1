import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import { formatMoment, toLuxonFormat } from './moment-format.ts'

const moment = DateTime.fromISO('2024-02-03T00:05:09.120-05:00', { setZone: true })

test.each([
  ['YYYY-MM-DD[T]HH:mm:ss.SSSZ', '2024-02-03T00:05:09.120-05:00'],
  ['dddd, MMMM Do YYYY, h:mm a', 'Saturday, February 3rd 2024, 12:05 am'],
  ['ddd dd d E', 'Sat Sa 6 6'],
  ['D/M/YY k A', '3/2/24 24 AM'],
  ['DDD DDDo Q Qo', '34 34th 1 1st'],
  ['[week] W, GGGG', 'week 5, 2024'],
  ['X x', '1706936709 1706936709120'],
  ['S SSSS', '1 1200'],
  ['LLLL', 'Saturday, February 3, 2024 12:05 AM'],
  ['L l', '02/03/2024 2/3/2024'],
  ['é — [day] D', 'é — day 3'],
])('%s', (format, text) => {
  expect(formatMoment(moment, format)).toBe(text)
})

describe('reading', () => {
  test.each([
    ['DD/MM/YYYY', '29/02/2024'],
    ['D. MMMM YYYY [at] H:mm', '29. February 2024 at 0:00'],
    ['YYYYMMDD', '20240229'],
  ])('%s', (format, text) => {
    const read = DateTime.fromFormat(text, toLuxonFormat(format), { zone: 'utc' })
    expect(read.toISO()).toBe('2024-02-29T00:00:00.000Z')
  })
})
