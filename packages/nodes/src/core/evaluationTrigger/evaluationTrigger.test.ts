import type { DataTable, JsonObject, RowQuery, TableRow } from '@millrace/sdk'
import { closedDataTables, placed } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { evaluationTrigger } from './evaluationTrigger.node.ts'

const dataset = evaluationTrigger.trigger?.by === 'dataset' ? evaluationTrigger.trigger.dataset : undefined
if (!dataset) throw new Error('Evaluation Trigger has a dataset.')

const table: DataTable = {
  id: 't',
  name: 'questions',
  columns: [{ name: 'question', type: 'string' }],
  createdAt: 0,
  updatedAt: 0,
}

/** The items of a table with so many rows, and what it was asked. */
async function rowsOf(parameters: JsonObject, count = 3) {
  const asked: RowQuery[] = []
  const all = Array.from({ length: count }, (_, place): TableRow => {
    return { id: place + 11, createdAt: 0, updatedAt: 0, cells: { question: `q${place}` } }
  })
  const dataTables = {
    ...closedDataTables,
    find: async () => table,
    rows: async (_table: DataTable, query: RowQuery) => {
      asked.push(query)
      return all.slice(query.skip, query.skip + query.limit)
    },
  }
  const given = { source: 'dataTable', dataTableId: { mode: 'id', value: 't' }, ...parameters }
  const items = await dataset?.rows({ ...placed(evaluationTrigger, given), dataTables })
  return { items: items ?? [], asked }
}

test('gives each row with its place, its id and how many come after it', async () => {
  const { items } = await rowsOf({})
  expect(items.map(({ json }) => [json['question'], json['row_number'], json['row_id'], json['_rowsLeft']])).toEqual([
    ['q0', 1, 11, 2],
    ['q1', 2, 12, 1],
    ['q2', 3, 13, 0],
  ])
  expect(items[0]?.json).toMatchObject({ id: 11, createdAt: '1970-01-01T00:00:00.000Z' })
})

test('takes as many as it may, those that match, from tables of any size', async () => {
  const limited = await rowsOf({ limitRows: true, maxRows: 2 })
  expect(limited.items.map(({ json }) => json['_rowsLeft'])).toEqual([1, 0])
  expect((await rowsOf({}, 2500)).items).toHaveLength(2500)
  const filters = { conditions: [{ keyName: 'question', condition: 'isNotEmpty' }] }
  const { asked } = await rowsOf({ filterRows: true, matchType: 'allConditions', filters })
  expect(asked[0]?.where).toEqual({ match: 'all', conditions: [{ column: 'question', test: 'neq', value: null }] })
})

test('a sheet cannot be read yet', async () => {
  await expect(rowsOf({ source: 'googleSheets' })).rejects.toMatchObject({ code: 'dataset_unsupported' })
})
