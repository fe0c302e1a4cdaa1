import { type CodeRunner, NodeError } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { functionItem } from '../functionItem/functionItem.node.ts'
import { functionNode } from './function.node.ts'

/** A sandbox that writes down what it is asked, and answers with the items. */
function sandbox() {
  const calls: { readonly mode: string; readonly code: string }[] = []
  const code: CodeRunner = {
    run: async ({ mode, code, items }) => {
      calls.push({ mode, code })
      return { items }
    },
  }
  return { calls, code }
}

test('both run their code in the sandbox, each in its mode', async () => {
  const { calls, code } = sandbox()
  const parameters = { functionCode: 'return items' }
  expect((await runNode(functionNode, { items: [{ a: 1 }], parameters, context: { code } })).json).toEqual([{ a: 1 }])
  await runNode(functionItem, { parameters: { functionCode: 'return item' }, context: { code } })
  expect(calls).toEqual([
    { mode: 'function', code: 'return items' },
    { mode: 'functionItem', code: 'return item' },
  ])
})

test('code that was never changed marks the items', async () => {
  const { calls, code } = sandbox()
  await runNode(functionNode, { context: { code } })
  await runNode(functionItem, { context: { code } })
  expect(calls[0]?.code).toContain('items[0].json.myVariable = 1')
  expect(calls[1]?.code).toContain('item.myVariable = 1')
})

test('a result of the wrong shape is an error that can go on in place of the items', async () => {
  const code: CodeRunner = {
    run: () => Promise.reject(new NodeError('WrappedExecutionError', 'No list of items', { reach: 'node' })),
  }
  const run = runNode(functionNode, { context: { code } })
  await expect(run).rejects.toMatchObject({ message: 'No list of items', details: { reach: 'item' } })
})
