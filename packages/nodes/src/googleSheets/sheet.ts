/** Sheets of a document: make one, empty it, take rows or columns out of it, delete it. */
import * as m from '@millrace/sdk'
import { documentId, sheetName, sheetOptions, unavailable } from './parts.ts'

const chosenSheet = m.isNot('sheetName', '')

const howMany = (things: string) => m.number(`How many ${things}`, { default: 1, min: 1 })

export const create = m.operation({
  name: 'Create sheet',
  since: 3,
  input: {
    documentId,
    title: m.text('Title', { default: 'n8n-sheet', required: true }),
    options: m.collection('Options', sheetOptions),
  },
  unavailable,
})

export const clear = m.operation({
  name: 'Clear',
  since: 3,
  input: {
    documentId,
    sheetName,
    clear: m.when(
      chosenSheet,
      m.variants('Clear', {
        wholeSheet: m.variant('The whole sheet', { keepFirstRow: m.flag('Keep the first row') }),
        specificRows: m.variant('Rows', {
          startIndex: m.number('From row', { default: 1, min: 1 }),
          rowsToDelete: howMany('rows'),
        }),
        specificColumns: m.variant('Columns', {
          startIndex: m.text('From column', { default: 'A' }),
          columnsToDelete: howMany('columns'),
        }),
        specificRange: m.variant('A range', { range: m.text('Range', { default: 'A:F', required: true }) }),
      }),
    ),
  },
  unavailable,
})

export const deleteRows = m.operation({
  name: 'Delete rows or columns',
  since: 3,
  input: {
    documentId,
    sheetName,
    toDelete: m.when(
      chosenSheet,
      m.variants('Delete', {
        rows: m.variant('Rows', {
          startIndex: m.number('From row', { default: 2, min: 1 }),
          numberToDelete: howMany('rows'),
        }),
        columns: m.variant('Columns', {
          startIndex: m.text('From column', { default: 'A' }),
          numberToDelete: howMany('columns'),
        }),
      }),
    ),
  },
  unavailable,
})

export const remove = m.operation({ name: 'Delete sheet', since: 3, input: { documentId, sheetName }, unavailable })
