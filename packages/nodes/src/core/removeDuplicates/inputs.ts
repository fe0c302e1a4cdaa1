import * as m from '@millrace/sdk'
import { fieldNames } from '../values/field-path.ts'
import type { Comparison } from './distinct-items.ts'

/** What is compared, where names of fields are one text. */
export const compareInput = m.variants('Compare', {
  allFields: m.variant('All fields'),
  allFieldsExcept: m.variant('All fields but some', {
    fieldsToExclude: m.text('Fields to leave out', { help: 'Names separated by commas.' }),
  }),
  selectedFields: m.variant('Some fields', {
    fieldsToCompare: m.text('Fields to compare', { help: 'Names separated by commas.' }),
  }),
})

/** What to compare, as the inputs say. */
export function readComparison(input: m.Read<{ readonly compare: typeof compareInput }>): Comparison {
  switch (input.compare) {
    case 'allFields':
      return { compare: input.compare }
    case 'allFieldsExcept':
      return { compare: input.compare, names: fieldNames(input.fieldsToExclude) }
    case 'selectedFields':
      return { compare: input.compare, names: fieldNames(input.fieldsToCompare) }
  }
}
