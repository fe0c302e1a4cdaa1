import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { limit } from './limit.node.ts'

const items = [{ n: 1 }, { n: 2 }, { n: 3 }]

test('keeps the first item unless told otherwise', async () => {
  const { json } = await runNode(limit, { items })
  expect(json).toEqual([{ n: 1 }])
})

test('keeps the last items in their order', async () => {
  const { json } = await runNode(limit, { items, parameters: { maxItems: 2, keep: 'lastItems' } })
  expect(json).toEqual([{ n: 2 }, { n: 3 }])
})

test('hands on the very items it got, so that nothing is copied', async () => {
  const inputs = [items.map((json) => ({ json }))]
  const { outputs } = await runNode(limit, { inputs, parameters: { maxItems: 10 } })
  expect(outputs[0]?.[1]).toBe(inputs[0]?.[1])
})

test('says which parameter is wrong and what it needs', async () => {
  const run = runNode(limit, { items, parameters: { maxItems: 'many' } })
  await expect(run).rejects.toThrow('The parameter "maxItems" is "many", but a number is needed.')
})
