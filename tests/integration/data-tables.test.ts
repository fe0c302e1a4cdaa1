/** Data tables over the public API, and in a workflow that a webhook starts. */
import {
  addColumn,
  changeRow,
  createApiKey,
  createDataTable,
  createWorkflow,
  deleteColumn,
  deleteDataTable,
  deleteRows,
  getDataTable,
  insertRows,
  listDataTables,
  listRows,
  lookUp,
  publishWorkflow,
  renameColumn,
  renameDataTable,
} from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, rawRequest, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'

let server: TestServer
let ada: Browser

beforeAll(async () => {
  server = await startTestServer()
  ada = await signedInBrowser(server)
})
afterAll(() => server.remove())

/** A workflow whose Data Table node answers a webhook. */
async function publish(path: string, parameters: JsonObject): Promise<void> {
  const document = {
    name: path,
    nodes: [
      {
        id: 'hook',
        name: 'Hook',
        type: 'n8n-nodes-base.webhook',
        typeVersion: 2,
        position: [0, 0],
        webhookId: path,
        parameters: { path, responseMode: 'lastNode' },
      },
      {
        id: 'table',
        name: 'Table',
        type: 'n8n-nodes-base.dataTable',
        typeVersion: 1.1,
        position: [200, 0],
        parameters,
      },
    ],
    connections: { Hook: { main: [[{ node: 'Table', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  }
  const { id, revision } = await ada.call(createWorkflow, { body: { document } })
  await ada.call(publishWorkflow, { params: { id }, body: { revision } })
}

test('data tables are read and changed over the public API, and by workflows of the same project', async () => {
  const { text } = await ada.call(createApiKey, { body: { name: 'tables' } })
  const api = async (method: string, path: string, body?: unknown) => {
    const headers = { 'x-n8n-api-key': text, 'content-type': 'application/json' }
    const sent = body === undefined ? undefined : JSON.stringify(body)
    const answer = await rawRequest(server.port, method, `/api/v1/data-tables${path}`, headers, sent)
    return { status: answer.status, value: answer.text === '' ? undefined : (JSON.parse(answer.text) as unknown) }
  }
  const filter = (columnName: string, condition: string, value: unknown) => ({
    type: 'and',
    filters: [{ columnName, condition, value }],
  })
  const inAddress = (value: unknown) => encodeURIComponent(JSON.stringify(value))
  const columns = [
    { name: 'name', type: 'string' },
    { name: 'age', type: 'number' },
    { name: 'born', type: 'date' },
  ]

  const made = await api('POST', '', { name: 'people', columns })
  expect(made).toMatchObject({ status: 201, value: { name: 'people', columns: [{ id: 'name', index: 0 }, {}, {}] } })
  expect(await api('POST', '', { name: 'people', columns })).toMatchObject({
    status: 409,
    value: { code: 'table_name_taken' },
  })
  const { id } = Object(made.value)
  const data = [{ name: 'Ada', age: 36, born: '1815-12-10' }, { name: 'Bob' }, { name: 'Cleo', age: 5 }]
  expect(await api('POST', `/${id}/rows`, { data })).toMatchObject({ status: 200, value: { count: 3 } })
  expect(await api('POST', `/${id}/rows`, { data: [{ age: 'x' }] })).toMatchObject({
    status: 400,
    value: { code: 'table_malformed' },
  })

  const first = await api('GET', `/${id}/rows?limit=2&sortBy=name:desc`)
  expect(first).toMatchObject({ value: { data: [{ name: 'Cleo' }, { name: 'Bob', age: null }] } })
  const { nextCursor } = Object(first.value)
  expect(await api('GET', `/${id}/rows?limit=2&sortBy=name:desc&cursor=${nextCursor}`)).toMatchObject({
    value: { data: [{ name: 'Ada', born: '1815-12-10T00:00:00.000Z' }], nextCursor: null },
  })
  expect(await api('GET', `/${id}/rows?search=CLE`)).toMatchObject({ value: { data: [{ id: 3 }] } })
  expect(await api('GET', `/${id}/rows?filter=${inAddress(filter('age', 'gt', 10))}`)).toMatchObject({
    value: { data: [{ name: 'Ada' }] },
  })
  expect(await api('GET', `/${id}/rows?filter=nonsense`)).toMatchObject({ status: 400 })

  const change = { filter: filter('name', 'eq', 'Bob'), data: { age: 40 } }
  expect(await api('PATCH', `/${id}/rows/update`, { ...change, dryRun: true })).toMatchObject({
    value: [
      { age: null, dryRunState: 'before' },
      { age: 40, dryRunState: 'after' },
    ],
  })
  expect(await api('PATCH', `/${id}/rows/update`, { ...change, returnData: true })).toMatchObject({
    value: [{ name: 'Bob', age: 40 }],
  })
  const dora = { filter: filter('name', 'eq', 'Dora'), data: { name: 'Dora' }, returnData: true }
  expect(await api('POST', `/${id}/rows/upsert`, dora)).toMatchObject({ value: [{ id: 4, name: 'Dora', age: null }] })
  expect(await api('DELETE', `/${id}/rows/delete`)).toMatchObject({ status: 400 })
  const all = { type: 'and', filters: [] }
  expect(await api('DELETE', `/${id}/rows/delete?filter=${inAddress(all)}`)).toMatchObject({ status: 400 })
  const gone = await api('DELETE', `/${id}/rows/delete?filter=${inAddress(filter('id', 'lte', 3))}`)
  expect(gone).toMatchObject({ status: 200, value: true })

  expect(await api('PATCH', `/${id}`, { name: 'folk' })).toMatchObject({ value: { id, name: 'folk' } })
  expect(await api('GET', '?sortBy=name:asc')).toMatchObject({ value: { data: [{ name: 'folk' }], nextCursor: null } })
  await publish('story-tables', {
    operation: 'get',
    dataTableId: { __rl: true, mode: 'name', value: 'folk' },
  })
  const { text: answer } = await rawRequest(server.port, 'GET', '/webhook/story-tables')
  expect(JSON.parse(answer)).toMatchObject({ id: 4, name: 'Dora' })
  expect(await api('DELETE', `/${id}`)).toEqual({ status: 204, value: undefined })
  expect(await api('GET', `/${id}`)).toMatchObject({ status: 404 })
})

test('the form of the node finds tables and columns', async () => {
  const { text } = await ada.call(createApiKey, { body: { name: 'lists' } })
  const headers = { 'x-n8n-api-key': text, 'content-type': 'application/json' }
  const columns = [{ name: 'total', type: 'number' }]
  const made = await rawRequest(
    server.port,
    'POST',
    '/api/v1/data-tables',
    headers,
    JSON.stringify({ name: 'orders', columns }),
  )
  const { id } = JSON.parse(made.text)
  const list = (lookup: string) =>
    ada.call(lookUp, {
      body: { nodeType: 'dataTable', version: 1.1, lookup, parameters: { dataTableId: { mode: 'list', value: id } } },
    })
  expect(await list('table')).toEqual({ choices: [{ value: id, label: 'orders', url: `/data-tables/${id}` }] })
  expect((await list('dataTables')).choices).toEqual([{ value: 'total', label: 'total', help: 'number' }])
  await expect(list('nonsense')).rejects.toMatchObject({ code: 'no_lookup' })
  await expect(list('constructor')).rejects.toMatchObject({ code: 'no_lookup' })
})

test('people look after tables: their columns, their rows, page by page', async () => {
  const columns = [
    { name: 'city', type: 'string' as const },
    { name: 'people', type: 'number' as const },
  ]
  const { id } = await ada.call(createDataTable, { body: { name: 'Cities', columns } })
  const params = { id }
  const body = { rows: Array.from({ length: 120 }, (_, n) => ({ city: `City ${n}`, people: 1000 - n })) }
  expect((await ada.call(insertRows, { params, body })).rows.at(-1)).toMatchObject({ id: 120, cells: { people: 881 } })

  const page = await ada.call(listRows, { params, query: { skip: 100, sort: 'people', direction: 'asc' } })
  expect([page.total, page.rows.length, page.rows[0]?.cells['city']]).toEqual([120, 20, 'City 19'])
  const found = await ada.call(listRows, { params, query: { search: 'city 11', limit: 5 } })
  expect([found.total, found.rows.map((row) => row.id)]).toEqual([11, [12, 111, 112, 113, 114]])

  for (const [search, total] of [
    ['ITY 119', 1],
    ['City%', 0],
    ['_ity', 0],
    ['%'.repeat(20), 0],
    ['ZÜRICH', 1],
  ] as const) {
    if (search === 'ZÜRICH') await ada.call(changeRow, { params: { id, row: 7 }, body: { cells: { city: 'Zürich' } } })
    expect((await ada.call(listRows, { params, query: { search } })).total, search).toBe(total)
  }

  await ada.call(addColumn, { params, body: { name: 'founded', type: 'date' } })
  const row = { id, row: 12 }
  const changed = await ada.call(changeRow, { params: row, body: { cells: { founded: '2024-01-31T10:00+01:00' } } })
  expect(changed.cells).toEqual({ city: 'City 11', people: 989, founded: '2024-01-31T09:00:00.000Z' })
  const refused = (cells: Record<string, string>) => ada.call(changeRow, { params: row, body: { cells } })
  await expect(refused({ people: 'many' })).rejects.toMatchObject({ status: 400, problem: { code: 'table_malformed' } })
  await expect(refused({ constructor: 'x' })).rejects.toMatchObject({ status: 400 })
  await expect(
    ada.call(changeRow, { params: { id, row: 999 }, body: { cells: { city: 'Nowhere' } } }),
  ).rejects.toMatchObject({ status: 404 })

  await ada.call(renameColumn, { params: { id, column: 'people' }, body: { name: 'inhabitants' } })
  await ada.call(deleteColumn, { params: { id, column: 'founded' } })
  expect((await ada.call(deleteRows, { params, body: { ids: [1, 2, 999] } })).deleted).toBe(2)
  await ada.call(renameDataTable, { params, body: { name: 'Towns' } })
  expect(await ada.call(getDataTable, { params })).toMatchObject({
    name: 'Towns',
    rows: 118,
    columns: [
      { name: 'city', type: 'string' },
      { name: 'inhabitants', type: 'number' },
    ],
  })
  expect((await ada.call(listDataTables, {})).tables.map(({ name }) => name)).toContain('Towns')
  await ada.call(deleteDataTable, { params })
  await expect(ada.call(listRows, { params, query: {} })).rejects.toMatchObject({ status: 404 })
})
