import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { stopAndError } from './stopAndError.node.ts'

const run = (parameters: JsonObject) => runNode(stopAndError, { items: [{ n: 1 }, { n: 2 }], parameters })

test('fails with the sentence, and reaches past what the node is told to do about failures', async () => {
  await expect(run({ errorMessage: 'The order has no customer.' })).rejects.toMatchObject({
    name: 'NodeOperationError',
    message: 'The order has no customer.',
    details: { reach: 'execution' },
  })
})

test.each<[unknown: string | JsonObject, message: string]>([
  ['{"message":"No stock","code":7}', 'No stock'],
  [{ message: 'No stock' }, 'No stock'],
  [{ error: 'E1' }, 'E1'],
  ['{"code":7}', 'The workflow stopped with {"code":7}.'],
])('says what the object %j says', async (errorObject, message) => {
  await expect(run({ errorType: 'errorObject', errorObject })).rejects.toThrow(message)
})

test('keeps the object for the error workflow', async () => {
  const errorObject = { message: 'No stock', code: 7 }
  await expect(run({ errorType: 'errorObject', errorObject })).rejects.toMatchObject({
    details: { context: { errorObject } },
  })
})

test('an object that is none fails all the same, and says so', async () => {
  await expect(run({ errorType: 'errorObject', errorObject: '{bad' })).rejects.toThrow('which is no JSON object')
  await expect(run({ errorType: 'errorObject', errorObject: '[1]' })).rejects.toThrow('The error object is [1]')
})
