import { describe, expect, test } from 'vitest'
import { cellsOfFile, matchColumns, readCsvFile } from './read-csv-file.ts'

test('the columns of a file get names that can be, each once, and types that fit all their cells', async () => {
  const { columns, rows } = await readCsvFile(
    '\uFEFFid,Größe (cm),größe cm,2nd,,Paid,Since,Zip\r\n7,1.5,,x,,TRUE,2024-01-31,01234\r\n\r\n8,-2,"a ""b"",\nc",y,,false,2024-02-01T10:00,99999\r\n',
  )
  expect(columns).toEqual([
    { name: 'id_2', type: 'number' },
    { name: 'Grosse_cm', type: 'number' },
    { name: 'grosse_cm_2', type: 'string' },
    { name: 'nd', type: 'string' },
    { name: 'column_5', type: 'string' },
    { name: 'Paid', type: 'boolean' },
    { name: 'Since', type: 'date' },
    { name: 'Zip', type: 'string' },
  ])
  expect(rows).toHaveLength(2)
  expect(rows[1]?.[2]).toBe('a "b",\nc')
})

test.each([
  ['a;b\n1;2', ['a', 'b']],
  ['a\tb\n1\t2', ['a', 'b']],
  ['only\n1', ['only']],
])('columns are parted by what parts them: %j', async (text, names) => {
  expect((await readCsvFile(text)).names).toEqual(names)
})

describe('what goes wrong is said', () => {
  test('a file of nothing', async () => {
    await expect(readCsvFile('\n\n')).rejects.toThrow('no lines')
  })

  test('a cell that its column cannot hold', async () => {
    const file = await readCsvFile('name,age\nAda,36\nBob,old')
    const taken = matchColumns(file, [{ name: 'age', type: 'number' }]).taken
    expect(() => cellsOfFile(file, taken)).toThrow('Row 2 has “old” for “age”, which holds numbers.')
  })
})

test('rows go to the columns of their names, and what has none is told', async () => {
  const file = await readCsvFile('First Name,AGE,shoe\nAda,36,38\n,,')
  const { taken, left } = matchColumns(file, [
    { name: 'age', type: 'number' },
    { name: 'First_Name', type: 'string' },
    { name: 'email', type: 'string' },
  ])
  expect(left).toEqual(['shoe'])
  expect(cellsOfFile(file, taken)).toEqual([
    { age: 36, First_Name: 'Ada' },
    { age: null, First_Name: null },
  ])
})
