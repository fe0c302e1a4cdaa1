import { expect, it } from 'vitest'
import { inspect } from './inspect.ts'

it('shows data the way it is written', () => {
  expect(inspect({ a: [1, 'x', null], 'b-c': new Date(0), d: undefined })).toBe(
    '{ a: [ 1, "x", null ], "b-c": 1970-01-01T00:00:00.000Z, d: undefined }',
  )
  expect(inspect('plain')).toBe('plain')
  expect(inspect(new Map([['k', new Set([1n])]]))).toBe('Map(1) { "k" => Set(1) { 1n } }')
  expect(inspect(new TypeError('bad'))).toBe('TypeError: bad')
})

it('calls no getters, follows no loops, and stops somewhere', () => {
  const loop: Record<string, unknown> = {
    get trap() {
      throw new Error('must not run')
    },
  }
  loop.self = loop
  expect(inspect(loop)).toBe('{ trap: [Getter], self: [Circular] }')
  expect(inspect(Array.from({ length: 1000 }, () => 0))).toContain('900 more')
  expect(inspect([[[[[1]]]]])).toBe('[ [ [ [ [Array] ] ] ] ]')
  expect(inspect(Array.from({ length: 100 }, () => 'x'.repeat(10_000))).length).toBeLessThan(50_000)
})
