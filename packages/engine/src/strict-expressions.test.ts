import type { JsonObject } from '@millrace/sdk'
import { expect, test } from 'vitest'
import { drawing, runWorkflow, testCatalog } from './testing/index.ts'

const parameters = { options: { note: '={{ $json.missing.field }}', braces: '={{ "}}" + $json.n }}' } }

/** The end of the node that evaluates the parameters for two items. */
async function ended(more: JsonObject) {
  const document = drawing({ Start: { type: 'start' }, Give: { type: 'give', parameters } }, ['Start > Give'], more)
  const items = [{ json: { n: 1 } }, { json: { n: 2 } }]
  const { journal } = await runWorkflow(document, { catalog: testCatalog(), items })
  const events = journal.executions.get('execution')?.map(({ event }) => event) ?? []
  return events.find((event) => event.type === 'nodeEnded' && event.node === 'id-of-Give')
}

test('a strict workflow tells what went wrong in its expressions, once and by the field', async () => {
  expect(await ended({ meta: { millrace: { expressions: 'strict' } } })).toMatchObject({
    status: 'success',
    hints: [
      "The expression in “options.note” went wrong and gives nothing: Cannot read properties of undefined (reading 'field').",
    ],
  })
})

test('any other workflow reads expressions as n8n does', async () => {
  expect(await ended({})).toMatchObject({
    status: 'error',
    error: { message: expect.stringContaining('Unterminated') },
  })
})
