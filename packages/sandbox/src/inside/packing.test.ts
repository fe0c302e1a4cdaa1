import { expect, it } from 'vitest'
import { packBytes, unpackBytes } from './packing.ts'

it('carries bytes inside data', () => {
  const value = { file: Uint8Array.of(1, 2, 255), list: [Uint8Array.of(0)], text: 'x' }
  expect(packBytes(value)).toContain('"$bytes":"AQL/"')
  expect(unpackBytes(packBytes(value))).toEqual(value)
})

it('leaves data alone that looks like the mark', () => {
  const value = { $bytes: 'AQL/', deeper: { $$bytes: 'x' }, mixed: { $bytes: 'x', more: 1 } }
  expect(unpackBytes(packBytes(value))).toEqual(value)
})

it('keeps a key named __proto__ a key', () => {
  const value: unknown = JSON.parse('{"__proto__":{"polluted":true},"bytes":1}')
  const copy = unpackBytes(packBytes(value))
  expect(JSON.stringify(copy)).toBe(JSON.stringify(value))
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

it('refuses what contains itself', () => {
  const loop: Record<string, unknown> = {}
  loop.self = loop
  expect(() => packBytes(loop)).toThrow(RangeError)
})
