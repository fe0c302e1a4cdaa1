import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { noOp } from './noOp.node.ts'

test('hands on what it got', async () => {
  const { json } = await runNode(noOp, { items: [{ a: 1 }, { a: 2 }] })
  expect(json).toEqual([{ a: 1 }, { a: 2 }])
})
