import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { summarize } from './summarize.node.ts'

const sales: readonly JsonObject[] = [
  { city: 'Rome', by: { name: 'Ada' }, sum: 3 },
  { city: 'Oslo', by: { name: 'Bob' }, sum: '4' },
  { city: 'Rome', by: { name: 'Ada' }, sum: 5 },
  { city: 'Rome', by: { name: 'Eve' }, sum: null },
  { by: { name: '' }, sum: 1 },
]

type Column = { readonly aggregation: string; readonly field: string; readonly [more: string]: string | boolean }

async function table(columns: readonly Column[], more: JsonObject = {}, version = 1.1) {
  const parameters = { fieldsToSummarize: { values: columns }, ...more }
  return (await runNode(summarize, { items: sales, parameters, version })).json
}

test('makes one row of all items, each kind of column its own name', async () => {
  expect(
    await table([
      { aggregation: 'sum', field: 'sum' },
      { aggregation: 'average', field: 'sum' },
      { aggregation: 'max', field: 'sum' },
      { aggregation: 'min', field: 'sum' },
      { aggregation: 'count', field: 'sum' },
      { aggregation: 'countUnique', field: 'by.name' },
      { aggregation: 'append', field: 'sum' },
      { aggregation: 'concatenate', field: 'by.name' },
    ]),
  ).toEqual([
    {
      sum_sum: 9,
      average_sum: 3,
      max_sum: 5,
      min_sum: 1,
      count_sum: 4,
      unique_count_by_name: 3,
      appended_sum: [3, '4', 5, 1],
      concatenated_by_name: 'Ada,Bob,Ada,Eve',
    },
  ])
})

test('a column over nothing is 0, null, empty', async () => {
  const kinds = ['sum', 'average', 'max', 'min', 'count', 'countUnique', 'append', 'concatenate']
  const [row] = await table(kinds.map((aggregation) => ({ aggregation, field: 'zz' })))
  expect(Object.values(row ?? {})).toEqual([0, null, null, null, 0, 0, [], ''])
})

test('empty values count when they shall', async () => {
  expect(
    await table([
      { aggregation: 'count', field: 'sum', includeEmpty: true },
      { aggregation: 'append', field: 'city', includeEmpty: true },
      { aggregation: 'concatenate', field: 'city', separateBy: 'other', customSeparator: ' & ' },
    ]),
  ).toEqual([
    {
      count_sum: 5,
      appended_city: ['Rome', 'Oslo', 'Rome', 'Rome', null],
      concatenated_city: 'Rome & Oslo & Rome & Rome',
    },
  ])
})

describe('groups', () => {
  const count = [{ aggregation: 'count', field: 'sum' }]

  test('make an item each, linked to its items', async () => {
    const { json, outputs } = await runNode(summarize, {
      items: sales,
      parameters: { fieldsToSummarize: { values: count }, fieldsToSplitBy: 'city' },
    })
    expect(json).toEqual([{ city: 'Rome', count_sum: 2 }, { city: 'Oslo', count_sum: 1 }, { count_sum: 1 }])
    expect(outputs[0]?.[0]?.pairedItem).toEqual([{ item: 0 }, { item: 2 }, { item: 3 }])
  })

  test('can be left out without a value', async () => {
    const options = { skipEmptySplitFields: true }
    expect(await table(count, { fieldsToSplitBy: 'city', options })).toHaveLength(2)
  })

  test('nest in one item', async () => {
    const options = { outputFormat: 'singleItem' }
    expect(await table(count, { fieldsToSplitBy: 'city, by.name', options })).toEqual([
      {
        Rome: { Ada: { count_sum: 2 }, Eve: { count_sum: 0 } },
        Oslo: { Bob: { count_sum: 1 } },
        undefined: { '': { count_sum: 1 } },
      },
    ])
  })
})

test('the first version wants fields that exist, and makes text of groups', async () => {
  const missing = [{ aggregation: 'sum', field: 'zz' }]
  await expect(table(missing, {}, 1)).rejects.toThrow('No item has the field "zz".')
  expect(await table(missing, { options: { continueIfFieldNotFound: true } }, 1)).toEqual([{ sum_zz: 0 }])
  const rows = await table([{ aggregation: 'count', field: 'sum' }], { fieldsToSplitBy: 'city' }, 1)
  expect(rows[2]).toEqual({ city: 'undefined', count_sum: 1 })
})

test('a table without columns is a mistake', async () => {
  await expect(table([])).rejects.toThrow('No field is named.')
})
