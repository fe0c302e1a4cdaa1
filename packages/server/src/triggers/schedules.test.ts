import { expect, test } from 'vitest'
import { isNext } from './schedules.ts'

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
