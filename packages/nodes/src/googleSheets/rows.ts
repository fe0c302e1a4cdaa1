/**
 * Rows of a sheet: read, append, update. Version 3 asks for columns one by one, later ones map the whole
 * table; either way only once a sheet is chosen.
 */
import * as m from '@millrace/sdk'
import { documentId, sheetName, unavailable } from './parts.ts'

const chosenSheet = m.isNot('sheetName', '')

const dependsOnSheet = { dependsOn: ['sheetName.value'] }

/** Columns of the sheet with their values: which row is meant follows from the matching ones. */
const columns = (mode: 'add' | 'update' | 'upsert', more: { readonly allowEmptyValues?: boolean } = {}) =>
  m.mapper(
    'Columns',
    { mode, fieldWords: { singular: 'column', plural: 'columns' }, addAllFields: true, multiKeyMatch: false, ...more },
    { required: true, noExpression: true, lookup: 'columns', ...dependsOnSheet },
  )

const columnsOfMatches = (mode: 'update' | 'upsert') =>
  m.since(4, m.oneOf(m.until(4.6, columns(mode)), m.since(4.7, columns(mode, { allowEmptyValues: true }))))

/** How version 3 is told the values. */
const dataMode = <const I extends m.Inputs>(fields: I) =>
  m.variants(
    'Values',
    {
      autoMapInputData: m.variant('The fields of the item'),
      defineBelow: m.variant('Column by column', fields),
      nothing: m.variant('None'),
    },
    { default: 'defineBelow' },
  )

const matchedRow = {
  dataMode: m.until(
    3,
    dataMode({
      valueToMatchOn: m.text('Value to match'),
      fieldsUi: m.list(
        'Values to send',
        'values',
        {
          column: m.pick('Column', 'columnsOrNew', { dependsOn: ['sheetName.value', 'columnToMatchOn'] }),
          columnName: m.when(m.is('column', 'newColumn'), m.text('Name of the column')),
          fieldValue: m.text('Value'),
        },
        { groupLabel: 'Column' },
      ),
    }),
  ),
  columnToMatchOn: m.until(3, m.pick('Column to match', 'columns', dependsOnSheet)),
}

const cellFormat = m.choice('Cells', {
  USER_ENTERED: 'As if a person had typed them',
  RAW: 'As they are',
})

const headerRow = m.number('Row of the headers', { default: 1, min: 1 })
const firstDataRow = m.number('First row of data', { default: 2, min: 1 })

const where = <const I extends m.Inputs>(rows: I) =>
  m.groups('Where the table is', { values: m.group('Rows', rows) }, { default: { values: {} } })

const extraFields = m.choice('Fields without a column', {
  insertInNewColumn: 'Add a column for each',
  ignoreIt: 'Leave them out',
  error: 'Fail',
})

/** What to do with a field no column is there for: asked where fields become columns by themselves. */
const handlingExtraData = m.oneOf(
  m.when(m.is('/dataMode', 'autoMapInputData'), extraFields),
  m.when(m.is('/columns.mappingMode', 'autoMapInputData'), extraFields),
)

const useAppend = m.flag('Fewer calls', { help: 'Appends without looking where the last row is.' })

export const append = m.operation({
  name: 'Append row',
  since: 3,
  input: {
    documentId,
    sheetName,
    ...m.given(chosenSheet, {
      dataMode: m.until(
        3,
        dataMode({
          fieldsUi: m.list(
            'Values to send',
            'fieldValues',
            { fieldId: m.pick('Column', 'columns', dependsOnSheet), fieldValue: m.text('Value') },
            { groupLabel: 'Column' },
          ),
        }),
      ),
      columns: m.since(4, columns('add')),
      options: m.collection('Options', {
        cellFormat,
        locationDefine: where({ headerRow }),
        handlingExtraData,
        useAppend,
      }),
    }),
  },
  unavailable,
})

export const appendOrUpdate = m.operation({
  name: 'Append or update row',
  since: 3,
  input: {
    documentId,
    sheetName,
    ...m.given(chosenSheet, {
      ...matchedRow,
      columns: columnsOfMatches('upsert'),
      options: m.collection('Options', {
        cellFormat,
        locationDefine: where({ headerRow, firstDataRow }),
        handlingExtraData,
        useAppend,
      }),
    }),
  },
  unavailable,
})

export const update = m.operation({
  name: 'Update row',
  since: 3,
  input: {
    documentId,
    sheetName,
    ...m.given(chosenSheet, {
      ...matchedRow,
      columns: columnsOfMatches('update'),
      options: m.collection('Options', {
        cellFormat,
        locationDefine: where({ headerRow, firstDataRow }),
        handlingExtraData,
      }),
    }),
  },
  unavailable,
})

const whichMatch = { AND: 'All filters', OR: 'Any filter' }

const tableToRead = m.groups(
  'Where the table is',
  {
    values: m.group('Rows', {
      rangeDefinition: m.variants(
        'Range',
        {
          detectAutomatically: m.variant('Found by looking', {
            readRowsUntil: m.choice(
              'Read until',
              { firstEmptyRow: 'The first empty row', lastRowInSheet: 'The last row of the sheet' },
              { default: 'lastRowInSheet' },
            ),
          }),
          specifyRangeA1: m.variant('In A1 notation', { range: m.text('Range', { placeholder: 'A:F' }) }),
          specifyRange: m.variant('By rows', { headerRow, firstDataRow }),
        },
        { default: '' },
      ),
    }),
  },
  { default: { values: { rangeDefinition: 'detectAutomatically' } } },
)

const outputFormatting = m.groups(
  'Values',
  {
    values: m.group('Values', {
      general: m.choice(
        'In general',
        { UNFORMATTED_VALUE: 'As they are', FORMATTED_VALUE: 'As the sheet shows them', FORMULA: 'Formulas' },
        { default: '' },
      ),
      date: m.choice('Dates', { FORMATTED_STRING: 'Text', SERIAL_NUMBER: 'Serial numbers' }, { default: '' }),
    }),
  },
  { default: { values: { general: 'UNFORMATTED_VALUE', date: 'FORMATTED_STRING' } } },
)

export const read = m.operation({
  name: 'Get rows',
  since: 3,
  preset: true,
  input: {
    documentId,
    sheetName,
    ...m.given(chosenSheet, {
      filtersUI: m.list(
        'Filters',
        'values',
        { lookupColumn: m.pick('Column', 'columnsWithLetters', dependsOnSheet), lookupValue: m.text('Value') },
        { groupLabel: 'Filter' },
      ),
      combineFilters: m.oneOf(
        m.until(4.2, m.choice('A row must match', whichMatch, { default: 'OR' })),
        m.since(4.3, m.choice('A row must match', whichMatch)),
      ),
      options: m.collection('Options', {
        dataLocationOnSheet: tableToRead,
        outputFormatting,
        returnFirstMatch: m.since(4.5, m.flag('Only the first row that matches')),
        returnAllMatches: m.until(
          4.4,
          m.choice('When several rows match', {
            returnFirstMatch: 'Give the first',
            returnAllMatches: 'Give all',
          }),
        ),
      }),
    }),
  },
  unavailable,
})
