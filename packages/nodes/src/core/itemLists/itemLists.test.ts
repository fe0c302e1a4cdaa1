import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { itemLists } from './itemLists.node.ts'

const items = [
  { id: 2, tags: ['a', 'b'] },
  { id: 1, tags: ['c'] },
  { id: 2, tags: [] },
]
const rows = (...names: readonly string[]) => ({ fields: names.map((fieldName) => ({ fieldName })) })

function run(operation: string, version: number, parameters: JsonObject = {}, given: readonly JsonObject[] = items) {
  return runNode(itemLists, { items: given, version, parameters: { operation, ...parameters } })
}

async function json(...call: Parameters<typeof run>) {
  return (await run(...call)).json
}

describe('split out', () => {
  test('takes names as rows at first, as text later', async () => {
    const old = { fieldToSplitOut: 'tags', include: 'selectedOtherFields', fieldsToInclude: rows('id') }
    const expected = [
      { tags: 'a', id: 2 },
      { tags: 'b', id: 2 },
      { tags: 'c', id: 1 },
    ]
    expect(await json('splitOutItems', 2.2, old)).toEqual(expected)
    expect(await json('splitOutItems', 3, { ...old, fieldsToInclude: 'id' })).toEqual(expected)
    const { outputs } = await run('splitOutItems', 3.1, { fieldToSplitOut: 'tags' })
    expect(outputs[0]?.map((item) => item.pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 1 }])
  })

  test('at first only lists can be split; the node fails, at the item', async () => {
    const one = run('splitOutItems', 1, { fieldToSplitOut: 'id' })
    await expect(one).rejects.toMatchObject({
      message: 'The field "id" has no list, so there is nothing to split.',
      details: { reach: 'node', itemIndex: 0 },
    })
    expect(await json('splitOutItems', 2, { fieldToSplitOut: 'id' })).toHaveLength(3)
  })
})

test('aggregates, with a link of its own since version 2', async () => {
  const all = { aggregate: 'aggregateAllItemData' }
  const some = { ...all, include: 'specifiedFields', fieldsToInclude: rows('id') }
  expect(await json('aggregateItems', 2, some)).toEqual([{ data: [{ id: 2 }, { id: 1 }, { id: 2 }] }])
  expect((await run('aggregateItems', 1, all)).outputs[0]?.[0]?.pairedItem).toBeUndefined()
  expect((await run('concatenateItems', 3, all)).outputs[0]?.[0]?.pairedItem).toHaveLength(3)
  const fields = {
    fieldsToAggregate: { fieldToAggregate: [{ fieldToAggregate: 'tags' }] },
    options: { mergeLists: true },
  }
  expect(await json('aggregateItems', 2.2, fields)).toEqual([{ tags: ['a', 'b', 'c'] }])
  expect(await json('concatenateItems', 3.1, fields)).toEqual([{ tags: ['a', 'b', 'c'] }])
})

test('limits', async () => {
  expect(await json('limit', 3.1)).toEqual([items[0]])
  expect(await json('limit', 1, { maxItems: 2, keep: 'lastItems' })).toEqual(items.slice(1))
  expect(await json('limit', 1, { maxItems: 9, keep: 'lastItems' })).toEqual(items)
})

test('removes duplicates', async () => {
  const byId = { compare: 'selectedFields', fieldsToCompare: rows('id') }
  expect(await json('removeDuplicates', 2.2, byId)).toEqual([items[0], items[1]])
  expect(await json('removeDuplicates', 3, { ...byId, fieldsToCompare: 'id' })).toEqual([items[0], items[1]])
  const missing = run('removeDuplicates', 3.1, {}, [{ a: 1 }, {}])
  await expect(missing).rejects.toMatchObject({ details: { reach: 'node' } })
})

test('sorts and summarizes', async () => {
  const fields = { sortFieldsUi: { sortField: [{ fieldName: 'id' }] } }
  expect((await json('sort', 1, fields)).map((one) => one['id'])).toEqual([1, 2, 2])
  const table = { fieldsToSummarize: { values: [{ aggregation: 'count', field: 'tags' }] }, fieldsToSplitBy: 'id' }
  expect(await json('summarize', 2.2, table)).toEqual([
    { id: '2', count_tags: 2 },
    { id: '1', count_tags: 1 },
  ])
})
