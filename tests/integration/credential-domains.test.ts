/** A credential that says where workflows may send it, within a real server: HTTP Request keeps to it. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApiKey, createCredential, updateCredential } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, rawRequest, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'
import { publishRequest } from './signed-request.ts'

let service: Server
let port: number
let heard: unknown[]
let server: TestServer
let ada: Browser

beforeAll(async () => {
  heard = []
  service = createServer((request, response) => {
    heard.push(request.headers['x-key'])
    // The service sends people from one of its names to another.
    if (request.url === '/moved') response.writeHead(302, { location: `http://localhost:${port}/` }).end()
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}')
  })
  service.listen(0)
  await once(service, 'listening')
  port = (service.address() as AddressInfo).port
  server = await startTestServer()
  ada = await signedInBrowser(server)
})
afterAll(async () => {
  await server.remove()
  service.close()
})

test('goes where it may, and asks for the secret where it is opened', async () => {
  const fields = {
    name: 'X-Key',
    value: 'k',
    allowedHttpRequestDomains: 'domains',
    allowedDomains: '127.0.0.1, *.acme.example',
  }
  const { id } = await ada.call(createCredential, { body: { name: 'Key', type: 'httpHeaderAuth', fields } })
  const workflow = await publishRequest(ada, {
    path: 'call',
    url: '={{ $json.query.url }}',
    type: 'httpHeaderAuth',
    credential: id,
  })
  const call = async (url: string) => (await rawRequest(server.port, 'GET', `/webhook/call?url=${url}`)).status
  const change = (more: JsonObject) => ada.call(updateCredential, { params: { id }, body: { fields: more } })

  expect(await call(`http://127.0.0.1:${port}/`)).toBe(200)
  expect(await call(`http://localhost:${port}/`)).toBe(500)
  expect(await call(`http://127.0.0.1:${port}/moved`)).toBe(500)
  expect(heard).toEqual(['k', 'k'])
  const key = (await ada.call(createApiKey, { body: { name: 'reader' } })).text
  const path = `/api/v1/executions?workflowId=${workflow}&includeData=true`
  const { text } = await rawRequest(server.port, 'GET', path, { 'x-n8n-api-key': key })
  expect(text).toContain('The credential may not be used with localhost.')

  await change({ allowedHttpRequestDomains: 'none' })
  expect(await call(`http://127.0.0.1:${port}/`)).toBe(500)
  const opened = { allowedHttpRequestDomains: 'all' }
  await expect(change(opened)).rejects.toMatchObject({ status: 422, problem: { code: 'secrets_needed_again' } })
  await change({ ...opened, value: 'k2' })
  expect(await call(`http://localhost:${port}/`)).toBe(200)
  expect(heard).toEqual(['k', 'k', 'k2'])
})
