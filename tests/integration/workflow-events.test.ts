/** Workflows that start because they were published, published anew, or because the server started. */
import { createWorkflow, listExecutions, listItems, publishWorkflow, saveDraft, unpublishWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, rawRequest, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

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

const placed = (name: string, type: string, parameters: JsonObject = {}, more: JsonObject = {}) => ({
  id: name,
  name,
  type: `n8n-nodes-base.${type}`,
  typeVersion: 1,
  position: [0, 0],
  parameters,
  ...more,
})

test('a failure in production is heard by the workflow named for it, as long as that is published', async () => {
  const handler = { name: 'Hears', nodes: [placed('Failure', 'errorTrigger')], connections: {} }
  const hears = await ada.call(createWorkflow, { body: { document: handler } })
  const failing = {
    name: 'Fails',
    nodes: [
      placed('Call', 'webhook', { path: 'fails' }, { webhookId: 'fails' }),
      placed('No', 'stopAndError', { errorMessage: 'no' }),
    ],
    connections: { Call: { main: [[{ node: 'No', type: 'main', index: 0 }]] } },
    settings: { errorWorkflow: hears.id },
  }
  const fails = await ada.call(createWorkflow, { body: { document: failing } })
  await ada.call(publishWorkflow, { params: { id: fails.id }, body: { revision: fails.revision } })
  const runs = async (workflow: string) => {
    const { executions } = await ada.call(listExecutions, { query: { workflow } })
    return executions.map(({ status }) => status)
  }
  const call = () => rawRequest(server.port, 'GET', '/webhook/fails')

  await call()
  await soon(() => runs(fails.id)).toEqual(['error'])
  await ada.call(publishWorkflow, { params: { id: hears.id }, body: { revision: hears.revision } })
  await call()
  await soon(() => runs(fails.id)).toEqual(['error', 'error'])
  await soon(() => runs(hears.id)).toEqual(['success'])

  await ada.call(unpublishWorkflow, { params: { id: hears.id } })
  await call()
  await soon(() => runs(fails.id)).toEqual(['error', 'error', 'error'])
  server = await server.restart()
  ada = await signedInBrowser(server, true)
  await ada.call(publishWorkflow, { params: { id: hears.id }, body: { revision: hears.revision } })
  await call()
  await soon(() => runs(fails.id)).toEqual(['error', 'error', 'error', 'error'])
  // Nothing that nobody could hear is told later.
  await soon(() => runs(hears.id)).toEqual(['success', 'success'])
})
