import type { Cells, DataTable, JsonObject, RowChange } from '@millrace/sdk'
import { closedDataTables, runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { evaluation } from './evaluation.node.ts'

type Mode = 'manual' | 'webhook' | 'evaluation'

const facts = { id: 'e', rootId: 'e', resumeUrl: '', resumeFormUrl: '', customData: {} }
const inMode = (mode: Mode) => ({ execution: { ...facts, mode } })

test('outside an evaluation items go the normal way, in one they go the other', async () => {
  const items = [{ a: 1 }, { a: 2 }]
  const parameters = { operation: 'checkIfEvaluating' }
  const goesThrough = async (mode: Mode) => {
    const { outputs } = await runNode(evaluation, { parameters, items, context: inMode(mode) })
    return outputs.map((output) => output?.length)
  }
  expect(await goesThrough('manual')).toEqual([0, 2])
  expect(await goesThrough('webhook')).toEqual([0, 2])
  expect(await goesThrough('evaluation')).toEqual([2, 0])
})

async function scored(parameters: JsonObject, mode: Mode = 'evaluation') {
  const noted: Record<string, string> = {}
  const setCustomData = (name: string, value: string) => void (noted[name] = value)
  const given = { operation: 'setMetrics', ...parameters }
  const { json } = await runNode(evaluation, {
    parameters: given,
    items: [{ a: 1 }],
    context: { ...inMode(mode), setCustomData },
  })
  return { json, noted }
}

test('scores stand in the item, and in an evaluation with the execution', async () => {
  const likeness = { metric: 'stringSimilarity', expectedAnswer: 'kitten', actualAnswer: 'sitting' }
  const { json, noted } = await scored(likeness)
  expect(json).toEqual([{ a: 1, 'String similarity': expect.closeTo(1 - 3 / 7) }])
  expect(noted).toEqual({ 'String similarity': String(1 - 3 / 7) })
  expect((await scored(likeness, 'manual')).noted).toEqual({})
  expect((await scored({ metric: 'categorization', expectedAnswer: 'Refund', actualAnswer: ' refund' })).json).toEqual([
    { a: 1, Categorization: 1 },
  ])
  const named = { metric: 'categorization', expectedAnswer: 'a', actualAnswer: 'b', options: { metricName: 'Right' } }
  expect((await scored(named)).json).toEqual([{ a: 1, Right: 0 }])
})

test('of the expected tools those count that the steps of an agent name', async () => {
  const intermediateSteps = JSON.stringify([{ action: { tool: 'Search' } }, { action: { tool: 'other' } }, {}])
  const asked = { metric: 'toolsUsed', expectedTools: 'search, mail', intermediateSteps }
  expect((await scored(asked)).json).toEqual([{ a: 1, 'Tools Used': 0.5 }])
  await expect(scored({ ...asked, expectedTools: ' , ' })).rejects.toMatchObject({ code: 'metric_missing' })
  await expect(scored({ ...asked, intermediateSteps: '{' })).rejects.toMatchObject({ code: 'metric_missing' })
})

test('metrics of the author are numbers, and have names', async () => {
  const custom = (name: string, value: string | number) => ({
    metric: 'customMetrics',
    metrics: { assignments: [{ id: '1', name, value, type: 'number' }] },
  })
  expect((await scored(custom('fast', 0.25))).json).toEqual([{ a: 1, fast: 0.25 }])
  await expect(scored(custom('', 1))).rejects.toMatchObject({ code: 'metric_missing' })
})

test('what a model judges says that there is none', async () => {
  await expect(scored({ metric: 'correctness' })).rejects.toMatchObject({ code: 'metric_needs_model' })
})

test('inputs are noted with the execution of an evaluation', async () => {
  const noted: Record<string, string> = {}
  const setCustomData = (name: string, value: string) => void (noted[name] = value)
  const inputs = { values: [{ inputName: 'question', inputValue: 'When?' }] }
  const parameters = { operation: 'setInputs', inputs }
  const items = [{ a: 1 }]
  const run = (mode: Mode) => runNode(evaluation, { parameters, items, context: { ...inMode(mode), setCustomData } })
  expect((await run('manual')).json).toEqual(items)
  expect(noted).toEqual({})
  expect((await run('evaluation')).json).toEqual(items)
  expect(noted).toEqual({ question: 'When?' })
})

const table: DataTable = {
  id: 't',
  name: 'questions',
  columns: [
    { name: 'answer', type: 'string' },
    { name: 'words', type: 'number' },
  ],
  createdAt: 0,
  updatedAt: 0,
}

/** Writes outputs into a table; `row` is what the trigger in front began with. */
async function written(values: readonly JsonObject[], { mode = 'evaluation', row = 7, ...more }: Writing = {}) {
  const changes: (Cells | RowChange['where'])[] = []
  const dataTables = {
    find: async () => table,
    update: async (_table: DataTable, { where, cells }: RowChange) => {
      changes.push(where, cells)
      return { before: [], at: 0 }
    },
  }
  const { json } = await runNode(evaluation, {
    parameters: {
      operation: 'setOutputs',
      source: 'dataTable',
      dataTableId: { mode: 'id', value: 't' },
      outputs: { values },
      ...more.parameters,
    },
    items: [{ a: 1 }],
    context: {
      ...inMode(mode),
      dataTables: { ...closedDataTables, ...dataTables },
      parents: () => [{ name: 'A "row"', type: 'evaluationTrigger', rawParameters: {} }],
      evaluate: (text) => (text === '{{ $("A \\"row\\"").first().json.row_id }}' ? row : undefined),
    },
  })
  expect(json).toEqual([{ a: 1 }])
  return changes
}

interface Writing {
  readonly mode?: Mode
  readonly row?: unknown
  readonly parameters?: JsonObject
}

test('outputs are written into the row that the execution began with, and nowhere outside an evaluation', async () => {
  const outputs = [
    { outputName: 'answer', outputValue: 'At nine' },
    { outputName: 'words', outputValue: '2' },
  ]
  expect(await written(outputs)).toEqual([
    { match: 'all', conditions: [{ column: 'id', test: 'eq', value: 7 }] },
    { answer: 'At nine', words: 2 },
  ])
  expect(await written(outputs, { mode: 'manual' })).toEqual([])
})

test('what cannot be written says why', async () => {
  const outputs = [{ outputName: 'reply', outputValue: 'x' }]
  await expect(written(outputs)).rejects.toMatchObject({ code: 'column_unknown' })
  await expect(written([], { row: null })).rejects.toMatchObject({ code: 'row_unknown' })
  const sheets = { parameters: { source: 'googleSheets' } }
  await expect(written([], sheets)).rejects.toMatchObject({ code: 'dataset_unsupported' })
})
