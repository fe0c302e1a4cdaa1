import type { Item, JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { compareDatasets } from './compareDatasets.node.ts'

const items = (...list: readonly JsonObject[]): readonly Item[] => list.map((json) => ({ json }))

const a = items({ id: 1, name: 'tea', price: 2 }, { id: 2, name: 'ink', price: 3 }, { id: 3, name: 'pen' })
const b = items({ id: 1, name: 'tea', price: 2 }, { id: 2, name: 'Ink', price: '3' }, { id: 4, name: 'cup' })

async function run(
  parameters: JsonObject,
  version = 2.3,
  inputs: readonly (readonly Item[])[] = [a, b],
): Promise<readonly (readonly Item[])[]> {
  const mergeByFields = { values: [{ field1: 'id', field2: 'id' }] }
  const { outputs } = await runNode(compareDatasets, { version, inputs, parameters: { mergeByFields, ...parameters } })
  return outputs.map((found) => found ?? [])
}

const different = async (parameters: JsonObject, version = 2.3): Promise<Item | undefined> =>
  (await run(parameters, version))[2]?.[0]

test('sorts items into those that one input has, those that are the same and those that differ', async () => {
  const [onlyA, same, , onlyB] = await run({})
  expect([onlyA, same, onlyB]).toEqual([[a[2]], [a[0]], [b[2]]])
})

describe('of two that differ', () => {
  test('both versions of each field, side by side', async () => {
    expect(await different({})).toEqual({
      json: {
        keys: { id: 2 },
        same: { id: 2 },
        different: { name: { inputA: 'ink', inputB: 'Ink' }, price: { inputA: 3, inputB: '3' } },
      },
      pairedItem: [
        { item: 1, input: 0 },
        { item: 1, input: 1 },
      ],
    })
  })

  test('the item of one input, that of B unless told otherwise in the first versions', async () => {
    expect(await different({ resolve: 'preferInput1' })).toBe(a[1])
    expect(await different({}, 2)).toBe(b[1])
  })

  test('a mix', async () => {
    const mix = { resolve: 'mix', preferWhenMix: 'input2', exceptWhenMix: 'name' }
    expect(await different(mix)).toMatchObject({ json: { id: 2, name: 'ink', price: '3' }, pairedItem: { input: 1 } })
  })

  test('says what it did not count', async () => {
    const json = (await different({ options: { skipFields: 'price' } }))?.json
    expect(json).toMatchObject({
      different: { name: { inputA: 'ink', inputB: 'Ink' } },
      skipped: { price: { inputA: 3, inputB: '3' } },
    })
    expect(Object.keys(Object(json?.['different']))).toEqual(['name'])
  })
})

test('types do not count, if wanted', async () => {
  const inputs = [items({ id: 1, price: 3, note: null }), items({ id: '1', price: '3' })]
  expect((await run({ fuzzyCompare: true }, 2.3, inputs))[1]).toEqual(inputs[0])
  expect((await run({ options: { fuzzyCompare: true } }, 1, inputs))[1]).toEqual(inputs[0])
})

test('fields that do not count make no difference, nested ones too', async () => {
  const inputs = [items({ id: 1, at: { day: 1, hour: 2 } }), items({ id: 1, at: { day: 1, hour: 9 } })]
  expect((await run({ options: { skipFields: 'at.hour' } }, 2.3, inputs))[1]).toEqual(inputs[0])
})

test('keys may have a name in each input', async () => {
  const mergeByFields = { values: [{ field1: 'id', field2: 'key' }] }
  const inputs = [items({ id: 1, n: 1 }), items({ key: 1, n: 1 })]
  expect((await run({ mergeByFields }, 2.3, inputs))[1]).toEqual(inputs[0])
})

test('an item is compared with the first that matches, or with all', async () => {
  const inputs = [items({ id: 1, n: 1 }), items({ id: 1, n: 2 }, { id: 1, n: 3 })]
  const first = await run({}, 2.3, inputs)
  expect(first.map((found) => found.length)).toEqual([0, 0, 1, 1])
  const all = await run({ options: { multipleMatches: 'all' } }, 2.3, inputs)
  expect(all.map((found) => found.length)).toEqual([0, 0, 2, 0])
})

test('wants fields to match', async () => {
  await expect(run({ mergeByFields: { values: [{ field1: 'id' }] } })).rejects.toThrow('lacks a field')
})
