import * as m from '@millrace/sdk'
import { fieldNames } from '../values/field-path.ts'
import type { Splitting } from './split-item.ts'

/** What goes along with the entries of lists. */
export const includeInput = m.variants('Other fields', {
  noOtherFields: m.variant('None'),
  allOtherFields: m.variant('All'),
  selectedOtherFields: m.variant('Some', {
    fieldsToInclude: m.text('Fields to include', { help: 'Names separated by commas.' }),
  }),
})

export const optionsInput = m.collection('Options', {
  disableDotNotation: m.flag('Dots are part of names'),
  destinationFieldName: m.text('Names of the new fields', { help: 'As many as are split out, with commas.' }),
  includeBinary: m.flag('Keep files', { help: 'Each new item keeps the files of the one it comes from.' }),
})

type Input = { readonly fieldToSplitOut: string } & m.Read<{
  readonly include: typeof includeInput
  readonly options: typeof optionsInput
}>

/** How to split, as the inputs say. */
export function readSplitting({ fieldToSplitOut, include, fieldsToInclude, options }: Input): Splitting {
  return {
    fields: fieldNames(fieldToSplitOut),
    destinations: fieldNames(options.destinationFieldName ?? ''),
    include,
    included: fieldNames(fieldsToInclude ?? ''),
    dots: !options.disableDotNotation,
    binary: options.includeBinary ?? false,
  }
}
