import * as m from '@millrace/sdk'
import { authentication, dataTableId, documentId, sheetName, sources } from '../evaluation/dataset-inputs.ts'

const run = m.operation({
  input: {
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
  },
  unavailable: 'There are no evaluations yet: the parameters of this node are kept, and nothing starts here.',
})

export const evaluationTrigger = m.defineNode({
  type: 'evaluationTrigger',
  name: 'Evaluation Trigger',
  defaultName: 'When fetching a dataset row',
  about: 'Starts the workflow with each row of a dataset, to see how well it does.',
  icon: 'lucide:clipboard-list',
  category: 'trigger',
  aliases: ['test', 'dataset'],
  versions: [4.6, 4.7],
  triggerKind: 'event',
  credentials: [
    { type: 'googleApi', required: true, when: m.is('authentication', 'serviceAccount') },
    { type: 'googleSheetsOAuth2Api', required: true, when: m.is('authentication', 'oAuth2') },
  ],
  operation: run,
})
