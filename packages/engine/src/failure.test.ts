import { expect, test } from 'vitest'
import { drawing } from './testing/documents.ts'
import { testCatalog } from './testing/nodes.ts'
import { runWorkflow } from './testing/run-workflow.ts'

const file = { mimeType: 'text/plain', data: 'aGk=' }
const items = [
  { json: { id: 1, fail: true }, binary: { file } },
  { json: { id: 2 }, binary: { file } },
]

function play(onError: string) {
  const nodes = { Start: { type: 'start' }, Fail: { type: 'fail', settings: { onError } } }
  return runWorkflow(drawing(nodes, ['Start > Fail']), { catalog: testCatalog(), items })
}

test('a failed item takes the output for failures with its data and the error, and leaves its files behind', async () => {
  const run = await play('continueErrorOutput')
  expect(run.outputs).toEqual([
    [{ json: { id: 2 }, binary: { file }, pairedItem: { item: 1 } }],
    [{ json: { id: 1, fail: true, error: 'failed at 0' }, pairedItem: { item: 0 } }],
  ])
})

test('a failed item is replaced by its error where the node goes on as ever', async () => {
  const run = await play('continueRegularOutput')
  expect(run.outputs).toEqual([
    [
      { json: { error: 'failed at 0' }, pairedItem: { item: 0 } },
      { json: { id: 2 }, binary: { file }, pairedItem: { item: 1 } },
    ],
  ])
})

test('a failed item ends the execution where nothing says otherwise', async () => {
  const run = await play('stopWorkflow')
  expect(run.status).toBe('error')
  expect(run.error).toMatchObject({ message: 'failed at 0', node: 'Fail', itemIndex: 0 })
})
