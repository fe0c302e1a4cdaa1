/** A trigger that looks now and then, within a real server: the RSS Feed Trigger at a feed that grows. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createWorkflow, listExecutions, listItems, publishWorkflow, runWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Browser, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

let server: TestServer
let ada: Browser
let feed: Server
let titles: string[]
let asked: number

beforeAll(async () => {
  feed = createServer((_request, response) => {
    asked += 1
    response.end(`<rss version="2.0"><channel>${titles.map(entry).join('')}</channel></rss>`)
  })
  await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve))
  server = await startTestServer()
  ada = await signedInBrowser(server)
})
afterAll(async () => {
  await server.remove()
  await new Promise((resolve) => feed.close(resolve))
})
beforeEach(() => {
  titles = ['one', 'two']
  asked = 0
})

/** The later in the list, the later in time. */
function entry(title: string, place: number): string {
  return `<item><title>${title}</title><pubDate>Fri, 10 Jan 2025 08:${10 + place}:00 GMT</pubDate></item>`
}

function document(parameters: JsonObject = {}): JsonObject {
  const feedUrl = `http://127.0.0.1:${(feed.address() as AddressInfo).port}/feed`
  const pollTimes = { item: [{ mode: 'custom', cronExpression: '* * * * * *' }] }
  const trigger = { id: 'feed', name: 'Feed', type: 'n8n-nodes-base.rssFeedReadTrigger', typeVersion: 1 }
  const after = { id: 'after', name: 'After', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} }
  return {
    name: 'News',
    nodes: [
      { ...trigger, position: [0, 0], parameters: { pollTimes, feedUrl, ...parameters } },
      { ...after, position: [200, 0] },
    ],
    connections: { Feed: { main: [[{ node: 'After', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  }
}

/** The titles that executions of a workflow began with, the oldest first. */
async function begun(workflow: string): Promise<unknown[][]> {
  const { executions } = await ada.call(listExecutions, { query: { workflow } })
  const ended = executions.filter(({ status }) => status === 'success').toReversed()
  return Promise.all(
    ended.map(async ({ id }) => {
      const { items } = await ada.call(listItems, { params: { id }, query: { node: 'after', limit: 10 } })
      return items.map(({ json }) => json['title'])
    }),
  )
}

const wait = { timeout: 40_000, interval: 100 }

test('begins with what is new, and only with that', async () => {
  const { id, revision } = await ada.call(createWorkflow, { body: { document: document() } })
  await ada.call(publishWorkflow, { params: { id }, body: { revision } })
  await expect.poll(() => asked, wait).toBeGreaterThan(1)
  expect(await begun(id)).toEqual([])
  titles.push('three', 'four')
  await expect.poll(() => begun(id), wait).toEqual([['four', 'three']])
  const before = asked
  await expect.poll(() => asked, wait).toBeGreaterThan(before + 1)
  expect(await begun(id)).toHaveLength(1)
})

test('by hand gives the newest entry, and a failure in words', async () => {
  const drawn = document()
  const { id } = await ada.call(createWorkflow, { body: { document: drawn } })
  await ada.call(runWorkflow, { params: { id }, body: { document: drawn } })
  await expect.poll(() => begun(id), wait).toEqual([['two']])
  const wrong = document({ feedUrl: 'no address' })
  await expect(ada.call(runWorkflow, { params: { id }, body: { document: wrong } })).rejects.toMatchObject({
    message: expect.stringContaining('“Feed” failed: "no address" is no address of a feed.'),
  })
})
