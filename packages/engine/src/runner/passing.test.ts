import { expect, test } from 'vitest'
import { Passing } from './passing.ts'

test('what comes and goes is found by its key as long as it is there', () => {
  const map = new Passing<string, number>()
  map.set('a', 1)
  map.set('b', 2)
  map.set('a', 3)

  expect([map.size, map.get('a'), map.has('b'), map.has('c')]).toEqual([2, 3, true, false])
  expect(map.values()).toEqual([3, 2])

  expect([map.delete('a'), map.delete('a')]).toEqual([true, false])
  expect([map.size, map.get('a'), map.has('a')]).toEqual([1, undefined, false])
  map.set('a', 4)
  expect(map.values()).toEqual([2, 4])
})

test('who goes through them meets those that were there, whatever leaves or comes meanwhile', () => {
  const map = new Passing<number, string>()
  for (const key of [1, 2, 3]) map.set(key, `value ${key}`)
  const met: string[] = []
  for (const value of map.values()) {
    met.push(value)
    map.delete(2)
    map.set(4, 'late')
  }
  expect(met).toEqual(['value 1', 'value 2', 'value 3'])
})
