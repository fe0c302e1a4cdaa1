/** `$env` of a running server: the variables that the administrator listed, in nodes and in triggers, and no others. */
import { createWorkflow, publishWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, rawRequest, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

let server: TestServer
let ada: Browser

beforeAll(async () => {
  server = await startTestServer({
    MILLRACE_ENV_NAMES: 'REGION, STAGE',
    REGION: 'eu-west',
    STAGE: 'test',
    DATABASE_PASSWORD: 'hidden',
  })
  ada = await signedInBrowser(server)
})
afterAll(() => server.remove())

/** Publishes a webhook that answers with an expression. */
async function answers(path: string, responseBody: string): Promise<void> {
  const node = (name: string, type: string, typeVersion: number, parameters: JsonObject, more: JsonObject = {}) => ({
    id: name,
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion,
    position: [0, 0],
    parameters,
    ...more,
  })
  const document = {
    name: path,
    nodes: [
      node('Hook', 'webhook', 2, { path, responseMode: 'responseNode', options: {} }, { webhookId: path }),
      node('Answer', 'respondToWebhook', 1.4, { respondWith: 'text', responseBody }),
    ],
    connections: { Hook: { main: [[{ node: 'Answer', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  }
  const made = await ada.call(createWorkflow, { body: { document } })
  await ada.call(publishWorkflow, { params: { id: made.id }, body: { revision: made.revision } })
}

test('expressions read the variables that are listed', async () => {
  await answers('listed', '={{ $env.REGION }}/{{ Object.keys($env).join() }}')
  expect((await rawRequest(server.port, 'GET', '/webhook/listed')).text).toBe('eu-west/REGION,STAGE')
})

test('expressions of triggers read them too', async () => {
  await answers('={{ $env.STAGE }}-hook', '=here')
  expect((await rawRequest(server.port, 'GET', '/webhook/test-hook')).text).toBe('here')
})

test('every other variable is refused, whether it exists or not', async () => {
  for (const name of ['DATABASE_PASSWORD', 'HOME', 'NOWHERE']) {
    await answers(`closed-${name}`, `={{ $env.${name} }}`)
    const { status, text } = await rawRequest(server.port, 'GET', `/webhook/closed-${name}`)
    expect([status, text.includes('hidden')]).toEqual([500, false])
  }
})
