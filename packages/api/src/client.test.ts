import { expect, test } from 'vitest'
import { ApiError, createClient } from './client.ts'
import { getVersion, saveDraft } from './workflows.ts'
import { listExecutions } from './executions.ts'
import { readSession, signOut } from './session.ts'

interface Call {
  readonly url: string
  readonly init: RequestInit
}

function serverThatSays(status: number, text: string | null) {
  const calls: Call[] = []
  const client = createClient({
    fetch: (url, init) => {
      calls.push({ url, init })
      return Promise.resolve(new Response(text, { status }))
    },
    csrf: () => 'token-1',
  })
  return { calls, client }
}

test('a call fills the path, writes the query and reads the answer', async () => {
  const { calls, client } = serverThatSays(200, '{"executions":[],"next":null}')
  const answer = await client.call(listExecutions, {
    query: { workflow: 'w 1', status: ['error', 'crashed'], limit: 5 },
  })

  expect(answer).toEqual({ executions: [], next: null })
  expect(calls[0]?.url).toBe('/rest/executions?workflow=w+1&status=error&status=crashed&limit=5')
})

test('path parameters are encoded, so a name cannot climb', async () => {
  const { calls, client } = serverThatSays(200, '{"document":{}}')
  await client.call(getVersion, { params: { id: '../x', version: 'a/b' } })

  expect(calls[0]?.url).toBe('/rest/workflows/..%2Fx/versions/a%2Fb')
})

test('a change carries the session token and a JSON body, a read does not', async () => {
  const { calls, client } = serverThatSays(200, '{"revision":2,"updatedAt":1}')
  await client.call(saveDraft, { params: { id: 'w' }, body: { document: { nodes: [] }, revision: 1 } })
  expect(calls[0]?.init.headers).toMatchObject({ 'x-millrace-csrf': 'token-1', 'content-type': 'application/json' })

  await client.call(readSession, {}).catch(() => undefined)
  expect(calls[1]?.init.headers).not.toHaveProperty('x-millrace-csrf')
})

test('a refusal is an error with the code and the details of the server', async () => {
  const { client } = serverThatSays(409, '{"code":"draft_outdated","message":"Newer.","details":{"revision":7}}')
  const refused = await client
    .call(saveDraft, { params: { id: 'w' }, body: { document: {}, revision: 1 } })
    .catch((error: unknown) => error)

  expect(refused).toBeInstanceOf(ApiError)
  expect(refused).toMatchObject({ status: 409, code: 'draft_outdated', problem: { details: { revision: 7 } } })
})

test('words of a proxy in between do not reach the reader', async () => {
  const { client } = serverThatSays(502, '<html>Bad Gateway</html>')
  await expect(client.call(signOut, {})).rejects.toMatchObject({ code: 'http_502' })
})

test('a server that cannot be reached says what to do', async () => {
  const client = createClient({ fetch: () => Promise.reject(new TypeError('failed')) })
  await expect(client.call(signOut, {})).rejects.toMatchObject({ code: 'unreachable', status: 0 })
})

test('an answer that breaks the contract is refused instead of believed', async () => {
  const { client } = serverThatSays(200, '{"executions":"none"}')
  await expect(client.call(listExecutions, {})).rejects.toThrow(/executions/)
})
