/** A trigger that looks now and then, within a real server: the RSS Feed Trigger at a feed that grows. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createWorkflow, runWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Browser, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'
import { begun, published, startingAt, wait } from './trigger-story.ts'

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
  return startingAt('rssFeedReadTrigger', { pollTimes, feedUrl, ...parameters })
}

/** The titles that executions of a workflow began with, the oldest first. */
async function titlesOf(workflow: string): Promise<unknown[][]> {
  return (await begun(ada, workflow)).map((items) => items.map(({ json }) => json['title']))
}

test('begins with what is new, and only with that', async () => {
  const id = await published(ada, document())
  await expect.poll(() => asked, wait).toBeGreaterThan(1)
  expect(await titlesOf(id)).toEqual([])
  titles.push('three', 'four')
  await expect.poll(() => titlesOf(id), wait).toEqual([['four', 'three']])
  const before = asked
  await expect.poll(() => asked, wait).toBeGreaterThan(before + 1)
  expect(await titlesOf(id)).toHaveLength(1)
})

test('by hand gives the newest entry, and a failure in words', async () => {
  const drawn = document()
  const { id } = await ada.call(createWorkflow, { body: { document: drawn } })
  await ada.call(runWorkflow, { params: { id }, body: { document: drawn } })
  await expect.poll(() => titlesOf(id), wait).toEqual([['two']])
  const wrong = document({ feedUrl: 'no address' })
  await expect(ada.call(runWorkflow, { params: { id }, body: { document: wrong } })).rejects.toMatchObject({
    message: expect.stringContaining('“Trigger” failed: "no address" is no address of a feed.'),
  })
})

test.each([
  ['looks in vain', () => document({ feedUrl: 'no address' }), 'is no address of a feed'],
  [
    'cannot start',
    () => startingAt('scheduleTrigger', { rule: { interval: [{ field: 'cronExpression', expression: 'never' }] } }),
    'never',
  ],
])('a trigger that %s is told to the error workflow', async (_title, draw, said) => {
  const hearing = await published(ada, startingAt('errorTrigger', {}))
  const failing = draw()
  const id = await published(ada, { ...failing, settings: { executionOrder: 'v1', errorWorkflow: hearing } })
  await expect.poll(async () => (await begun(ada, hearing)).length, wait).toBeGreaterThan(0)
  const [[heard] = []] = await begun(ada, hearing)
  expect(heard?.json).toEqual({
    trigger: {
      error: expect.objectContaining({ node: 'Trigger', message: expect.stringContaining(said) }),
      mode: 'trigger',
    },
    workflow: { id, name: failing['name'] },
  })
})
