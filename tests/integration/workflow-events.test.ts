/** Workflows that start because they were published, published anew, or because the server started. */
import { createWorkflow, listExecutions, listItems, publishWorkflow, saveDraft, unpublishWorkflow } from '@millrace/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

let server: TestServer
let ada: Browser

beforeAll(async () => {
  server = await startTestServer()
  ada = await signedInBrowser(server)
})
afterAll(() => server.remove())

const document = (events: readonly string[], name = 'Events') => ({
  name,
  nodes: [
    {
      id: 'event',
      name: 'Event',
      type: 'n8n-nodes-base.n8nTrigger',
      typeVersion: 1,
      position: [0, 0],
      parameters: { events },
    },
    {
      id: 'after',
      name: 'After',
      type: 'n8n-nodes-base.noOp',
      typeVersion: 1,
      position: [200, 0],
      parameters: {},
    },
  ],
  connections: { Event: { main: [[{ node: 'After', type: 'main', index: 0 }]] } },
  settings: { executionOrder: 'v1' },
})

/** What the workflow's executions began with, oldest first. */
async function happened(workflow: string): Promise<readonly unknown[]> {
  const { executions } = await ada.call(listExecutions, { query: { workflow } })
  const pages = executions
    .filter(({ status }) => status === 'success')
    .toReversed()
    .map(({ id }) => ada.call(listItems, { params: { id }, query: { node: 'after' } }))
  return (await Promise.all(pages)).map(({ items }) => items[0]?.json['event'])
}

/** A first execution waits for its runner's process. */
const soon = (value: () => Promise<unknown>) => expect.poll(value, { timeout: 20_000 })

test('publishing, publishing anew and starting the server start what listens for it, once each', async () => {
  const all = ['activate', 'update', 'init']
  const made = await ada.call(createWorkflow, { body: { document: document(all) } })
  const deaf = await ada.call(createWorkflow, { body: { document: document(['update']) } })
  const params = { id: made.id }
  await ada.call(publishWorkflow, { params, body: { revision: made.revision } })
  await ada.call(publishWorkflow, { params: { id: deaf.id }, body: { revision: deaf.revision } })
  await soon(() => happened(made.id)).toEqual(['Workflow published'])

  const body = { document: document(all, 'Events, changed'), revision: made.revision }
  const { revision } = await ada.call(saveDraft, { params, body })
  await ada.call(publishWorkflow, { params, body: { revision } })
  await soon(() => happened(made.id)).toEqual(['Workflow published', 'Workflow updated'])

  server = await server.restart()
  ada = await signedInBrowser(server, true)
  const sofar = ['Workflow published', 'Workflow updated', 'Instance started']
  await soon(() => happened(made.id)).toEqual(sofar)

  await ada.call(unpublishWorkflow, { params })
  await ada.call(publishWorkflow, { params, body: { revision } })
  await soon(() => happened(made.id)).toEqual([...sofar, 'Workflow published'])
  expect(await happened(deaf.id)).toEqual([])
})
