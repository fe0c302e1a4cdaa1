import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { evaluation } from './evaluation.node.ts'

const facts = { id: 'e', rootId: 'e', resumeUrl: '', resumeFormUrl: '', customData: {} }

test('outside an evaluation items go the normal way, in one they go the other', async () => {
  const items = [{ a: 1 }, { a: 2 }]
  const parameters = { operation: 'checkIfEvaluating' }
  const goesThrough = async (mode: 'manual' | 'webhook' | 'evaluation') => {
    const context = { execution: { ...facts, mode } }
    const { outputs } = await runNode(evaluation, { parameters, items, context })
    return outputs.map((output) => output?.length)
  }
  expect(await goesThrough('manual')).toEqual([0, 2])
  expect(await goesThrough('webhook')).toEqual([0, 2])
  expect(await goesThrough('evaluation')).toEqual([2, 0])
})

test.each(['setInputs', 'setOutputs', 'setMetrics'])(
  '%s says that there is nothing to record into',
  async (operation) => {
    await expect(runNode(evaluation, { parameters: { operation } })).rejects.toMatchObject({
      code: 'operation_unavailable',
    })
  },
)
