import { expect, test } from 'vitest'
import { inChunks, jsonPieces } from './json-pieces.ts'

test.each([
  [{}],
  [[]],
  ['text\nin lines'],
  [null],
  [{ a: undefined, b: [], c: {}, d: [undefined, null, 1] }],
  [
    {
      runs: [{ outputs: [[{ json: { 'a"b': ['x\ny', { deep: [1, [2]] }] } }, { json: {} }], null, []] }],
      status: 'success',
    },
  ],
])('is what JSON.stringify writes: %j', (value) => {
  expect([...inChunks(jsonPieces(value), 8)].join('')).toBe(JSON.stringify(value, undefined, 2))
})

test('no piece holds a whole list', () => {
  const items = Array.from({ length: 1000 }, (_, n) => ({ json: { n } }))
  const pieces = [...jsonPieces({ runs: [{ outputs: [items] }] })]
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(100)
  expect([...inChunks(pieces, 5000)].length).toBeGreaterThan(5)
})
