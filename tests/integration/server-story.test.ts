/** A person's way through the server: set up, make a workflow, run it, publish it, call it, restart. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  cancelExecution,
  createApiKey,
  createCredential,
  createWorkflow,
  getCredential,
  getExecution,
  getWorkflow,
  importWorkflows,
  listEvents,
  listExecutions,
  listItems,
  listNodeTypes,
  listWorkflows,
  livePath,
  liveNotice,
  type LiveNotice,
  publishWorkflow,
  readSession,
  retryExecution,
  runWorkflow,
  saveDraft,
  signOut,
  startListening,
  unpublishWorkflow,
} from '@millrace/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  type Browser,
  openBrowser,
  rawRequest,
  signedInBrowser,
  startTestServer,
  type TestServer,
} from './server-client.ts'

let server: TestServer
let ada: Browser

beforeAll(async () => {
  server = await startTestServer()
  ada = await signedInBrowser(server)
})
afterAll(() => server.remove())

const hook = (path: string, responseMode = 'lastNode', method = 'GET') => ({
  id: 'hook',
  name: 'Webhook',
  type: 'n8n-nodes-base.webhook',
  typeVersion: 2,
  position: [0, 0],
  webhookId: path,
  parameters: { path, httpMethod: method, responseMode, options: {} },
})
const limit = {
  id: 'limit',
  name: 'Limit',
  type: 'n8n-nodes-base.limit',
  typeVersion: 1,
  position: [200, 0],
  parameters: {},
}
const manual = {
  id: 'start',
  name: 'Start',
  type: 'n8n-nodes-base.manualTrigger',
  typeVersion: 1,
  position: [0, 0],
  parameters: {},
}
const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] })

const hooked = (path: string, responseMode?: string) => ({
  name: `Hook ${path}`,
  nodes: [hook(path, responseMode), limit],
  connections: { Webhook: to('Limit') },
  settings: { executionOrder: 'v1' },
})
const byHand = {
  name: 'By hand',
  nodes: [manual, limit],
  connections: { Start: to('Limit') },
  settings: { executionOrder: 'v1' },
}

async function published(path: string, responseMode?: string) {
  const made = await ada.call(createWorkflow, { body: { document: hooked(path, responseMode) } })
  await ada.call(publishWorkflow, { params: { id: made.id }, body: { revision: made.revision } })
  return made
}

async function ended(id: string) {
  for (let i = 0; i < 200; i++) {
    const found = await ada.call(getExecution, { params: { id } }).catch(() => undefined)
    if (found && found.execution.endedAt !== null) return found.execution
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`Execution ${id} did not end.`)
}

test('the first visitor becomes the owner, and only the first', async () => {
  const session = await ada.call(readSession, {})
  expect(session).toMatchObject({ user: { email: 'ada@example.com', role: 'owner' }, setup: null })
  const second = signedInBrowser(server)
  await expect(second).rejects.toMatchObject({ code: 'owner_exists' })
})

test('a wrong password and an unknown address get the same answer', async () => {
  const stranger = openBrowser(server)
  const { signIn } = await import('@millrace/api')
  const attempt = (email: string) =>
    stranger.call(signIn, { body: { email, password: 'wrong password' } }).catch((error: unknown) => error)
  expect(await attempt('ada@example.com')).toMatchObject({ code: 'bad_sign_in', status: 401 })
  expect(await attempt('eve@example.com')).toMatchObject({ code: 'bad_sign_in', status: 401 })
})

test('node types are data, without code', async () => {
  const { nodes } = await ada.call(listNodeTypes, {})
  expect(nodes.map((node) => node.type)).toContain('webhook')
})

test('two tabs never overwrite each other: the later one is given the newer draft', async () => {
  const made = await ada.call(createWorkflow, { body: { name: 'Tabs' } })
  const params = { id: made.id }
  await ada.call(saveDraft, { params, body: { document: { ...byHand, name: 'Mine' }, revision: made.revision } })
  const late = await ada
    .call(saveDraft, { params, body: { document: { ...byHand, name: 'Theirs' }, revision: made.revision } })
    .catch((error: unknown) => error)
  expect(late).toMatchObject({ status: 409, code: 'draft_outdated', problem: { details: { name: 'Mine' } } })
  expect((await ada.call(getWorkflow, { params })).name).toBe('Mine')
})

test('a run by hand is journalled, its items are read by page, and it can be run again', async () => {
  const made = await ada.call(createWorkflow, { body: { document: byHand } })
  const items = [{ a: 1 }, { a: 2 }]
  const body = { document: { ...byHand, nodes: [manual, { ...limit, parameters: { maxItems: 1 } }] }, items }
  const { execution } = await ada.call(runWorkflow, { params: { id: made.id }, body })
  expect(await ended(execution)).toMatchObject({ status: 'success', mode: 'manual', workflow: made.id })

  const { events } = await ada.call(listEvents, { params: { id: execution } })
  expect(events.map(({ event }) => event.type)).toEqual(['executionStarted', 'nodeEnded', 'executionEnded'])

  const strange = { params: { id: made.id }, body: { ...body, from: 'somebody-else' } }
  await expect(ada.call(runWorkflow, strange)).rejects.toMatchObject({ code: 'not_found' })
  expect(events[0]?.seq).toBe(0)
  const page = await ada.call(listItems, { params: { id: execution }, query: { node: 'limit' } })
  expect(page).toMatchObject({ total: 1, items: [{ json: { a: 1 } }] })

  const again = await ada.call(retryExecution, { params: { id: execution }, body: { from: 'start' } })
  expect(await ended(again.execution)).toMatchObject({ status: 'success', retryOf: execution })
  await expect(ada.call(cancelExecution, { params: { id: execution } })).rejects.toMatchObject({
    code: 'execution_ended',
  })
})

test('the live connection tells every event once, and who watches hears of saves', async () => {
  const made = await ada.call(createWorkflow, { body: { document: byHand } })
  const notices: LiveNotice[] = []
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${livePath}`, {
    headers: { cookie: ada.cookie(), origin: `http://127.0.0.1:${server.port}` },
  })
  socket.on('message', (data) => notices.push(liveNotice.parse(JSON.parse(String(data)))))
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.send(JSON.stringify({ type: 'watch', workflow: made.id }))
  await new Promise((resolve) => setTimeout(resolve, 100))

  const { execution } = await ada.call(runWorkflow, { params: { id: made.id }, body: { document: byHand } })
  socket.send(JSON.stringify({ type: 'follow', execution, after: -1 }))
  await ended(execution)
  await ada.call(saveDraft, { params: { id: made.id }, body: { document: byHand, revision: 1, tab: 'tab-1' } })
  await expect.poll(() => notices.some((one) => one.type === 'saved')).toBe(true)
  await expect
    .poll(() => notices.flatMap((one) => (one.type === 'events' ? one.events : [])).map(({ seq }) => seq))
    .toEqual([0, 1, 2])
  expect(notices).toContainEqual({ type: 'started', workflow: made.id, execution, mode: 'manual' })
  expect(notices).toContainEqual({ type: 'ended', workflow: made.id, execution, status: 'success' })
  expect(notices).toContainEqual({ type: 'saved', workflow: made.id, revision: 2, tab: 'tab-1' })

  socket.send(JSON.stringify({ type: 'follow', execution: 'none', after: -1 }))
  await expect.poll(() => notices.at(-1)).toMatchObject({ type: 'refused', about: 'none' })
  socket.close()
})

test('a published workflow answers at once after publishing, and no longer after unpublishing', async () => {
  const { id } = await published('story-last')
  const answer = await rawRequest(server.port, 'GET', '/webhook/story-last?x=1')
  expect(answer.status).toBe(200)
  expect(JSON.parse(answer.text)).toMatchObject({ query: { x: '1' }, executionMode: 'production' })

  await ada.call(unpublishWorkflow, { params: { id } })
  expect((await rawRequest(server.port, 'GET', '/webhook/story-last')).status).toBe(404)
})

test('what was accepted at once is in the history', async () => {
  const { id } = await published('story-received', 'onReceived')
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => rawRequest(server.port, 'GET', '/webhook/story-received')),
  )
  expect(answers.map((one) => one.text)).toEqual(Array.from({ length: 20 }, () => '{"message":"Workflow was started"}'))
  const { executions } = await ada.call(listExecutions, { query: { workflow: id } })
  expect(executions).toHaveLength(20)
})

test('a path that is taken is refused with the name of its owner', async () => {
  const first = await published('story-taken')
  await expect(published('story-taken')).rejects.toMatchObject({
    code: 'route_taken',
    problem: { details: { workflow: first.id } },
  })
})

test('a test address listens for one call and runs the draft with it', async () => {
  const document = hooked('story-test')
  const made = await ada.call(createWorkflow, { body: { document } })
  expect((await rawRequest(server.port, 'GET', '/webhook-test/story-test')).status).toBe(404)
  const { hooks } = await ada.call(startListening, { params: { id: made.id }, body: { document, node: 'hook' } })
  expect(hooks[0]?.testUrl).toBe(`${server.url}/webhook-test/story-test`)
  const answer = await rawRequest(server.port, 'GET', '/webhook-test/story-test')
  expect(JSON.parse(answer.text)).toMatchObject({ executionMode: 'test' })
  expect((await rawRequest(server.port, 'GET', '/webhook-test/story-test')).status).toBe(404)
})

test('a credential never comes back in clear, and a change may leave its secret out', async () => {
  const fields = { name: 'X-Key', value: 'canary-secret-1' }
  const made = await ada.call(createCredential, { body: { name: 'Key', type: 'httpHeaderAuth', fields } })
  expect(JSON.stringify(made)).not.toContain('canary')
  expect(made.filled).toEqual(['value'])
  const shown = await ada.call(getCredential, { params: { id: made.id } })
  expect(shown).toMatchObject({ fields: { name: 'X-Key' }, filled: ['value'] })
  expect(JSON.stringify(shown)).not.toContain('canary')
})

test('a credential goes to the hosts it names, and nowhere else', async () => {
  const keys: unknown[] = []
  const service = createServer((request, response) => {
    keys.push(request.headers['x-key'])
    response.end('{}')
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const { port } = service.address() as AddressInfo
  const fields = { name: 'X-Key', value: 'canary-secret-2' }
  const about = { name: 'Bound', type: 'httpHeaderAuth', allowedHosts: ['127.0.0.1'] }
  const { id } = await ada.call(createCredential, { body: { ...about, fields } })
  const run = async (url: string, credential = { id, name: 'Bound' }) => {
    const request = {
      ...limit,
      name: 'Call',
      type: 'n8n-nodes-base.httpRequest',
      typeVersion: 4.2,
      parameters: { url, authentication: 'genericCredentialType', genericAuthType: 'httpHeaderAuth' },
      credentials: { httpHeaderAuth: credential },
    }
    const document = { ...byHand, nodes: [manual, request], connections: { Start: to('Call') } }
    const made = await ada.call(createWorkflow, { body: { document } })
    const { execution } = await ada.call(runWorkflow, { params: { id: made.id }, body: { document } })
    return ended(execution)
  }
  expect(await run(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 'success' })
  const refused = await run(`http://localhost:${port}/`)
  expect(refused).toMatchObject({ status: 'error' })
  expect(JSON.stringify(refused)).toContain('may not be used with localhost')
  expect(keys).toEqual(['canary-secret-2'])
  const missing = await run(`http://127.0.0.1:${port}/`, { id: 'from-elsewhere', name: 'Not here' })
  expect(missing.error).toBe('The credential “Not here” of “Call” is not here.')
  service.close()
})

test('an import takes what it can and says what is odd', async () => {
  const texts = [JSON.stringify(hooked('story-import')), 'no JSON at all']
  const { imported, failed } = await ada.call(importWorkflows, { body: { texts } })
  expect(imported).toMatchObject([{ name: 'Hook story-import' }])
  expect(failed).toMatchObject([{ index: 1 }])
})

test('the public API speaks n8n’s shapes to whoever has a key', async () => {
  const { text } = await ada.call(createApiKey, { body: { name: 'script' } })
  const api = async (method: string, path: string, body?: unknown) => {
    const headers = { 'x-n8n-api-key': text, 'content-type': 'application/json' }
    const answer = await rawRequest(
      server.port,
      method,
      `/api/v1${path}`,
      headers,
      body === undefined ? undefined : JSON.stringify(body),
    )
    const value: unknown = JSON.parse(answer.text)
    return { status: answer.status, value }
  }
  const made = await api('POST', '/workflows', hooked('story-api'))
  expect(made).toMatchObject({
    status: 200,
    value: { name: 'Hook story-api', active: false, nodes: [{ name: 'Webhook' }, {}] },
  })
  const { id } = Object(made.value)
  expect(await api('POST', `/workflows/${id}/activate`)).toMatchObject({ value: { active: true } })
  expect((await rawRequest(server.port, 'GET', '/webhook/story-api')).status).toBe(200)
  expect(await api('GET', `/executions?workflowId=${id}&includeData=true`)).toMatchObject({
    value: { data: [{ status: 'success', data: { resultData: { runData: { Limit: [{}] } } } }] },
  })
  expect(await api('GET', '/workflows?limit=1')).toMatchObject({ status: 200, value: { data: [{}] } })
  expect(await api('DELETE', `/workflows/${id}`)).toMatchObject({ status: 200 })
  expect((await rawRequest(server.port, 'GET', '/api/v1/workflows')).status).toBe(401)
  expect((await rawRequest(server.port, 'GET', '/api/v1/workflows', { cookie: ada.cookie() })).status).toBe(401)
})

test('everything is there after a restart, and the hook answers', async () => {
  const made = await published('story-restart')
  await rawRequest(server.port, 'GET', '/webhook/story-restart')
  server = await server.restart()
  expect((await rawRequest(server.port, 'GET', '/webhook/story-restart')).status).toBe(200)
  ada = await signedInBrowser(server, true)
  const { workflows } = await ada.call(listWorkflows, {})
  expect(workflows).toContainEqual(
    expect.objectContaining({ id: made.id, active: true, figures: expect.objectContaining({ runs: 2 }) }),
  )
  await ada.call(signOut, {})
  await expect(ada.call(listWorkflows, {})).rejects.toMatchObject({ code: 'not_signed_in' })
})
