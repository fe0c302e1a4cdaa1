/** Schedules on a server that was away when their time came. */
import { createWorkflow, listExecutions, publishWorkflow } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Browser, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

const day = 86_400_000

let server: TestServer
let ada: Browser

beforeAll(async () => {
  server = await startTestServer({ MILLRACE_TIMEZONE: 'UTC' })
  ada = await signedInBrowser(server)
})
afterAll(() => server.remove())

/** Begins the server anew so many days from now. */
async function startLater(days: number): Promise<void> {
  server = await server.restart(() => Date.now() + days * day)
  ada = await signedInBrowser(server, true)
}

/** A published workflow that runs twice a day, half a day from now and a little later. */
async function twiceADay(name: string, settings: JsonObject): Promise<string> {
  const hour = (new Date().getUTCHours() + 12) % 24
  const interval = [0, 5].map((triggerAtMinute) => ({ field: 'days', triggerAtHour: hour, triggerAtMinute }))
  const trigger = {
    id: 'trigger',
    name: 'Schedule',
    type: 'n8n-nodes-base.scheduleTrigger',
    typeVersion: 1.4,
    position: [0, 0],
    parameters: { rule: { interval }, ...settings },
  }
  const document = { name, nodes: [trigger], connections: {} }
  const { id, revision } = await ada.call(createWorkflow, { body: { document } })
  await ada.call(publishWorkflow, { params: { id }, body: { revision } })
  return id
}

const runsOf = async (workflow: string) => {
  const { executions } = await ada.call(listExecutions, { query: { workflow } })
  return executions.filter(({ status }) => status === 'success').length
}

async function expectRuns(workflows: readonly string[], runs: readonly number[]): Promise<void> {
  await vi.waitFor(async () => expect(await Promise.all(workflows.map(runsOf))).toEqual(runs), { timeout: 10_000 })
}

test('times that passed while the server was away are made up for as the trigger says, once', async () => {
  const skipped = await twiceADay('Skip', {})
  const each = await twiceADay('Each rule', { misfirePolicy: 'coalesce' })
  const last = await twiceADay('The last', { misfirePolicy: 'coalesce_owner' })
  const late = await twiceADay('A day late', { misfireGraceSeconds: 86_400 })

  await startLater(3)
  await expectRuns([each, last, late], [2, 1, 2])
  expect(await runsOf(skipped)).toBe(0)

  // What was made up for is over, and the next days count anew.
  await startLater(3)
  await startLater(5)
  await expectRuns([each, last, late], [4, 2, 4])
  expect(await runsOf(skipped)).toBe(0)
})
