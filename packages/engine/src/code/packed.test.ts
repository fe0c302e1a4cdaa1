import { expect, test } from 'vitest'
import { pack, unpack } from './packed.ts'

test('bytes travel as base64, wherever they lie', () => {
  const value = { files: [Buffer.from('hi'), { deep: Uint8Array.of(0, 255) }], n: 1, nothing: null }
  expect(pack(value)).toBe('{"files":[{"$bytes":"aGk="},{"deep":{"$bytes":"AP8="}}],"n":1,"nothing":null}')
  expect(unpack(pack(value))).toEqual({ ...value, files: [Buffer.from('hi'), { deep: Buffer.from([0, 255]) }] })
})

test('data that looks like bytes stays data', () => {
  const value = { $bytes: 'aGk=', $$bytes: 1, bytes: 2 }
  expect(unpack(pack(value))).toEqual(value)
  expect(unpack('{"$bytes":"aGk=","more":1}')).toEqual({ bytes: 'aGk=', more: 1 })
})

test('a key that names the prototype is a key', () => {
  const value: unknown = unpack('{"__proto__":{"$bytes":"aGk="}}')
  expect(Object.getOwnPropertyNames(value)).toEqual(['__proto__'])
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
})

test('what is nested too deeply is refused', () => {
  const deep = `${'['.repeat(300)}{"$bytes":""}${']'.repeat(300)}`
  expect(() => unpack(deep)).toThrow('nested too deeply')
})
