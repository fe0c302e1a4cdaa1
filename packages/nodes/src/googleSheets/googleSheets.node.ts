/** Google's spreadsheets: https://developers.google.com/workspace/sheets/api */
import * as m from '@millrace/sdk'
import { append, appendOrUpdate, read, update } from './rows.ts'
import {
  appendV2,
  clearV2,
  createV2,
  deleteRowsV2,
  lookupV2,
  readV2,
  removeV2,
  updateV2,
  upsertV2,
} from './sheet-v2.ts'
import { clear, create, deleteRows, remove } from './sheet.ts'
import { createDocument, deleteDocument } from './spreadsheet.ts'

const ways = { oAuth2: 'Sign in with Google', serviceAccount: 'Service account' }

export const googleSheets = m.defineNode({
  type: 'googleSheets',
  name: 'Google Sheets',
  about: 'Reads and writes the rows of Google Sheets, and makes and deletes sheets.',
  icon: 'lucide:sheet',
  category: 'app',
  aliases: ['spreadsheet', 'table', 'excel', 'google drive'],
  versions: [1, 2, 3, 4, 4.1, 4.2, 4.3, 4.4, 4.5, 4.6, 4.7],
  credentials: [
    { type: 'googleApi', required: true, when: m.is('authentication', 'serviceAccount') },
    { type: 'googleSheetsOAuth2Api', required: true, when: m.is('authentication', 'oAuth2') },
  ],
  input: {
    authentication: m.oneOf(
      m.until(1, m.choice('Authentication', ways, { default: 'serviceAccount' })),
      m.since(2, m.choice('Authentication', ways)),
    ),
  },
  resources: { sheet: 'Sheet', spreadsheet: 'Document' },
  operations: {
    'sheet.append': [append, appendV2],
    'sheet.appendOrUpdate': appendOrUpdate,
    'sheet.read': [read, readV2],
    'sheet.update': [update, updateV2],
    'sheet.upsert': upsertV2,
    'sheet.lookup': lookupV2,
    'sheet.clear': [clear, clearV2],
    'sheet.create': [create, createV2],
    'sheet.delete': [deleteRows, deleteRowsV2],
    'sheet.remove': [remove, removeV2],
    'spreadsheet.create': createDocument,
    'spreadsheet.deleteSpreadsheet': deleteDocument,
  },
})
