import type { Json } from '@millrace/sdk'
import { expect, test } from 'vitest'
import { fingerprint, fuzzyEqual, fuzzyKeys } from './fuzzy-equal.ts'

const same: readonly (readonly [Json | undefined, Json | undefined])[] = [
  [1, '1'],
  [true, 'true'],
  ['FALSE', false],
  [0, false],
  [true, 1],
  [null, ''],
  [undefined, []],
  [[1], [1]],
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
]

test.each(same)('%j and %j are the same, either way round', (a, b) => {
  expect([fuzzyEqual(a, b), fuzzyEqual(b, a)]).toEqual([true, true])
  expect(fuzzyKeys(a).some((key) => fuzzyKeys(b).includes(key))).toBe(true)
})

test.each<[Json, Json]>([
  ['A', 'a'],
  [' a', 'a'],
  [[1], '1'],
  [1, '1.0'],
  [0, null],
  [2, true],
  [{}, null],
])('%j and %j are not', (a, b) => {
  expect([fuzzyEqual(a, b), fuzzyEqual(b, a)]).toEqual([false, false])
})

test('a fingerprint does not depend on the order of members', () => {
  expect(fingerprint({ a: [1, { c: null, b: '"' }] })).toBe(fingerprint({ a: [1, { b: '"', c: null }] }))
  expect(fingerprint({ a: 1 })).not.toBe(fingerprint({ a: '1' }))
})
