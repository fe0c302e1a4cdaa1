/** What a service echoes of the secret it was sent is used by the workflow, and is nowhere in what is kept of it. */
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  createApiKey,
  createCredential,
  createWorkflow,
  listExecutions,
  publishWorkflow,
  retryExecution,
} from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
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

const node = (name: string, type: string, typeVersion: number, parameters: JsonObject, more: JsonObject = {}) => ({
  id: name,
  name,
  type: `n8n-nodes-base.${type}`,
  typeVersion,
  position: [0, 0],
  parameters,
  ...more,
})

const raw = (name: string, jsonOutput: string) => node(name, 'set', 3.4, { mode: 'raw', jsonOutput })
const hook = (path: string) => node('Hook', 'webhook', 2, { path, responseMode: 'lastNode' }, { webhookId: path })

/** Publishes a workflow whose nodes follow each other. */
async function publishChain(name: string, nodes: readonly ReturnType<typeof node>[], settings: JsonObject = {}) {
  const connections = Object.fromEntries(
    nodes.slice(1).map((to, i) => [nodes[i]?.name, { main: [[{ node: to.name, type: 'main', index: 0 }]] }]),
  )
  const document = { name, nodes: [...nodes], connections, settings: { executionOrder: 'v1', ...settings } }
  const made = await ada.call(createWorkflow, { body: { document } })
  await ada.call(publishWorkflow, { params: { id: made.id }, body: { revision: made.revision } })
  return made.id
}

/** A request that sends the secret and is answered with it. */
async function ask(path: string, onError: string) {
  const { id } = await ada.call(createCredential, {
    body: { name: path, type: 'httpHeaderAuth', fields: { name: 'X-Key', value: SECRET } },
  })
  const { port } = service.address() as AddressInfo
  const request = {
    url: `http://127.0.0.1:${port}/${path}`,
    authentication: 'genericCredentialType',
    genericAuthType: 'httpHeaderAuth',
    options: { response: { response: { fullResponse: true } } },
  }
  return node('Ask', 'httpRequest', 4.2, request, { onError, credentials: { httpHeaderAuth: { id, name: path } } })
}

const LENGTH = '={{ { length: ($json.headers?.["x-echo"] ?? "").length, again: $json } }}'
const ONLY_LENGTH = '={{ { length: $json.length } }}'

async function publish(path: string, onError: string): Promise<string> {
  return publishChain(path, [hook(path), await ask(path, onError), raw('Count', LENGTH), raw('Answer', ONLY_LENGTH)])
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

async function executionsOf(workflowId: string): Promise<readonly { readonly id: string; readonly status: string }[]> {
  return (await ada.call(listExecutions, { query: { workflow: workflowId } })).executions
}

async function newest(workflowId: string) {
  return (await executionsOf(workflowId))[0]
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

describe('a secret that goes on to other executions', () => {
  const called = (parameters: JsonObject = {}) =>
    node('Called', 'executeWorkflowTrigger', 1.1, { inputSource: 'passthrough', ...parameters })
  const callOf = (workflow: string, more: JsonObject = {}) =>
    node('Call', 'executeWorkflow', 1.2, { workflowId: { __rl: true, mode: 'id', value: workflow }, ...more })

  test('is whole for the workflow that is called, and in the record of neither', async () => {
    const child = await publishChain('child', [called(), raw('Count', LENGTH)])
    const parent = await publishChain('calls', [
      hook('calls'),
      await ask('calls', 'stopWorkflow'),
      callOf(child),
      raw('Answer', ONLY_LENGTH),
    ])
    const answer = await rawRequest(server.port, 'GET', '/webhook/calls')
    expect(JSON.parse(answer.text)).toEqual({ length: SECRET.length })
    expect(await record(parent)).toContain('[secret]')
    expect(await record(child)).toContain('The key [secret] may not do this.')
    expect(kept()).toEqual([])
  })

  test('is not in the record of the one that calls, where the called one used it', async () => {
    const child = await publishChain('asks', [called(), await ask('asks', 'stopWorkflow')])
    const parent = await publishChain('hears', [hook('hears'), callOf(child), raw('Count', LENGTH)])
    const answer = await rawRequest(server.port, 'GET', '/webhook/hears')
    expect(JSON.parse(answer.text)).toMatchObject({ length: SECRET.length })
    expect(await record(parent)).toContain('[secret]')
    expect(kept()).toEqual([])
  })

  test('reaches what nobody waits for, what hears of failures and what is tried again only as a mask', async () => {
    const heard = await publishChain('heard', [node('Failed', 'errorTrigger', 1, {}), raw('Told', '={{ $json }}')])
    const child = await publishChain(
      'alone',
      [called(), node('Stop', 'stopAndError', 1, { errorMessage: '={{ "It was " + $json.headers["x-echo"] }}' })],
      { errorWorkflow: heard },
    )
    const parent = await publishChain(
      'leaves',
      [
        hook('leaves'),
        await ask('leaves', 'stopWorkflow'),
        callOf(child, { options: { waitForSubWorkflow: false } }),
        node('Fail', 'stopAndError', 1, { errorMessage: '={{ "No: " + $("Ask").item.json.headers["x-echo"] }}' }),
      ],
      { errorWorkflow: heard },
    )
    await rawRequest(server.port, 'GET', '/webhook/leaves')
    const ended = async () => (await executionsOf(heard)).filter(({ status }) => status === 'success')
    await vi.waitFor(async () => expect(await ended()).toHaveLength(2), 5000)
    const told = await record(heard)
    expect(told).toContain('It was [secret]')
    expect(told).toContain('No: [secret]')
    await record(child)
    const failed = await newest(parent)
    await ada.call(retryExecution, { params: { id: failed?.id ?? '' }, body: { from: 'failure' } })
    await vi.waitFor(async () => expect(await ended()).toHaveLength(3), 5000)
    await record(parent)
    await record(heard)
    expect(kept()).toEqual([])
  })

  test('is a mask after a wait, in the called workflow and in the one that called it', async () => {
    const child = await publishChain('waits', [
      called(),
      raw('Before', '={{ { ...$json, address: $execution.resumeUrl } }}'),
      node('Wait', 'wait', 1.1, { resume: 'webhook', options: {} }, { webhookId: 'waits' }),
      raw('After', '={{ { after: $("Before").item.json } }}'),
    ])
    const parent = await publishChain('stands', [
      node('Hook', 'webhook', 2, { path: 'stands', responseMode: 'onReceived' }, { webhookId: 'stands' }),
      await ask('stands', 'stopWorkflow'),
      callOf(child),
      raw('Told', '={{ $json }}'),
    ])
    await rawRequest(server.port, 'GET', '/webhook/stands')
    for (const one of [parent, child]) {
      await vi.waitFor(async () => expect(await newest(one)).toMatchObject({ status: 'waiting' }), 5000)
    }
    expect(kept()).toEqual([])
    const address = /http[^"]*webhook-waiting[^"]*/.exec(await record(child))?.[0] ?? ''
    const { pathname, search } = new URL(address)
    expect((await rawRequest(server.port, 'GET', pathname + search)).status).toBe(200)
    await vi.waitFor(async () => expect(await newest(parent)).toMatchObject({ status: 'success' }), 5000)
    await record(child)
    await record(parent)
    expect(kept()).toEqual([])
  })
})
