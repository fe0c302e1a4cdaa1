/** https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.evaluationtrigger/ */
import * as m from '@millrace/sdk'
import { findTable } from '../dataTable/find-table.ts'
import { conditionsForColumn, dataTableColumns, table } from '../dataTable/lookups.ts'
import { readRows } from '../dataTable/read-rows.ts'
import { toJson } from '../dataTable/to-cell.ts'
import { toFilter } from '../dataTable/to-filter.ts'
import {
  authentication,
  dataTableId,
  documentId,
  onlyTables,
  sheetName,
  sources,
} from '../evaluation/dataset-inputs.ts'

const input = {
  source: sources(
    { sheetsUntil: 4.6, tablesSince: 4.7 },
    {
      table: {
        dataTableId,
        filterRows: m.switched(
          'Filter rows',
          {
            matchType: m.choice('Must match', { anyCondition: 'Any condition', allConditions: 'All conditions' }),
            filters: m.list('Conditions', 'conditions', {
              keyName: m.pick('Column', 'dataTableColumns', { default: 'id', dependsOn: ['dataTableId.value'] }),
              condition: m.pick('Condition', 'conditionsForColumn', { default: 'eq', dependsOn: ['&keyName'] }),
              keyValue: m.when(m.isNot('condition', 'isEmpty', 'isNotEmpty', 'isTrue', 'isFalse'), m.text('Value')),
            }),
          },
          { noExpression: true },
        ),
      },
      sheet: {
        credentials: m.special('credentials', 'Credentials'),
        authentication,
        documentId,
        sheetName,
        filtersUI: m.list(
          'Filters',
          'values',
          {
            lookupColumn: m.pick('Column', 'sheetHeaderRowWithGeneratedColumnNames', {
              dependsOn: ['sheetName.value'],
            }),
            lookupValue: m.text('Value'),
          },
          { groupLabel: 'Filter' },
        ),
      },
    },
  ),
  limitRows: m.switched('Limit rows', { maxRows: m.number('Rows at most', { default: 10 }) }, { noExpression: true }),
}

/**
 * The rows of the dataset, each with its columns and what tells where it stands: its place, counted from 1, its id in
 * the table, and how many come after it.
 */
async function rows(context: m.DatasetContext): Promise<readonly m.Item[]> {
  const given = m.read(input, context.parameters, context.node.version)
  if (given.source !== 'dataTable') throw onlyTables()
  const dataset = await findTable(context, given.dataTableId)
  const where = given.filterRows ? toFilter(dataset, given, context.zone) : { match: 'all' as const, conditions: [] }
  const most = given.limitRows ? given.maxRows : Number.POSITIVE_INFINITY
  const found = await Array.fromAsync(readRows(context, dataset, { where, most }))
  return found.map((row, place) => ({
    json: { ...toJson(row), row_number: place + 1, row_id: row.id, _rowsLeft: found.length - place - 1 },
  }))
}

export const evaluationTrigger = m.defineNode({
  type: 'evaluationTrigger',
  name: 'Evaluation Trigger',
  defaultName: 'When fetching a dataset row',
  about: 'Starts the workflow by hand with each row of a dataset, to see how well it does.',
  icon: 'lucide:clipboard-list',
  category: 'trigger',
  aliases: ['test', 'dataset'],
  versions: [4.6, 4.7],
  input,
  trigger: { by: 'dataset', dataset: { rows } },
  credentials: [
    { type: 'googleApi', required: true, when: m.is('authentication', 'serviceAccount') },
    { type: 'googleSheetsOAuth2Api', required: true, when: m.is('authentication', 'oAuth2') },
  ],
  lookups: { dataTable: table, dataTableColumns, conditionsForColumn },
})
