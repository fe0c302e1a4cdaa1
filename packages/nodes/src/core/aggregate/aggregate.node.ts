import * as m from '@millrace/sdk'
import { aggregateInput, optionsInput } from './inputs.ts'
import { runAggregate } from './run-aggregate.ts'

const gather = m.operation({
  input: { aggregate: aggregateInput, options: optionsInput },
  per: 'list',
  run: async (input, { items }) => runAggregate(input, await items()),
})

export const aggregate = m.defineNode({
  type: 'aggregate',
  name: 'Aggregate',
  about: 'Gathers fields of many items, or the items themselves, into lists of one item.',
  icon: 'lucide:group',
  category: 'data',
  aliases: ['list', 'array', 'combine', 'collect', 'concatenate', 'join'],
  summary: [
    { text: 'items into {destinationFieldName}', when: m.is('aggregate', 'aggregateAllItemData') },
    { text: 'fields into lists', when: m.is('aggregate', 'aggregateIndividualFields') },
  ],
  operation: gather,
})
