import { expect, test } from 'vitest'
import { packPlaces, unpackPlaces } from './places.ts'

const count = 10_000
const every = (step: number) => Array.from({ length: count / step }, (_, n) => n * step)

test.each([
  ['none', []],
  ['few', [3, 1, 2]],
  ['all', every(1)],
  ['one in a hundred', every(100)],
  ['backwards', every(1).toReversed()],
  ['the same again and again', Array.from({ length: 100 }, () => 7)],
  ['here and there', every(1).filter((n) => (n * 7919) % 13 < 9)],
])('%s are read as they were kept', (_what, places) => {
  expect(unpackPlaces(packPlaces(places))).toEqual(places)
  expect(unpackPlaces(packPlaces(Uint32Array.from(places)))).toEqual(places)
})

test('many take little', () => {
  expect(packPlaces(every(1))).toBe('0+7pr')
  expect(packPlaces(every(100)).length).toBeLessThan((count / 100) * 4)
  expect(packPlaces(every(1).filter((n) => n % 10 !== 3)).length).toBeLessThan(5 * (count / 10))
})
