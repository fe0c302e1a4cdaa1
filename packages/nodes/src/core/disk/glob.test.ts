import { describe, expect, test } from 'vitest'
import { alternatives, fits, isPattern, namePattern } from './glob.ts'

const like = (name: string, pattern: string, literal = false) => fits(name, namePattern(pattern, literal))

describe('a name is like a pattern', () => {
  test.each([
    ['a.txt', 'a.txt', true],
    ['a.txt', '*.txt', true],
    ['a.txt', '*', true],
    ['a.txt', 'a*t', true],
    ['a.txt', 'a?txt', true],
    ['a.txt', '*.csv', false],
    ['a.txt', 'a', false],
    ['', '*', true],
    ['ab', '[a-c]b', true],
    ['db', '[a-c]b', false],
    ['db', '[!a-c]b', true],
    ['a[1].txt', 'a[1].txt', false],
    ['aXbXc', 'a*b*c', true],
    ['.hidden', '*', false],
    ['.hidden', '.*', true],
    ['grüezi', 'gr?ezi', true],
  ])('%s %s: %s', (name, pattern, expected) => {
    expect(like(name, pattern)).toBe(expected)
  })

  test('in time that grows evenly', () => {
    const began = performance.now()
    expect(like('a'.repeat(2000), `${'a*'.repeat(100)}b`)).toBe(false)
    expect(performance.now() - began).toBeLessThan(2000)
  })
})

test('brackets may be part of names', () => {
  expect(like('a[1].txt', 'a[1].txt', true)).toBe(true)
  expect([isPattern('a[1].txt', true), isPattern('a[1].txt', false), isPattern('a*', true)]).toEqual([
    false,
    true,
    true,
  ])
})

test('braces stand for several patterns, but not for too many', () => {
  expect(alternatives('{a,b}.{x,y}').toSorted()).toEqual(['a.x', 'a.y', 'b.x', 'b.y'])
  expect(alternatives('{a}')).toEqual(['{a}'])
  expect(() => alternatives('{a,b}'.repeat(20))).toThrow('stands for more than 1000 others')
})
