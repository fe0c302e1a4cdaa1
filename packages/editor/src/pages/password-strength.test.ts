import { expect, test } from 'vitest'
import { passwordStrength } from './password-strength.ts'

test('length counts most, repetition counts against', () => {
  expect(passwordStrength('').steps).toBe(0)
  expect(passwordStrength('short').words).toBe('3 more characters at least.')
  expect(passwordStrength('aaaaaaaaaaaa').steps).toBe(1)
  expect(passwordStrength('river mill wheel').steps).toBe(4)
  expect(passwordStrength('riverwheel').steps).toBeLessThan(4)
})
