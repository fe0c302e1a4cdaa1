import { describe, expect, test } from 'vitest'
import { fieldNames, fieldSegments, getField, lastName, removeField, setField } from './field-path.ts'

describe('segments', () => {
  test.each([
    ['a.b', ['a', 'b']],
    ['list[1].k', ['list', 1, 'k']],
    ['a["b.c"].d', ['a', 'b.c', 'd']],
    ['[0].a', [0, 'a']],
    ['.a', ['', 'a']],
    ['a.', ['a', '']],
    ['a[0][1]', ['a', 0, 1]],
    [' spaced ', [' spaced ']],
  ])('%s', (name, segments) => {
    expect(fieldSegments(name)).toEqual(segments)
  })
})

test('a member of exactly that name comes before dot notation', () => {
  expect(getField({ 'x.y': 9, x: { y: 1 } }, 'x.y')).toBe(9)
  expect(setField({ 'x.y': 9 }, 'x.y', 1)).toEqual({ 'x.y': 1 })
  expect(removeField({ 'x.y': 9, z: 1 }, 'x.y')).toEqual({ z: 1 })
})

test('sets into lists, and fills places that were missing with null', () => {
  expect(setField({}, 'list[1].k', 'v')).toEqual({ list: [null, { k: 'v' }] })
  expect(setField({ 'a.b': 1 }, 'a.b', 2, false)).toEqual({ 'a.b': 2 })
})

test('never reaches a prototype', () => {
  expect(setField({}, '__proto__.x', 1)).toEqual({})
  expect(setField({}, '__proto__', 1)).toEqual({})
  expect(setField({}, 'constructor.prototype.x', 1)).toEqual({})
  expect(Object.hasOwn(setField({}, 'constructor', 1, false), 'constructor')).toBe(true)
})

test('names what is taken out of a path', () => {
  expect(lastName('c.d', {})).toBe('d')
  expect(lastName('c.d', {}, false)).toBe('c.d')
  expect(fieldNames(' a, c.d ,,')).toEqual(['a', 'c.d'])
})
