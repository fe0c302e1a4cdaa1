import { expect, expectTypeOf, test } from 'vitest'
import * as m from '../index.ts'

const nested = {
  mode: m.text('Mode'),
  code: m.oneOf(
    m.since(2, m.when(m.is('mode', 'all'), m.text('Code for all'))),
    m.since(2, m.when(m.is('mode', 'each'), m.text('Code for each'))),
  ),
}

test('of several inputs of one name, the one whose marks all hold is read', () => {
  expect(m.read(nested, { mode: 'each', code: 'x' }, 2).code).toBe('x')
  expect(m.read(nested, { mode: 'each', code: 'x' }, 1).code).toBeUndefined()
  expect(m.read(nested, { mode: 'other', code: 'x' }, 2).code).toBeUndefined()
})

test('several values are a list, also where one was given alone', () => {
  const input = { ids: m.several(m.number('IDs')) }
  expect(m.read(input, { ids: [1, '2'] }, 1).ids).toEqual([1, 2])
  expect(m.read(input, { ids: 3 }, 1).ids).toEqual([3])
  expect(m.read(input, {}, 1).ids).toEqual([])
  expect(() => m.read(input, { ids: ['x'] }, 1)).toThrow('a number is needed')
})

test('inputs given under one condition are there when it holds', () => {
  const input = {
    sheet: m.text('Sheet'),
    ...m.given(m.isNot('sheet', ''), { from: m.number('From'), to: m.number('To') }),
  }
  expect(m.read(input, { sheet: 'a', from: 1, to: 2 }, 1)).toEqual({ sheet: 'a', from: 1, to: 2 })
  expect(m.read(input, { sheet: '', from: 1, to: 2 }, 1)).toEqual({ sheet: '' })
  expectTypeOf(m.read(input, {}, 1).from).toEqualTypeOf<number | undefined>()
})

test('parameters of a trigger are read once, unless an expression may change them', () => {
  const input = { path: m.text('Path'), hidden: m.since(2, m.text('Hidden', { default: 'x' })) }
  const placed = (version: number, rawParameters: m.JsonObject, parameters = rawParameters) => ({
    node: { id: 'n', name: 'N', type: 't', version },
    parameters,
    rawParameters,
  })
  const fixed = { path: 'a' }
  const first = m.readPlaced(input, placed(2, fixed))
  expect(first).toEqual({ path: 'a', hidden: 'x' })
  expect(m.readPlaced(input, placed(2, fixed))).toBe(first)
  expect(m.readPlaced(input, placed(1, fixed))).toEqual({ path: 'a' })
  let calls = 0
  const moving = {
    get path() {
      return `${calls++}`
    },
  }
  const changing = placed(2, { path: '=x' }, moving)
  expect([m.readPlaced(input, changing).path, m.readPlaced(input, changing).path]).toEqual(['0', '1'])
})

test('what is not there is its default, also where it is one of several options', () => {
  const options = { none: 'None', tls: 'TLS' }
  const input = {
    text: m.text('Text', { default: 'x' }),
    first: m.choice('A', options),
    set: m.choice('B', options, { default: 'tls' }),
  }
  expect(m.read(input, {}, 1)).toEqual({ text: 'x', first: 'none', set: 'tls' })
  expect(() => m.read(input, { first: 'other' }, 1)).toThrow('one of "none", "tls" is needed')
})
