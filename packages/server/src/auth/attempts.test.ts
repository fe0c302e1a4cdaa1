import { expect, test } from 'vitest'
import { Attempts } from './attempts.ts'

test('the eleventh attempt within a quarter of an hour waits, and a later one goes on', () => {
  let now = 0
  const attempts = new Attempts(() => now)
  for (let i = 0; i < 10; i++) expect(attempts.take('ada')).toBe(0)
  now = 60_000
  expect(attempts.take('ada')).toBe(14 * 60)
  expect(attempts.take('eve')).toBe(0)
  now = 15 * 60_000
  expect(attempts.take('ada')).toBe(0)
})

test('either key is enough to wait, and success clears one', () => {
  const attempts = new Attempts(() => 0)
  for (let i = 0; i < 10; i++) attempts.take('ada', `address-${i}`)
  expect(attempts.take('ada', 'fresh')).toBeGreaterThan(0)
  attempts.clear('ada')
  expect(attempts.take('ada', 'fresh')).toBe(0)
})
