import { expect, test } from 'vitest'
import { isNext, lastMissed, toMakeUp } from './schedules.ts'

const at = (text: string) => Date.parse(text)
const zone = 'Europe/Berlin'

test.each([
  ['seconds', 90, '2024-06-01T21:00:00Z', '2024-06-01T21:01:29Z', false],
  ['minutes', 90, '2024-06-01T21:00:00Z', '2024-06-01T22:30:00Z', true],
  ['days', 3, '2024-06-01T21:00:00Z', '2024-06-04T21:00:00Z', true],
  ['days', 3, '2024-06-01T21:00:00Z', '2024-06-03T21:00:00Z', false],
  ['days', 1, '2024-06-01T21:30:00Z', '2024-06-01T22:30:00Z', true],
  ['weeks', 2, '2024-06-03T08:00:00Z', '2024-06-10T08:00:00Z', false],
  ['weeks', 2, '2024-06-03T08:00:00Z', '2024-06-17T08:00:00Z', true],
  ['months', 2, '2024-01-31T08:00:00Z', '2024-03-01T08:00:00Z', true],
  ['hours', 5, '2024-06-01T08:10:00Z', '2024-06-01T13:00:00Z', true],
  // The day the clocks go forward has 23 hours and is a day all the same.
  ['days', 1, '2024-03-30T23:00:00Z', '2024-03-31T22:00:00Z', true],
] as const)('every %s × %i from %s: %s is %s', (unit, count, last, next, expected) => {
  expect(isNext({ unit, count }, at(last), at(next), zone)).toBe(expected)
})

const daily = { cron: '0 0 3 * * *' }
const now = at('2024-06-05T09:00:00Z')

test.each([
  ['what came after the last one', daily, '2024-06-03T01:00:00Z', '2024-06-05T01:00:00Z'],
  ['nothing where none has passed', daily, '2024-06-05T01:00:00Z', undefined],
  ['nothing before it was published', daily, undefined, undefined],
  ['the moment that is now', { cron: '0 0 11 * * *' }, '2024-06-04T09:00:00Z', '2024-06-05T09:00:00Z'],
  ['not every day', { ...daily, every: { unit: 'days', count: 3 } } as const, '2024-06-03T01:00:00Z', undefined],
  [
    'the third day',
    { ...daily, every: { unit: 'days', count: 3 } } as const,
    '2024-06-02T01:00:00Z',
    '2024-06-05T01:00:00Z',
  ],
])('a rule missed %s', (_what, rule, last, missed) => {
  const fired = last === undefined ? undefined : at(last)
  const since = fired ?? at('2024-06-05T08:00:00Z')
  expect(lastMissed(rule, { last: fired, since, now, zone })).toBe(missed === undefined ? undefined : at(missed))
})

test('of missed moments run those that are told to, and those that are hardly late', () => {
  const early = { rule: 0, at: now - 60_000 }
  const late = { rule: 1, at: now - 1000 }
  const of = (run: 'none' | 'lastOfEach' | 'last', graceMs = 0) => toMakeUp([early, late], { run, graceMs }, now)
  expect(of('none')).toEqual([])
  expect(of('none', 1000)).toEqual([late])
  expect(of('lastOfEach')).toEqual([early, late])
  expect(of('last', 60_000)).toEqual([late])
})
