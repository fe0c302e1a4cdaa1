import { DateTime, Settings } from 'luxon'
import { describe, expect, it } from 'vitest'
import { numberToDateTime, parseDateTime, toDateTime, withClock } from './dates.ts'
import { uuidv7 } from './uuid.ts'

const context = { zone: 'America/New_York', now: Date.UTC(2024, 5, 15, 12, 30) }
const iso = (text: string): unknown => parseDateTime(text, context).toISO()

describe('texts as dates', () => {
  it('keep the offset they name, and are read in the zone without one', () => {
    expect(iso('2024-02-29T10:00:00+02:00')).toBe('2024-02-29T10:00:00.000+02:00')
    expect(iso('2024-02-29')).toBe('2024-02-29T00:00:00.000-05:00')
    expect(iso('Thu, 29 Feb 2024 10:00:00 GMT')).toBe('2024-02-29T10:00:00.000Z')
    expect(iso('2024-02-29 10:00:00')).toBe('2024-02-29T10:00:00.000-05:00')
  })

  it('that only name a time are today', () => {
    expect(iso('10:30')).toBe('2024-06-15T10:30:00.000-04:00')
  })

  it('are invalid when they are no date', () => {
    expect(parseDateTime('someday', context).isValid).toBe(false)
    expect(parseDateTime('2'.repeat(2000), context).isValid).toBe(false)
  })

  it('take the first of two times when clocks are put back', () => {
    expect(iso('2024-11-03T01:30:00')).toBe('2024-11-03T01:30:00.000-04:00')
  })
})

describe('other values as dates', () => {
  it('count in milliseconds, seconds, microseconds or days', () => {
    expect(numberToDateTime(0, 'ms', 'UTC').toISO()).toBe('1970-01-01T00:00:00.000Z')
    expect(numberToDateTime(60, 's', 'UTC').toISO()).toBe('1970-01-01T00:01:00.000Z')
    expect(numberToDateTime(45_292.75, 'excel', 'UTC').toISO()).toBe('2024-01-01T18:00:00.000Z')
    expect(toDateTime(new Date(0), context).toISO()).toBe('1969-12-31T19:00:00.000-05:00')
  })
})

it("puts Luxon's clock back, also after a failure", () => {
  const before = Settings.now
  expect(() =>
    withClock(0, () => {
      throw new Error(String(DateTime.now().toMillis()))
    }),
  ).toThrow('0')
  expect(Settings.now).toBe(before)
})

it('makes UUIDs that sort by time', () => {
  const [first, second] = [uuidv7(1_000), uuidv7(2_000)]
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(first < second).toBe(true)
})
