/** Callers that hang up before they are answered. */
import { createWorkflow, listExecutions, publishWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

let server: TestServer
let ada: Browser

beforeAll(async () => {
  server = await startTestServer()
  ada = await signedInBrowser(server)
})
afterAll(() => server.remove())

const placed = (name: string, type: string, typeVersion: number, parameters: JsonObject): JsonObject => ({
  id: name,
  name,
  type: `n8n-nodes-base.${type}`,
  typeVersion,
  position: [0, 0],
  parameters,
  webhookId: name,
})

test('an execution whose caller is gone goes on, and ends as any other', async () => {
  const document = {
    name: 'Slow',
    nodes: [
      placed('Call', 'webhook', 2, { path: 'slow', responseMode: 'lastNode' }),
      placed('Wait', 'wait', 1.1, { amount: 2, unit: 'seconds' }),
      placed('After', 'noOp', 1, {}),
    ],
    connections: {
      Call: { main: [[{ node: 'Wait', type: 'main', index: 0 }]] },
      Wait: { main: [[{ node: 'After', type: 'main', index: 0 }]] },
    },
    settings: { executionOrder: 'v1' },
  }
  const { id, revision } = await ada.call(createWorkflow, { body: { document } })
  await ada.call(publishWorkflow, { params: { id }, body: { revision } })
  const statuses = async () => {
    const { executions } = await ada.call(listExecutions, { query: { workflow: id } })
    return executions.map(({ status }) => status)
  }

  const caller = new AbortController()
  const call = fetch(`http://127.0.0.1:${server.port}/webhook/slow`, { signal: caller.signal })
  await expect.poll(statuses, { timeout: 20_000 }).toEqual(['running'])
  caller.abort()
  await expect(call).rejects.toThrow()
  expect(await statuses()).toEqual(['running'])
  await expect.poll(statuses, { timeout: 20_000 }).toEqual(['success'])
  expect(await (await fetch(`http://127.0.0.1:${server.port}/healthz`)).text()).toContain('ok')
})
