/** Evaluations on a real server: a workflow run over the rows of a data table, which get what came out. */
import {
  cancelExecution,
  createApiKey,
  createWorkflow,
  type ExecutionSummary,
  listExecutions,
  listItems,
  runWorkflow,
} from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Browser, rawRequest, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

let server: TestServer
let ada: Browser
let headers: Record<string, string>

beforeAll(async () => {
  server = await startTestServer()
  ada = await signedInBrowser(server)
  const { text } = await ada.call(createApiKey, { body: { name: 'tables' } })
  headers = { 'x-n8n-api-key': text, 'content-type': 'application/json' }
})
afterAll(() => server.remove())

async function tables(method: string, path: string, body?: unknown): Promise<JsonObject> {
  const sent = body === undefined ? undefined : JSON.stringify(body)
  const answer = await rawRequest(server.port, method, `/api/v1/data-tables${path}`, headers, sent)
  expect(answer.status, answer.text).toBeLessThan(300)
  return JSON.parse(answer.text)
}

/** A table of questions; its id. */
async function questions(name: string, data: readonly JsonObject[]): Promise<string> {
  const columns = ['question', 'answer'].map((column) => ({ name: column, type: 'string' }))
  const { id } = await tables('POST', '', { name, columns })
  if (data.length > 0) await tables('POST', `/${id}/rows`, { data })
  return String(id)
}

const answersOf = async (table: string) => {
  const { data } = await tables('GET', `/${table}/rows`)
  return Array.isArray(data) ? data.map((row) => [row.question, row.answer]) : []
}

/** A workflow that answers questions by shouting, slowly where it is told to wait. */
async function shouting(table: string, { waits = 0, trigger = {} }: { waits?: number; trigger?: JsonObject } = {}) {
  const dataset = { source: 'dataTable', dataTableId: { __rl: true, mode: 'id', value: table } }
  const value = '={{ $json.question.toUpperCase() }}'
  const types: readonly (readonly [string, string, number, JsonObject])[] = [
    ['Row', 'evaluationTrigger', 4.7, { ...dataset, ...trigger }],
    ['Wait', 'wait', 1.1, { amount: waits, unit: 'seconds' }],
    ['Shout', 'set', 3.4, { assignments: { assignments: [{ id: '1', name: 'loud', value, type: 'string' }] } }],
    [
      'Keep',
      'evaluation',
      4.8,
      {
        operation: 'setOutputs',
        ...dataset,
        outputs: { values: [{ outputName: 'answer', outputValue: '={{ $json.loud }}' }] },
      },
    ],
    [
      'Score',
      'evaluation',
      4.8,
      { operation: 'setMetrics', metric: 'categorization', expectedAnswer: 'WHEN', actualAnswer: '={{ $json.loud }}' },
    ],
  ]
  const nodes = types.map(([name, type, typeVersion, parameters], place) => ({
    id: name,
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion,
    position: [place * 200, 0],
    parameters,
  }))
  const connections = Object.fromEntries(
    types.slice(1).map(([name], place) => [types[place]?.[0], { main: [[{ node: name, type: 'main', index: 0 }]] }]),
  )
  const document = { name: `shout ${table}`, nodes, connections, settings: { executionOrder: 'v1' } }
  const { id } = await ada.call(createWorkflow, { body: { document } })
  return { id, document }
}

async function runsOf(workflow: string): Promise<readonly ExecutionSummary[]> {
  const { executions } = await ada.call(listExecutions, { query: { workflow } })
  return executions.toReversed()
}

/** The runs of a workflow once there are so many, and none goes on. */
async function ended(workflow: string, count: number): Promise<readonly ExecutionSummary[]> {
  await vi.waitFor(
    async () => {
      const runs = await runsOf(workflow)
      expect(runs.filter(({ endedAt }) => endedAt !== null)).toHaveLength(count)
    },
    { timeout: 20_000, interval: 50 },
  )
  return runsOf(workflow)
}

test('each row is an execution, one after the other; what comes out stands in its row, and its score with it', async () => {
  const table = await questions('asked', [{ question: 'When' }, { question: 'Where' }, { question: 'Why' }])
  const { id, document } = await shouting(table)
  const begun = await ada.call(runWorkflow, { params: { id }, body: { document } })
  expect(begun).toMatchObject({ rows: 3 })
  const runs = await ended(id, 3)
  expect(runs.map(({ mode, status }) => `${mode} ${status}`)).toEqual(Array(3).fill('evaluation success'))
  expect(runs[0]?.id).toBe(begun.execution)
  for (const [place, next] of runs.slice(1).entries()) {
    expect(next.startedAt).toBeGreaterThanOrEqual(runs[place]?.endedAt ?? Infinity)
  }
  expect(await answersOf(table)).toEqual([
    ['When', 'WHEN'],
    ['Where', 'WHERE'],
    ['Why', 'WHY'],
  ])
  const scores = await Promise.all(
    runs.map(async (run) => {
      const { items } = await ada.call(listItems, { params: { id: run.id }, query: { node: 'Score' } })
      return items[0]?.json['Categorization']
    }),
  )
  expect(scores).toEqual([1, 0, 0])
  expect(runs.map(({ customData }) => customData)).toEqual(
    [1, 0, 0].map((score) => ({ Categorization: String(score) })),
  )
})

test('a run to a node takes the first row, and stopping one stops them all', async () => {
  const table = await questions('stopped', [{ question: 'a' }, { question: 'b' }, { question: 'c' }])
  const quick = await shouting(table)
  const destination = { node: 'Shout', mode: 'inclusive' as const }
  await ada.call(runWorkflow, { params: { id: quick.id }, body: { document: quick.document, destination } })
  expect(await ended(quick.id, 1)).toMatchObject([{ status: 'success' }])

  const slow = await shouting(table, { waits: 30 })
  const { execution } = await ada.call(runWorkflow, { params: { id: slow.id }, body: { document: slow.document } })
  await vi.waitFor(async () => expect((await runsOf(slow.id)).length).toBe(1), { timeout: 10_000, interval: 20 })
  await ada.call(cancelExecution, { params: { id: execution } })
  expect(await ended(slow.id, 1)).toMatchObject([{ status: 'canceled' }])
  await new Promise((done) => setTimeout(done, 300))
  expect(await runsOf(slow.id)).toHaveLength(1)
})

test('a dataset without rows, or without a table, says what to do', async () => {
  const empty = await shouting(await questions('empty', []))
  await expect(
    ada.call(runWorkflow, { params: { id: empty.id }, body: { document: empty.document } }),
  ).rejects.toMatchObject({ problem: { code: 'dataset_empty' } })
  const lost = await shouting('gone')
  await expect(
    ada.call(runWorkflow, { params: { id: lost.id }, body: { document: lost.document } }),
  ).rejects.toMatchObject({ problem: { code: 'trigger_failed', hint: expect.stringContaining('another project') } })
})
