import { expect, test } from 'vitest'
import { pageLimit, pageOf, readCursor, writeCursor } from './page.ts'

test('a page shows as many rows as asked for, and a cursor only when there are more', () => {
  const page = pageOf([1, 2, 3], 2, (row) => `after ${row}`, String)
  expect(page).toEqual({ items: ['1', '2'], next: 'after 2' })
  expect(pageOf([1, 2], 2, String, String).next).toBeNull()
  expect(pageOf([], 2, String, String)).toEqual({ items: [], next: null })
})

test('a cursor gives back its key, and a damaged one none', () => {
  expect(readCursor(writeCursor([12, 'id']))).toEqual([12, 'id'])
  for (const damaged of [undefined, '', 'xyz', Buffer.from('{"a":1}').toString('base64url')]) {
    expect(readCursor(damaged)).toEqual([])
  }
})

test('the number of rows stays within bounds', () => {
  expect([undefined, 0, -1, 1.5, Number.NaN].map((limit) => pageLimit({ limit }))).toEqual([50, 50, 50, 50, 50])
  expect(pageLimit({ limit: 7 })).toBe(7)
  expect(pageLimit({ limit: 9_999 })).toBe(250)
})
