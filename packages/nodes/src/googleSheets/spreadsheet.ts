/** Whole documents. */
import * as m from '@millrace/sdk'
import { documentId, unavailable } from './parts.ts'

const aboutSheet = { title: m.text('Title'), hidden: m.flag('Hidden') }

export const createDocument = m.operation({
  name: 'Create document',
  input: {
    title: m.text('Title'),
    sheetsUi: m.list(
      'Sheets',
      'sheetValues',
      {
        propertiesUi: m.until(2, m.collection('About the sheet', aboutSheet)),
        title: m.since(3, aboutSheet.title),
        hidden: m.since(3, aboutSheet.hidden),
      },
      { groupLabel: 'Sheet' },
    ),
    options: m.collection('Options', {
      locale: m.text('Locale', { placeholder: 'en_GB' }),
      autoRecalc: m.choice('Recalculate', {
        '': 'By default',
        ON_CHANGE: 'On every change',
        MINUTE: 'On changes and every minute',
        HOUR: 'On changes and every hour',
      }),
    }),
  },
  unavailable,
})

export const deleteDocument = m.operation({ name: 'Delete document', since: 3, input: { documentId }, unavailable })
