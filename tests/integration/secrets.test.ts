/** What a service echoes of the secret it was sent is used by the workflow, and is nowhere in what is kept of it. */
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createApiKey, createCredential, createWorkflow, publishWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, rawRequest, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

const SECRET = 'canary+value/of=the"token'
const forms = [
  SECRET,
  encodeURIComponent(SECRET),
  JSON.stringify(SECRET).slice(1, -1),
  Buffer.from(SECRET).toString('base64'),
]

let server: TestServer
let ada: Browser
let key = ''
/** Answers with what it was sent, in every form; below `/fail` as an error. */
const service = createServer((request, response) => {
  const sent = String(request.headers['x-key'])
  response.writeHead(request.url?.startsWith('/fail') ? 403 : 200, {
    'content-type': 'application/json',
    'x-echo': sent,
  })
  response.end(
    JSON.stringify({
      message: `The key ${sent} may not do this.`,
      url: `/next?key=${encodeURIComponent(sent)}`,
      base64: Buffer.from(sent).toString('base64'),
      nested: { text: JSON.stringify({ key: sent }), length: sent.length },
    }),
  )
})

beforeAll(async () => {
  service.listen(0, '127.0.0.1')
  await once(service, 'listening')
  server = await startTestServer()
  ada = await signedInBrowser(server)
  key = (await ada.call(createApiKey, { body: { name: 'reader' } })).text
})
afterAll(async () => {
  await server.remove()
  service.close()
})

async function publish(path: string, onError: string): Promise<string> {
  const { id } = await ada.call(createCredential, {
    body: { name: path, type: 'httpHeaderAuth', fields: { name: 'X-Key', value: SECRET } },
  })
  const node = (name: string, type: string, typeVersion: number, parameters: JsonObject, more: JsonObject = {}) => ({
    id: name,
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion,
    position: [0, 0],
    parameters,
    ...more,
  })
  const { port } = service.address() as AddressInfo
  const request = {
    url: `http://127.0.0.1:${port}/${path}`,
    authentication: 'genericCredentialType',
    genericAuthType: 'httpHeaderAuth',
    options: { response: { response: { fullResponse: true } } },
  }
  const document = {
    name: path,
    nodes: [
      node('Hook', 'webhook', 2, { path, responseMode: 'lastNode' }, { webhookId: path }),
      node('Ask', 'httpRequest', 4.2, request, {
        onError,
        credentials: { httpHeaderAuth: { id, name: path } },
      }),
      node('Count', 'set', 3.4, {
        mode: 'raw',
        jsonOutput: '={{ { length: ($json.headers?.["x-echo"] ?? "").length, again: $json } }}',
      }),
      node('Answer', 'set', 3.4, { mode: 'raw', jsonOutput: '={{ { length: $json.length } }}' }),
    ],
    connections: Object.fromEntries(
      [
        ['Hook', 'Ask'],
        ['Ask', 'Count'],
        ['Count', 'Answer'],
      ].map(([from, to]) => [from, { main: [[{ node: to, type: 'main', index: 0 }]] }]),
    ),
    settings: { executionOrder: 'v1' },
  }
  const made = await ada.call(createWorkflow, { body: { document } })
  await ada.call(publishWorkflow, { params: { id: made.id }, body: { revision: made.revision } })
  return made.id
}

/** What the folder of the instance holds of the secret. The credential itself is sealed. */
function kept(): string[] {
  return readdirSync(server.home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.snapshot'))
    .flatMap(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name))
      return forms.filter((form) => bytes.includes(form)).map((form) => `${name}: ${form}`)
    })
}

/** All that is told of the workflow's executions. */
async function record(workflowId: string): Promise<string> {
  const path = `/api/v1/executions?workflowId=${workflowId}&includeData=true`
  const { text } = await rawRequest(server.port, 'GET', path, { 'x-n8n-api-key': key })
  expect(forms.filter((form) => text.includes(form))).toEqual([])
  return text
}

test('a run works with the secret that came back, and its record says that one was there', async () => {
  const workflowId = await publish('echo', 'stopWorkflow')
  const answer = await rawRequest(server.port, 'GET', '/webhook/echo')
  expect(JSON.parse(answer.text)).toEqual({ length: SECRET.length })
  expect(kept()).toEqual([])
  const text = await record(workflowId)
  expect(text).toContain('The key [secret] may not do this.')
  expect(text).toContain('/next?key=[secret]')
})

test.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'])(
  'a failure that quotes the secret is kept without it (%s)',
  async (onError) => {
    const path = `fail-${onError}`
    const workflowId = await publish(path, onError)
    await rawRequest(server.port, 'GET', `/webhook/${path}`)
    expect(kept()).toEqual([])
    expect(await record(workflowId)).toContain('[secret]')
  },
)
