import { describe, expect, test } from 'vitest'
import { readCell, rowsAsCsv, shownCell, writtenCell } from './cell-text.ts'

describe('what is written becomes a cell', () => {
  test.each([
    ['', 'string', null],
    ['', 'number', null],
    [' a ', 'string', ' a '],
    ['4.5', 'number', 4.5],
    [' -1e3 ', 'number', -1000],
    ['four', 'number', undefined],
    [' ', 'number', undefined],
    ['Infinity', 'number', undefined],
    ['true', 'boolean', true],
    ['false', 'boolean', false],
    ['yes', 'boolean', undefined],
    ['2024-01-31T09:00:00Z', 'date', '2024-01-31T09:00:00.000Z'],
    ['soon', 'date', undefined],
  ] as const)('%j in a column of type %s: %j', (text, type, cell) => {
    expect(readCell(text, type)).toBe(cell)
  })
})

test('a cell that is written as it is stays what it is', () => {
  const day = '2024-07-31T22:30:15.000Z'
  expect(readCell(writtenCell(day, 'date'), 'date')).toBe(day)
  expect(readCell(writtenCell(0.1, 'number'), 'number')).toBe(0.1)
  expect(readCell(writtenCell(false, 'boolean'), 'boolean')).toBe(false)
  expect([shownCell(null, 'date'), shownCell(false, 'boolean'), shownCell(0, 'number')]).toEqual(['', 'false', '0'])
})

test('rows are written as CSV, whatever their texts hold', () => {
  const rows = [
    { id: 1, cells: { name: 'a "b", c', note: 'two\nlines', n: 1.5 } },
    { id: 2, cells: { name: '', note: null, n: 0 } },
  ]
  expect(rowsAsCsv(['name', 'note', 'n'], rows)).toBe(
    'id,name,note,n\r\n1,"a ""b"", c","two\nlines",1.5\r\n2,"",,0\r\n',
  )
})
