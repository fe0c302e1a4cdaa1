/** Inputs that Item Lists has in a form of its own: names of fields are rows of a list until version 2.2. */
import * as m from '@millrace/sdk'
import { fieldsInput } from '../aggregate/inputs.ts'

/** Names of fields, one in a row. */
function names(label: string) {
  return m.list(label, 'fields', { fieldName: m.text('Field') })
}

type Names = m.Read<{ readonly names: ReturnType<typeof names> }>['names']

/** The names that rows have. */
export function namesIn(rows: Names): readonly string[] {
  return rows.map((row) => row.fieldName).filter((name) => name !== '')
}

export const includeRows = m.variants('Other fields', {
  noOtherFields: m.variant('None'),
  allOtherFields: m.variant('All'),
  selectedOtherFields: m.variant('Some', { fieldsToInclude: names('Fields to include') }),
})

export const aggregateRows = m.variants('Aggregate', {
  aggregateIndividualFields: m.variant('Fields', { fieldsToAggregate: fieldsInput }),
  aggregateAllItemData: m.variant('Items, into one list', {
    destinationFieldName: m.text('Name of the list', { default: 'data' }),
    include: m.variants('Include', {
      allFields: m.variant('All fields'),
      specifiedFields: m.variant('Some fields', { fieldsToInclude: names('Fields to include') }),
      allFieldsExcept: m.variant('All fields but some', { fieldsToExclude: names('Fields to leave out') }),
    }),
  }),
})

export const compareRows = m.variants('Compare', {
  allFields: m.variant('All fields'),
  allFieldsExcept: m.variant('All fields but some', { fieldsToExclude: names('Fields to leave out') }),
  selectedFields: m.variant('Some fields', { fieldsToCompare: names('Fields to compare') }),
})

/** The options that splitting and aggregating shared until version 2.2. */
export const sharedOptions = m.when(
  m.isNot('aggregate', 'aggregateAllItemData'),
  m.collection('Options', {
    disableDotNotation: m.when(m.is('/operation', 'splitOutItems', 'aggregateItems'), m.flag('Dots are part of names')),
    destinationFieldName: m.when(m.is('/operation', 'splitOutItems'), m.text('Names of the new fields')),
    mergeLists: m.when(m.is('/operation', 'aggregateItems'), m.flag('Merge lists')),
    keepMissing: m.when(m.is('/operation', 'aggregateItems'), m.flag('Keep missing values')),
  }),
)
