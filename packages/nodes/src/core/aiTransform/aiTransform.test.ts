import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { aiTransform } from './aiTransform.node.ts'

test('runs its code on all items', async () => {
  const { json } = await runNode(aiTransform, {
    items: [{ a: 1 }, { a: 2 }],
    parameters: { jsCode: 'return items' },
    context: {
      code: {
        run: async ({ code, mode, language, items }) => ({
          items: items.map(({ json: given }) => ({ json: { ...given, code, mode, language } })),
        }),
      },
    },
  })
  expect(json).toEqual([1, 2].map((a) => ({ a, code: 'return items', mode: 'allItems', language: 'javaScript' })))
})

test('needs code', async () => {
  await expect(runNode(aiTransform, { parameters: { instructions: 'Do it' } })).rejects.toThrow('There is no code yet')
})
