import * as m from '@millrace/sdk'
import { includeInput, optionsInput, readSplitting } from './inputs.ts'
import { splitItem } from './split-item.ts'

const split = m.operation({
  input: {
    fieldToSplitOut: m.text('Fields to split out', {
      required: true,
      help: 'Names of fields with lists, separated by commas. $binary stands for the files of an item.',
    }),
    include: includeInput,
    options: optionsInput,
  },
  per: 'item',
  run: (input, { item }) => splitItem(item, readSplitting(input)),
})

export const splitOut = m.defineNode({
  type: 'splitOut',
  name: 'Split Out',
  about: 'Makes an item of every entry of a list.',
  icon: 'lucide:ungroup',
  category: 'data',
  aliases: ['list', 'array', 'separate', 'items', 'flatten', 'explode'],
  summary: [{ text: '{fieldToSplitOut}' }],
  operation: split,
})
