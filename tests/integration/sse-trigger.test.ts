/** SSE Trigger within a real server, at a stream that breaks off. */
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createWorkflow, listExecutions, listItems, publishWorkflow, runWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

let server: TestServer
let ada: Browser
let source: Server
let opened = 0
const listeners = new Set<ServerResponse>()

beforeAll(async () => {
  source = createServer((request, response) => {
    if (request.url !== '/events') return void response.end('<p>no stream</p>')
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n')
    listeners.add(response)
    opened += 1
    response.on('close', () => listeners.delete(response))
  })
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve))
  server = await startTestServer()
  ada = await signedInBrowser(server)
})
afterAll(async () => {
  await server.remove()
  source.closeAllConnections()
  await new Promise((resolve) => source.close(resolve))
})

function document(path: string): JsonObject {
  const url = `http://127.0.0.1:${(source.address() as AddressInfo).port}${path}`
  const trigger = { id: 'sse', name: 'Events', type: 'n8n-nodes-base.sseTrigger', typeVersion: 1 }
  const after = { id: 'after', name: 'After', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} }
  return {
    name: 'Events',
    nodes: [
      { ...trigger, position: [0, 0], parameters: { url } },
      { ...after, position: [200, 0] },
    ],
    connections: { Events: { main: [[{ node: 'After', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  }
}

async function begun(workflow: string): Promise<unknown[][]> {
  const { executions } = await ada.call(listExecutions, { query: { workflow } })
  const ended = executions.filter(({ status }) => status === 'success').toReversed()
  return Promise.all(
    ended.map(async ({ id }) => {
      const { items } = await ada.call(listItems, { params: { id }, query: { node: 'after', limit: 10 } })
      return items.map(({ json }) => json)
    }),
  )
}

function tell(text: string): void {
  for (const one of listeners) one.write(text)
}

const wait = { timeout: 40_000, interval: 100 }

test('begins with every event, also after the stream broke off', async () => {
  const { id, revision } = await ada.call(createWorkflow, { body: { document: document('/events') } })
  await ada.call(publishWorkflow, { params: { id }, body: { revision } })
  await expect.poll(() => opened, wait).toBe(1)
  tell('data: {"n":\ndata: 1}\n\nevent: other\ndata: {"n":0}\n\ndata: [{"n":2},{"n":3}]\n\ndata: pla')
  tell('in ü\n\n')
  await expect.poll(() => begun(id), wait).toEqual([[{ n: 1 }], [{ n: 2 }, { n: 3 }], [{ data: 'plain ü' }]])
  for (const one of listeners) one.destroy()
  await expect.poll(() => opened, wait).toBe(2)
  tell('data: {"n":4}\n\n')
  await expect.poll(() => begun(id), wait).toHaveLength(4)
})

test('says so where there is no stream', async () => {
  const drawn = document('/other')
  const { id } = await ada.call(createWorkflow, { body: { document: drawn } })
  await expect(ada.call(runWorkflow, { params: { id }, body: { document: drawn } })).rejects.toMatchObject({
    message: expect.stringContaining('which is no stream of events'),
  })
})
