import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { executionData } from './executionData.node.ts'

async function save(values: (item: JsonObject) => readonly JsonObject[]) {
  const saved: Record<string, string> = {}
  const { json } = await runNode(executionData, {
    items: [{ order: 7 }, { order: 8 }],
    parameters: (item) => ({ dataToSave: { values: values(item.json) } }),
    context: {
      setCustomData: (key, value) => {
        saved[key] = value
      },
    },
  })
  return { json, saved }
}

test('notes what every item says, the last one wins, and hands the items on', async () => {
  const { json, saved } = await save(({ order }) => [
    { key: 'order', value: order },
    { key: 'paid', value: true },
  ])
  expect(saved).toEqual({ order: '8', paid: 'true' })
  expect(json).toEqual([{ order: 7 }, { order: 8 }])
})

test('objects and missing values are no data to search for', async () => {
  await expect(save(() => [{ key: 'o', value: { a: 1 } }])).rejects.toThrow('The value for "o" is no text')
  await expect(save(() => [{ key: 'o', value: null }])).rejects.toThrow('The value for "o" is no text')
})
