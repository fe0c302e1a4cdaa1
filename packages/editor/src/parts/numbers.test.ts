import { expect, test } from 'vitest'
import { ago, bytes, duration, items, shortCount } from './numbers.ts'

test('durations keep three figures at most and carry their unit', () => {
  expect([0.2, 3, 1840, 12_400, 125_000, 3_720_000].map(duration)).toEqual([
    '< 1 ms',
    '3 ms',
    '1.84 s',
    '12.4 s',
    '2 min 5 s',
    '1 h 2 min',
  ])
})

test('counts are figures, shortened only where there is no room', () => {
  expect(items(1)).toBe('1 item')
  expect(items(18)).toBe('18 items')
  expect(shortCount(240)).toBe('240')
  expect(shortCount(12_400)).toBe('12.4k')
})

test('times in lists say how long ago', () => {
  const now = Date.UTC(2026, 2, 4, 12)
  const minutes = (count: number) => now - count * 60_000
  expect(ago(minutes(0), now)).toBe('just now')
  expect(ago(minutes(2), now)).toBe('2 min ago')
  expect(ago(minutes(60 * 5), now)).toBe('5 h ago')
  expect(ago(minutes(60 * 30), now)).toBe('Yesterday')
  expect(ago(minutes(60 * 24 * 3), now)).toBe('3 days ago')
})

test('sizes are in steps of a thousand', () => {
  expect([412, 8400, 84_000, 2_400_000].map(bytes)).toEqual(['412 B', '8.4 kB', '84 kB', '2.4 MB'])
})
