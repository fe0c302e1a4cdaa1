import { expect, test } from 'vitest'
import { isLess } from './is-less.ts'

test.each([
  ['10', '9', true],
  ['10', 9, false],
  [null, 1, true],
  [[], ['k'], true],
  [[2, [3]], ['2,4'], true],
  [undefined, 1, false],
  [1, undefined, false],
  ['word', 1, false],
  [{ toString: 1 }, [], false],
])('%j < %j is %s', (a, b, expected) => {
  expect(isLess(a, b)).toBe(expected)
})
