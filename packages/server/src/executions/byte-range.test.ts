import { expect, test } from 'vitest'
import { readRange } from './byte-range.ts'

test.each([
  [undefined, { status: 200, from: 0, to: 10 }],
  ['bytes=0-', { status: 206, from: 0, to: 10 }],
  ['bytes=2-4', { status: 206, from: 2, to: 5 }],
  ['bytes=7-99', { status: 206, from: 7, to: 10 }],
  ['bytes=-3', { status: 206, from: 7, to: 10 }],
  ['bytes=-30', { status: 206, from: 0, to: 10 }],
  ['bytes=10-', { status: 416 }],
  ['bytes=4-2', { status: 416 }],
  ['bytes=-0', { status: 416 }],
  ['bytes=0-1,3-4', { status: 200, from: 0, to: 10 }],
  ['items=0-1', { status: 200, from: 0, to: 10 }],
])('%s of ten bytes', (header, range) => {
  expect(readRange(header, 10)).toEqual(range)
})
