import { type NodeType, refuse, toItemError } from '@millrace/sdk'
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

test.each(['continueRegularOutput', 'continueErrorOutput'])(
  'a type may leave failed items out: under %s the others go on, and a hint says what is missing',
  async (onError) => {
    const all = testCatalog()
    const fail = all.node('fail')
    if (fail === undefined) throw new Error('no such type')
    const silent: NodeType = { ...fail, description: { ...fail.description, failedItems: { as: 'nothing' } } }
    const nodes = { Start: { type: 'start' }, Fail: { type: 'fail', settings: { onError } } }
    const run = await runWorkflow(drawing(nodes, ['Start > Fail']), {
      catalog: { ...all, node: (type) => (type === 'fail' ? silent : all.node(type)) },
      items,
    })
    expect(run.status).toBe('success')
    expect(run.outputs[0]).toEqual([{ json: { id: 2 }, binary: { file }, pairedItem: { item: 1 } }])
    expect(run.outputs[1] ?? []).toEqual([])
    const entries = await run.journal.read('execution')
    expect(entries.find(({ event }) => event.type === 'nodeEnded')?.event).toMatchObject({
      hints: ['Items that failed and were left out: 1 (item 0: failed at 0)'],
    })
  },
)

test.each([
  [undefined, 4],
  [2, 2],
  ['none' as const, undefined],
])('an error that says %s of its item is recorded at %s', (itemIndex, recorded) => {
  const details = itemIndex === undefined ? {} : { itemIndex }
  expect(toItemError(refuse('no', details), { node: 'N', itemIndex: 4 }).itemIndex).toBe(recorded)
})
