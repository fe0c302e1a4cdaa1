/** SSE Trigger within a real server, at a stream that breaks off. */
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createWorkflow, runWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'
import { begun, published, startingAt, wait } from './trigger-story.ts'

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
  return startingAt('sseTrigger', { url })
}

function tell(text: string): void {
  for (const one of listeners) one.write(text)
}

test('begins with every event, also after the stream broke off', async () => {
  const id = await published(ada, document('/events'))
  const told = async () => (await begun(ada, id)).map((items) => items.map(({ json }) => json))
  await expect.poll(() => opened, wait).toBe(1)
  tell('data: {"n":\ndata: 1}\n\nevent: other\ndata: {"n":0}\n\ndata: [{"n":2},{"n":3}]\n\ndata: pla')
  tell('in ü\n\n')
  await expect.poll(told, wait).toEqual([[{ n: 1 }], [{ n: 2 }, { n: 3 }], [{ data: 'plain ü' }]])
  for (const one of listeners) one.destroy()
  await expect.poll(() => opened, wait).toBe(2)
  tell('data: {"n":4}\n\n')
  await expect.poll(told, wait).toHaveLength(4)
})

test('says so where there is no stream', async () => {
  const drawn = document('/other')
  const { id } = await ada.call(createWorkflow, { body: { document: drawn } })
  await expect(ada.call(runWorkflow, { params: { id }, body: { document: drawn } })).rejects.toMatchObject({
    message: expect.stringContaining('which is no stream of events'),
  })
})
