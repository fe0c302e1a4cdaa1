import * as m from '@millrace/sdk'
import { fieldNames } from '../values/field-path.ts'
import { splitItem } from './split-item.ts'

const split = m.operation({
  input: {
    fieldToSplitOut: m.text('Fields to split out', {
      required: true,
      help: 'Names of fields with lists, separated by commas. $binary stands for the files of an item.',
    }),
    include: m.variants('Other fields', {
      noOtherFields: m.variant('None'),
      allOtherFields: m.variant('All'),
      selectedOtherFields: m.variant('Some', {
        fieldsToInclude: m.text('Fields to include', { help: 'Names separated by commas.' }),
      }),
    }),
    options: m.collection('Options', {
      disableDotNotation: m.flag('Dots are part of names'),
      destinationFieldName: m.text('Names of the new fields', { help: 'As many as are split out, with commas.' }),
      includeBinary: m.flag('Keep files'),
    }),
  },
  per: 'item',
  run: ({ fieldToSplitOut, include, fieldsToInclude, options }, { item }) =>
    splitItem(item, {
      fields: fieldNames(fieldToSplitOut),
      destinations: fieldNames(options.destinationFieldName ?? ''),
      include,
      included: fieldNames(fieldsToInclude ?? ''),
      dots: !options.disableDotNotation,
      binary: options.includeBinary ?? false,
    }),
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
