/** https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.evaluation/ */
import * as m from '@millrace/sdk'
import { findTable } from '../dataTable/find-table.ts'
import { table } from '../dataTable/lookups.ts'
import { columnOf, toCell } from '../dataTable/to-cell.ts'
import { authentication, dataTableId, documentId, onlyTables, sheetName, sources } from './dataset-inputs.ts'
import { metricsOf } from './metrics-of.ts'
import { rowOfDataset } from './row-of-dataset.ts'

const setInputs = m.operation({
  name: 'Set inputs',
  about: 'Notes what the workflow was tried with: it stands with the execution.',
  input: {
    inputs: m.list(
      'Inputs',
      'values',
      { inputName: m.text('Name'), inputValue: m.text('Value') },
      { groupLabel: 'Input' },
    ),
  },
  per: 'item',
  run: ({ inputs }, { context, item }) => {
    if (context.execution.mode === 'evaluation') {
      for (const { inputName, inputValue } of inputs) context.setCustomData(inputName, inputValue)
    }
    return item
  },
})

const setOutputs = m.operation({
  name: 'Set outputs',
  about: 'Writes what came out into the row of the dataset. Outside an evaluation items go on as they are.',
  preset: true,
  input: {
    source: sources({ sheetsUntil: 4.7, tablesSince: 4.8 }, { table: {}, sheet: { documentId, sheetName } }),
    outputs: m.list(
      'Outputs',
      'values',
      { outputName: m.text('Name'), outputValue: m.text('Value') },
      { groupLabel: 'Output' },
    ),
  },
  effect: 'idempotent',
  per: 'item',
  run: async ({ source, outputs }, { context, item, index }) => {
    if (context.execution.mode !== 'evaluation') return item
    if (source !== 'dataTable') throw onlyTables()
    const dataset = await findTable(
      context,
      m.read({ dataTableId }, context.parameters(index), context.node.version).dataTableId,
    )
    const cells = outputs.map(({ outputName, outputValue }): [string, m.Cell] => [
      outputName,
      toCell(columnOf(dataset.columns, outputName, dataset), outputValue, context.zone),
    ])
    const where = {
      match: 'all' as const,
      conditions: [{ column: 'id', test: 'eq' as const, value: rowOfDataset(context, index) }],
    }
    await context.dataTables.update(dataset, { where, cells: Object.fromEntries(cells), elseInsert: false, dry: false })
    return item
  },
})

/** The options of a metric: the name it is shown by, and what a model is asked. */
function metricOptions(metric: string, metricName: string, inputPrompt?: string) {
  return m.when(
    m.is('metric', metric),
    m.collection('Options', {
      metricName: m.text('Metric name', { default: metricName }),
      ...(inputPrompt !== undefined && { inputPrompt: m.text('Input prompt', { default: inputPrompt, rows: 4 }) }),
    }),
  )
}

const setMetrics = m.operation({
  name: 'Set metrics',
  about: 'Scores what came out: the numbers stand in the item, and in an evaluation with the execution.',
  input: {
    metric: m.oneOf(
      m.until(4.6, m.hidden('customMetrics', 'Metric')),
      m.since(
        4.7,
        m.choice(
          'Metric',
          {
            correctness: 'Correctness (judged by a model)',
            helpfulness: 'Helpfulness (judged by a model)',
            stringSimilarity: 'Similarity of texts',
            categorization: 'Categorization',
            toolsUsed: 'Tools used',
            customMetrics: 'Custom metrics',
          },
          { noExpression: true },
        ),
      ),
    ),
    expectedAnswer: m.when(
      m.is('metric', 'correctness', 'stringSimilarity', 'categorization'),
      m.text('Expected answer'),
    ),
    actualAnswer: m.when(
      m.is('metric', 'correctness', 'stringSimilarity', 'categorization', 'helpfulness'),
      m.text('Actual answer'),
    ),
    userQuery: m.when(m.is('metric', 'helpfulness'), m.text('Question of the user')),
    ...m.given(m.is('metric', 'toolsUsed'), {
      expectedTools: m.text('Expected tools'),
      intermediateSteps: m.text('Intermediate steps of the agent'),
    }),
    prompt: m.when(m.is('metric', 'correctness', 'helpfulness'), m.text('Prompt', { rows: 4 })),
    metrics: m.when(
      m.is('metric', 'customMetrics'),
      m.assignments('Metrics', { default: { assignments: [{ name: '', value: '', type: 'number' }] } }),
    ),
    options: m.oneOf(
      metricOptions('correctness', 'Correctness', 'Output: {actual_answer}\n\nGround truth: {expected_answer}'),
      metricOptions('helpfulness', 'Helpfulness', 'Query: {user_query}\n\nResponse: {actual_answer}'),
      metricOptions('categorization', 'Categorization'),
      metricOptions('stringSimilarity', 'String similarity'),
      metricOptions('toolsUsed', 'Tools Used'),
    ),
  },
  per: 'item',
  run: (input, { context, item }) => {
    const metrics = metricsOf(input)
    if (context.execution.mode === 'evaluation') {
      for (const [name, value] of Object.entries(metrics)) context.setCustomData(name, String(value))
    }
    return { ...item, json: { ...item.json, ...metrics } }
  },
})

const checkIfEvaluating = m.operation({
  name: 'Check if evaluating',
  per: 'item',
  run: (_input, { context, item }) => ({
    outputs: context.execution.mode === 'evaluation' ? [[item], []] : [[], [item]],
  }),
})

const checking = m.is('operation', 'checkIfEvaluating')

export const evaluation = m.defineNode({
  type: 'evaluation',
  name: 'Evaluation',
  about: 'Tells whether the workflow is being evaluated, writes into the dataset what comes out, and scores it.',
  icon: 'lucide:clipboard-check',
  category: 'flow',
  aliases: ['test', 'metrics', 'dataset', 'score'],
  versions: [4.6, 4.7, 4.8],
  summary: [{ text: '{operation}' }],
  inputs: [
    { kind: 'main' },
    {
      kind: 'ai_languageModel',
      label: 'Model',
      when: m.all(m.is('operation', 'setMetrics'), m.is('metric', 'correctness', 'helpfulness')),
      max: 1,
    },
  ],
  outputs: [
    { kind: 'main', label: 'Evaluation', when: checking },
    { kind: 'main', label: 'Normal', when: checking },
    { kind: 'main', when: m.isNot('operation', 'checkIfEvaluating') },
  ],
  credentials: [
    {
      type: 'googleApi',
      required: true,
      when: m.all(m.is('authentication', 'serviceAccount'), m.is('operation', 'setOutputs')),
    },
    {
      type: 'googleSheetsOAuth2Api',
      required: true,
      when: m.all(m.is('authentication', 'oAuth2'), m.is('operation', 'setOutputs')),
    },
  ],
  operations: { setInputs, setOutputs, setMetrics, checkIfEvaluating },
  lastInput: {
    ...m.given(m.isNot('source', 'dataTable'), {
      authentication,
      credentials: m.special('credentials', 'Credentials'),
    }),
    dataTableId: m.when(m.is('source', 'dataTable'), dataTableId),
  },
  lookups: { dataTable: table },
})
