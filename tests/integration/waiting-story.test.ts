/** Executions that wait for a call: who may call, how often, and what is left of it after a restart. */
import { createWorkflow, getExecution, getResumeAddress, listExecutions, publishWorkflow } from '@millrace/api'
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

const node = (name: string, type: string, typeVersion: number, parameters: JsonObject) => ({
  id: name.toLowerCase(),
  name,
  type: `n8n-nodes-base.${type}`,
  typeVersion,
  position: [0, 0],
  parameters,
})

const row = (...names: readonly string[]) =>
  Object.fromEntries(
    names.slice(0, -1).map((name, i) => [name, { main: [[{ node: names[i + 1] ?? '', type: 'main', index: 0 }]] }]),
  )

/** A workflow that tells its caller where it waits, waits for a call and hands on what came. */
async function waits(path: string, parameters: JsonObject = {}, before = 'responseNode') {
  const document = {
    name: `Waits ${path}`,
    nodes: [
      { ...node('Hook', 'webhook', 2, { path, responseMode: before, options: {} }), webhookId: path },
      node('Told', 'respondToWebhook', 1.4, { respondWith: 'text', responseBody: '={{ $execution.resumeUrl }}' }),
      node('Wait', 'wait', 1.1, { resume: 'webhook', httpMethod: 'POST', ...parameters }),
      node('After', 'noOp', 1, {}),
    ],
    connections: before === 'responseNode' ? row('Hook', 'Told', 'Wait', 'After') : row('Hook', 'Wait', 'After'),
    settings: { executionOrder: 'v1' },
  }
  const made = await ada.call(createWorkflow, { body: { document } })
  await ada.call(publishWorkflow, { params: { id: made.id }, body: { revision: made.revision } })
  return made.id
}

/** Starts a waiting execution; answers with its address once it waits. */
async function waitingAt(path: string): Promise<URL> {
  const { text } = await rawRequest(server.port, 'GET', `/webhook/${path}`)
  const url = new URL(text)
  await reached(url, 'waiting')
  return url
}

const executionOf = (url: URL) => url.pathname.split('/')[2] ?? ''

async function reached(url: URL, status: string): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const found = await ada.call(getExecution, { params: { id: executionOf(url) } }).catch(() => undefined)
    if (found?.execution.status === status) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`It did not come to be ${status}.`)
}

const call = (url: URL, more: { query?: string; path?: string; method?: string } = {}) =>
  rawRequest(server.port, more.method ?? 'POST', `${more.path ?? url.pathname}${more.query ?? url.search}`)

describe('the address of a waiting execution', () => {
  test('opens to the signature of this execution only', async () => {
    await waits('signed')
    const [url, other] = [await waitingAt('signed'), await waitingAt('signed')]
    const signature = url.searchParams.get('signature') ?? ''
    const flipped = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`
    for (const query of ['', '?signature=', `?signature=${flipped}`, `?signature=${signature}x`, other.search]) {
      expect(await call(url, { query })).toMatchObject({ status: 401, text: '{"error":"Invalid token"}' })
    }
    expect((await call(url, { path: '/webhook-waiting/nobody' })).status).toBe(404)
    expect((await call(url)).status).toBe(200)
  })

  test('takes the method and the suffix it names, and nothing else', async () => {
    await waits('suffixed', { options: { webhookSuffix: '/yes/' } })
    const url = await waitingAt('suffixed')
    expect((await call(url)).status).toBe(404)
    expect((await call(url, { path: `${url.pathname}/no` })).status).toBe(404)
    const wrong = await call(url, { path: `${url.pathname}/yes`, method: 'GET' })
    expect(wrong).toMatchObject({ status: 404, headers: { 'access-control-allow-origin': '*' } })
    expect((await call(url, { path: `${url.pathname}/yes` })).status).toBe(200)
  })

  test('is told to who may run the workflow, while it waits there', async () => {
    await waits('told', { options: { webhookSuffix: 'yes' } })
    const url = await waitingAt('told')
    const params = { id: executionOf(url) }
    const told = await ada.call(getResumeAddress, { params })
    expect([told.by, told.methods]).toEqual(['webhook', ['POST']])
    expect(told.url).toBe(url.href.replace('?', '/yes?'))
    const path = `/rest/executions/${params.id}/resume-address`
    expect((await rawRequest(server.port, 'GET', path)).status).toBe(401)
    expect((await call(new URL(told.url))).status).toBe(200)
    await reached(url, 'success')
    await expect(ada.call(getResumeAddress, { params })).rejects.toMatchObject({ status: 409 })
  })

  test('is used once, by the first of those who call at the same time', async () => {
    await waits('once')
    const url = await waitingAt('once')
    const answers = await Promise.all(Array.from({ length: 8 }, () => call(url)))
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
    expect(statuses).toEqual([200, ...Array.from({ length: 7 }, () => 409)])
    await reached(url, 'success')
    expect((await call(url)).status).toBe(409)
  })

  test('is still good after the server was started again', async () => {
    await waits('restarted', { responseMode: 'lastNode', responseData: 'allEntries' })
    const url = await waitingAt('restarted')
    server = await server.restart()
    ada = await signedInBrowser(server, true)
    const { status, text } = await call(url)
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject([{ query: { signature: url.searchParams.get('signature') } }])
  })
})

describe('a caller of the workflow', () => {
  test('who waits for the last node is answered when the workflow begins to wait', async () => {
    const workflow = await waits('long', {}, 'lastNode')
    const { status, text } = await rawRequest(server.port, 'GET', '/webhook/long?asked=1')
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({ query: { asked: '1' } })
    const { executions } = await ada.call(listExecutions, { query: { workflow } })
    expect(executions.map((one) => one.status)).toEqual(['waiting'])
  })
})
