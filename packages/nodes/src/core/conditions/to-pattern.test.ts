import { expect, test } from 'vitest'
import { matches, toPattern } from './to-pattern.ts'

test('a pattern is told whole or between slashes', () => {
  expect(matches(toPattern('^a.c'), 'abcd')).toBe(true)
  expect(matches(toPattern('/A.C$/i'), 'xabc')).toBe(true)
})

test('a pattern that backtracks for ever is matched in bounded time, or refused', () => {
  const start = performance.now()
  expect(matches(toPattern('^(a+)+$'), `${'a'.repeat(40)}!`)).toBe(false)
  expect(() => matches(toPattern('(a+)+b\\1'), 'a'.repeat(40))).toThrow('would take too long')
  expect(performance.now() - start).toBeLessThan(1_000)
})
