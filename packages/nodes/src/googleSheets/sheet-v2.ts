/** Rows and sheets as versions 1 and 2 ask for them: by the ID of the document and a range in A1 notation. */
import * as m from '@millrace/sdk'
import { sheetOptions, unavailable } from './parts.ts'

const sheetId = m.text('Document ID', { required: true })
const range = m.text('Range', { default: 'A:F', required: true })
const keyRow = m.number('Row of the headers, from 0', { min: 0 })
const dataStartRow = m.number('First row of data, from 0', { default: 1, min: 1 })
const dataProperty = m.text('Field', { default: 'data' })

/** Other operations have this flag; where a document still holds it, it hides rows here too. */
const notRaw = m.isNot('rawData', true)

const continueIfEmpty = m.flag('Go on if nothing is found')

const valueInputMode = m.choice('Values', { RAW: 'As they are', USER_ENTERED: 'As if a person had typed them' })

const valueRenderMode = m.choice(
  'Values of cells',
  { FORMATTED_VALUE: 'As the sheet shows them', FORMULA: 'Formulas', UNFORMATTED_VALUE: 'As they are' },
  { default: 'UNFORMATTED_VALUE' },
)

export const appendV2 = m.operation({
  name: 'Append row',
  until: 2,
  input: {
    sheetId,
    range,
    keyRow: m.when(notRaw, keyRow),
    options: m.collection('Options', {
      usePathForKeyRow: m.flag('Headers are paths into the item'),
      valueInputMode,
    }),
  },
  unavailable,
})

export const readV2 = m.operation({
  name: 'Get rows',
  until: 2,
  preset: true,
  input: {
    sheetId,
    range,
    rawData: m.unless('Rows as lists', { dataStartRow, keyRow }),
    dataProperty: m.when(m.is('rawData', true), dataProperty),
    options: m.collection('Options', { continue: continueIfEmpty, valueRenderMode }),
  },
  unavailable,
})

export const lookupV2 = m.operation({
  name: 'Look up row',
  until: 2,
  input: {
    sheetId,
    range,
    ...m.given(notRaw, { dataStartRow, keyRow }),
    lookupColumn: m.text('Column', { required: true }),
    lookupValue: m.text('Value'),
    options: m.collection('Options', {
      continue: continueIfEmpty,
      returnAllMatches: m.flag('Give all rows that match'),
      valueRenderMode,
    }),
  },
  unavailable,
})

const rowsToMatch = {
  sheetId,
  range,
  rawData: m.unless('Rows as lists', { dataStartRow, keyRow, key: m.text('Column to match', { default: 'id' }) }),
  dataProperty: m.when(m.is('rawData', true), dataProperty),
  options: m.collection('Options', {
    valueInputMode,
    valueRenderMode: m.when(m.is('/rawData', false), valueRenderMode),
  }),
}

export const updateV2 = m.operation({ name: 'Update row', until: 2, input: rowsToMatch, unavailable })

export const upsertV2 = m.operation({ name: 'Create or update row', until: 2, input: rowsToMatch, unavailable })

export const clearV2 = m.operation({ name: 'Clear', until: 2, input: { sheetId, range }, unavailable })

const gridProperties = m.collection('Grid', {
  columnCount: m.number('Columns'),
  columnGroupControlAfter: m.flag('Controls of column groups behind them'),
  frozenColumnCount: m.number('Frozen columns'),
  frozenRowCount: m.number('Frozen rows'),
  hideGridlines: m.flag('Hide the lines'),
  rowCount: m.number('Rows'),
  rowGroupControlAfter: m.flag('Controls of row groups below them'),
})

export const createV2 = m.operation({
  name: 'Create sheet',
  until: 2,
  input: {
    sheetId,
    options: m.collection('Options', { gridProperties, ...sheetOptions, title: m.text('Title') }),
    simple: m.flag('Simplify', { default: true }),
  },
  unavailable,
})

const stretch = {
  sheetId: m.pick('Sheet', 'sheets', { required: true }),
  startIndex: m.number('Start, from 0', { min: 0 }),
  amount: m.number('How many', { default: 1, min: 1 }),
}

export const deleteRowsV2 = m.operation({
  name: 'Delete rows or columns',
  until: 2,
  input: {
    sheetId,
    toDelete: m.lists('Delete', { columns: m.group('Columns', stretch), rows: m.group('Rows', stretch) }),
  },
  unavailable,
})

export const removeV2 = m.operation({
  name: 'Delete sheet',
  until: 2,
  input: { sheetId, id: m.text('Sheet ID', { required: true }) },
  unavailable,
})
