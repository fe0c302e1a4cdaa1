/** Webhooks that take a key with an event: what comes again begins nothing, and hears what was said the first time. */
import { createWorkflow, listExecutions, publishWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, rawRequest, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

let server: TestServer
let ada: Browser

beforeAll(async () => {
  server = await startTestServer()
  ada = await signedInBrowser(server)
})
afterAll(() => server.remove())

/** A workflow that answers with the name of its execution, at once or in the end. */
async function hook(
  path: string,
  responseMode: 'onReceived' | 'responseNode',
  own: JsonObject = { idempotency: true },
) {
  const node = (name: string, type: string, typeVersion: number, parameters: JsonObject, more: JsonObject = {}) => ({
    id: name.toLowerCase(),
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion,
    position: [0, 0],
    parameters,
    ...more,
  })
  const last =
    responseMode === 'responseNode'
      ? node('Answer', 'respondToWebhook', 1.4, { respondWith: 'text', responseBody: '={{ $execution.id }}' })
      : node('Answer', 'noOp', 1, {})
  const document = {
    name: path,
    nodes: [
      node('Hook', 'webhook', 2, { path, httpMethod: 'POST', responseMode, options: {} }, { webhookId: path }),
      last,
    ],
    connections: { Hook: { main: [[{ node: 'Answer', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
    meta: { millrace: { nodes: { hook: own } } },
  }
  const made = await ada.call(createWorkflow, { body: { document } })
  await ada.call(publishWorkflow, { params: { id: made.id }, body: { revision: made.revision } })
  return made.id
}

const send = (path: string, key?: string, body: JsonObject = { n: 1 }) =>
  rawRequest(
    server.port,
    'POST',
    `/webhook/${path}`,
    { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
    JSON.stringify(body),
  )

async function begun(workflow: string): Promise<number> {
  const { executions } = await ada.call(listExecutions, { query: { workflow } })
  return executions.length
}

describe.each(['responseNode', 'onReceived'] as const)('an event with a key, answered as %s', (mode) => {
  test('begins nothing when it comes again, and its caller hears the first answer', async () => {
    const workflow = await hook(`again-${mode}`, mode)
    const first = await send(`again-${mode}`, 'k1')
    expect(first.status).toBe(200)
    expect(first.headers['idempotent-replayed']).toBeUndefined()
    const second = await send(`again-${mode}`, 'k1', { n: 2 })
    expect(second).toMatchObject({ status: 200, text: first.text, headers: { 'idempotent-replayed': 'true' } })
    expect(second.headers['content-type']).toBe(first.headers['content-type'])
    await send(`again-${mode}`, 'k2')
    await send(`again-${mode}`)
    expect(await begun(workflow)).toBe(3)
  })

  test('begins one execution of many that come at the same time', async () => {
    const workflow = await hook(`crowd-${mode}`, mode)
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(`crowd-${mode}`, 'same')))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(200)
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(11)
    expect(await begun(workflow)).toBe(1)
  })
})

test('the first answer is still known after the server was started again', async () => {
  const workflow = await hook('kept', 'responseNode')
  const first = await send('kept', 'k')
  server = await server.restart()
  ada = await signedInBrowser(server, true)
  expect(await send('kept', 'k')).toMatchObject({ status: 200, text: first.text })
  expect(await begun(workflow)).toBe(1)
})

test('a key that is none is refused, and one for a webhook that takes none is ignored', async () => {
  const workflow = await hook('odd', 'onReceived')
  for (const key of ['', 'x'.repeat(256)]) expect((await send('odd', key)).status).toBe(400)
  expect(await begun(workflow)).toBe(0)
  const plain = await hook('plain', 'onReceived', {})
  for (let times = 0; times < 2; times++) expect((await send('plain', 'k')).status).toBe(200)
  expect(await begun(plain)).toBe(2)
})
