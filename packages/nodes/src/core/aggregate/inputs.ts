import * as m from '@millrace/sdk'

/** The fields to aggregate, as Aggregate and Item Lists have them. */
export const fieldsInput = m.list(
  'Fields',
  'fieldToAggregate',
  {
    fieldToAggregate: m.text('Field'),
    renameField: m.switched('Rename', { outputFieldName: m.text('New name') }),
  },
  { default: { fieldToAggregate: [{ fieldToAggregate: '', renameField: false }] } },
)

const aggregatesFields = m.isNot('/aggregate', 'aggregateAllItemData')

/** The options of Aggregate and of Item Lists since version 3. */
export const optionsInput = m.collection('Options', {
  disableDotNotation: m.when(aggregatesFields, m.flag('Dots are part of names')),
  mergeLists: m.when(aggregatesFields, m.flag('Merge lists', { help: 'One list of all entries, not of lists.' })),
  includeBinaries: m.flag('Keep files', { help: 'The files of all items are gathered in the one item.' }),
  keepOnlyUnique: m.when(
    m.is('includeBinaries', true),
    m.flag('Keep equal files once', { help: 'Files of the same kind and size count as equal.' }),
  ),
  keepMissing: m.when(aggregatesFields, m.flag('Keep missing values', { help: 'As null.' })),
})

/** What is aggregated, where names of fields are one text. */
export const aggregateInput = m.variants('Aggregate', {
  aggregateIndividualFields: m.variant('Fields', { fieldsToAggregate: fieldsInput }),
  aggregateAllItemData: m.variant('Items, into one list', {
    destinationFieldName: m.text('Name of the list', { default: 'data' }),
    include: m.variants('Include', {
      allFields: m.variant('All fields'),
      specifiedFields: m.variant('Some fields', {
        fieldsToInclude: m.text('Fields to include', { help: 'Names separated by commas.' }),
      }),
      allFieldsExcept: m.variant('All fields but some', {
        fieldsToExclude: m.text('Fields to leave out', { help: 'Names separated by commas.' }),
      }),
    }),
  }),
})
