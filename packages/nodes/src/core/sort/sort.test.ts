import type { CodeRunner, JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { sort } from './sort.node.ts'

const by = (...fields: readonly (readonly [string, ('ascending' | 'descending')?])[]) => ({
  sortFieldsUi: { sortField: fields.map(([fieldName, order = 'ascending']) => ({ fieldName, order })) },
})

async function sorted(items: readonly JsonObject[], parameters: JsonObject) {
  return (await runNode(sort, { items, parameters })).json
}

describe('by fields', () => {
  test('ignores case and keeps the order of equals', async () => {
    const items = [{ n: 'b' }, { n: 'A', at: 1 }, { n: 'a', at: 2 }, { n: 'ä' }]
    expect(await sorted(items, by(['n']))).toEqual([{ n: 'A', at: 1 }, { n: 'a', at: 2 }, { n: 'b' }, { n: 'ä' }])
  })

  test('compares numbers with texts as numbers', async () => {
    expect(await sorted([{ n: '10' }, { n: 9 }, { n: null }], by(['n']))).toEqual([{ n: null }, { n: 9 }, { n: '10' }])
  })

  test('sorts equals by the next field, each in its own direction', async () => {
    const items = [
      { a: 1, b: { c: 1 } },
      { a: 2, b: { c: 1 } },
      { a: 1, b: { c: 2 } },
    ]
    expect(await sorted(items, by(['a', 'descending'], ['b.c', 'ascending']))).toEqual([items[1], items[0], items[2]])
  })

  test('hands on the very items', async () => {
    const inputs = [[{ json: { n: 2 } }, { json: { n: 1 } }]]
    const { outputs } = await runNode(sort, { inputs, parameters: by(['n']) })
    expect(outputs[0]?.[0]).toBe(inputs[0]?.[1])
  })

  test('says when no item has the field, and when none is named', async () => {
    await expect(sorted([{ n: 1 }], by(['m']))).rejects.toThrow('No item has the field "m". Check its name.')
    const literal = { ...by(['a.b']), options: { disableDotNotation: true } }
    await expect(sorted([{ a: { b: 1 } }], literal)).rejects.toThrow('turn that off to reach into fields')
    await expect(sorted([{ n: 1 }], {})).rejects.toThrow('No field is named')
  })
})

test('at random keeps every item', async () => {
  const items = Array.from({ length: 20 }, (_, n) => ({ n }))
  let state = 7
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647
  const { json } = await runNode(sort, { items, parameters: { type: 'random' }, context: { random } })
  expect(json).not.toEqual(items)
  expect(json.toSorted((a, b) => Number(a['n']) - Number(b['n']))).toEqual(items)
})

describe('by code', () => {
  const items = [{ n: 1 }, { n: 3 }, { n: 2 }]

  test('hands on the items in the order the code found', async () => {
    const asked: string[] = []
    const code: CodeRunner = {
      run: async (call) => {
        asked.push(call.code)
        return { items: [{ json: { order: [1, 2, 0] } }] }
      },
    }
    const parameters = { type: 'code', code: 'return b.json.n - a.json.n // biggest first' }
    const { json } = await runNode(sort, { items, parameters, context: { code } })
    expect(json).toEqual([{ n: 3 }, { n: 2 }, { n: 1 }])
    expect(asked[0]).toContain(parameters.code)
  })

  test('needs code that returns something', async () => {
    const run = runNode(sort, { items, parameters: { type: 'code', code: '1' } })
    await expect(run).rejects.toThrow('The code returns nothing.')
  })
})
