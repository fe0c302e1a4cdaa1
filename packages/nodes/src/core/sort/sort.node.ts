import * as m from '@millrace/sdk'
import { runSort, sortInput } from './inputs.ts'

const arrange = m.operation({
  input: { type: sortInput },
  per: 'list',
  run: async (input, { items, context }) => runSort(input, await items(), context),
})

export const sort = m.defineNode({
  type: 'sort',
  name: 'Sort',
  about: 'Puts items in order: by fields, by code, or at random.',
  icon: 'lucide:arrow-down-up',
  category: 'data',
  aliases: ['order', 'arrange', 'shuffle', 'random', 'ascending', 'descending'],
  summary: [
    { text: 'by fields', when: m.is('type', 'simple') },
    { text: 'at random', when: m.is('type', 'random') },
    { text: 'by code', when: m.is('type', 'code') },
  ],
  operation: arrange,
})
