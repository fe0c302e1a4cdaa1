import { expect, test } from 'vitest'
import { PerVersion } from './per-version.ts'

test('things are found by workflow and version', () => {
  const things = new PerVersion<string>()
  things.keep('w', '1', 'first')
  things.keep('w', '2', 'second')
  expect([things.get('w', '1'), things.get('w', '2'), things.get('v', '1')]).toEqual(['first', 'second', undefined])
  expect([things.versions('w'), things.versions('v')]).toEqual([['1', '2'], []])
  things.clear()
  expect(things.versions('w')).toEqual([])
})

test('the oldest versions and workflows make room', () => {
  const things = new PerVersion<number>()
  for (let n = 1; n <= 4; n++) things.keep('w', String(n), n)
  expect(things.versions('w')).toEqual(['2', '3', '4'])
  for (let n = 0; n < 200; n++) things.keep(`w${n}`, '1', n)
  expect([things.versions('w'), things.get('w0', '1'), things.get('w199', '1')]).toEqual([[], 0, 199])
})
