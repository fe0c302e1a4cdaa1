import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { aggregate } from './aggregate.node.ts'

const items = [{ id: 1, tags: ['a', 'b'], at: { x: 5 } }, { id: 2, tags: ['c'], at: null }, { id: 3 }]

function fields(...names: readonly (string | readonly [string, string])[]) {
  return {
    fieldsToAggregate: {
      fieldToAggregate: names.map((name) =>
        typeof name === 'string'
          ? { fieldToAggregate: name }
          : { fieldToAggregate: name[0], renameField: true, outputFieldName: name[1] },
      ),
    },
  }
}

describe('fields', () => {
  test('become lists named after them, without what is missing', async () => {
    const { json, outputs } = await runNode(aggregate, { items, parameters: fields('id', 'tags', 'at.x') })
    expect(json).toEqual([{ id: [1, 2, 3], tags: [['a', 'b'], ['c']], x: [5] }])
    expect(outputs[0]?.[0]?.pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }])
  })

  test('take new names, also inside', async () => {
    const { json } = await runNode(aggregate, { items, parameters: fields(['id', 'all.ids']) })
    expect(json).toEqual([{ all: { ids: [1, 2, 3] } }])
  })

  test('lists can be merged, and null can stand for what is missing', async () => {
    const merged = { ...fields('tags'), options: { mergeLists: true } }
    expect((await runNode(aggregate, { items, parameters: merged })).json).toEqual([{ tags: ['a', 'b', 'c'] }])
    const kept = { ...fields('at.x'), options: { keepMissing: true } }
    expect((await runNode(aggregate, { items, parameters: kept })).json).toEqual([{ x: [5, null, null] }])
  })

  test('none, or two of one name, is a mistake', async () => {
    await expect(runNode(aggregate, { items })).rejects.toThrow('No field is named')
    await expect(runNode(aggregate, { items, parameters: fields('id', ['tags', 'id']) })).rejects.toThrow(
      'Two fields would be called "id"',
    )
  })
})

describe('items', () => {
  const all = { aggregate: 'aggregateAllItemData' }

  test('become one list', async () => {
    const { json } = await runNode(aggregate, { items, parameters: { ...all, destinationFieldName: 'people' } })
    expect(json).toEqual([{ people: items }])
  })

  test('with some of their fields; what has none of them is left out and not linked', async () => {
    const { json, outputs } = await runNode(aggregate, {
      items,
      parameters: { ...all, include: 'specifiedFields', fieldsToInclude: 'tags' },
    })
    expect(json).toEqual([{ data: [{ tags: ['a', 'b'] }, { tags: ['c'] }] }])
    expect(outputs[0]?.[0]?.pairedItem).toEqual([{ item: 0 }, { item: 1 }])
  })

  test('without some of their fields', async () => {
    const parameters = { ...all, include: 'allFieldsExcept', fieldsToExclude: 'tags, at' }
    expect((await runNode(aggregate, { items, parameters })).json).toEqual([
      { data: [{ id: 1 }, { id: 2 }, { id: 3 }] },
    ])
  })

  test('bring their files when asked to, equal ones once if wanted', async () => {
    const file = (text: string) => ({ mimeType: 'text/plain', bytes: text.length, data: btoa(text) })
    const inputs = [['one', 'one', 'three'].map((text) => ({ json: {}, binary: { data: file(text) } }))]
    const run = async (options: { includeBinaries: boolean; keepOnlyUnique?: boolean }) => {
      const { outputs } = await runNode(aggregate, { inputs, parameters: { ...all, options } })
      return Object.keys(outputs[0]?.[0]?.binary ?? {})
    }
    expect(await run({ includeBinaries: false })).toEqual([])
    expect(await run({ includeBinaries: true })).toEqual(['data', 'data_1', 'data_2'])
    expect(await run({ includeBinaries: true, keepOnlyUnique: true })).toEqual(['data', 'data_1'])
  })
})
