import * as m from '@millrace/sdk'
import { columnsInput, groupInput, readSettings, tableOptions } from './inputs.ts'
import { summarizeItems } from './summarize-items.ts'

const table = m.operation({
  input: {
    fieldsToSummarize: columnsInput('append', 'concatenate', 'count', 'countUnique'),
    fieldsToSplitBy: groupInput,
    options: m.collection('Options', {
      continueIfFieldNotFound: m.until(1, m.flag('Allow fields that no item has')),
      ...tableOptions,
    }),
  },
  per: 'list',
  run: async (input, { items, version }) => {
    const first = version < 1.1
    const mustExist = first && !input.options.continueIfFieldNotFound
    return summarizeItems(await items(), readSettings(input, { mustExist, groupsAsText: first }))
  },
})

export const summarize = m.defineNode({
  type: 'summarize',
  name: 'Summarize',
  about: 'Makes a table of items: sums, counts, averages and more, for each group.',
  icon: 'lucide:sigma',
  category: 'data',
  aliases: ['sum', 'count', 'average', 'group', 'pivot', 'total', 'aggregate'],
  versions: [1, 1.1],
  summary: [{ text: 'by {fieldsToSplitBy}', when: m.isNot('fieldsToSplitBy', '') }],
  operation: table,
})
