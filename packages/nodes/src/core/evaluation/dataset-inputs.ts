/** Where evaluations read their rows and write what came out: both nodes of evaluations ask for it alike. */
import * as m from '@millrace/sdk'

export const dataTableId = m.locator('Data table', [m.byList('dataTable'), m.byId()], { required: true })

export const documentId = m.locator(
  'Document with the dataset',
  [
    m.byList('spreadSheets'),
    m.byUrl('https://(?:drive|docs)\\.google\\.com(?:/.*|)/d/([0-9a-zA-Z\\-_]+)(?:/.*|)'),
    m.byId({ validate: { pattern: '[a-zA-Z0-9\\-_]{2,}', message: 'This is no ID of a document.' } }),
  ],
  { required: true },
)

export const sheetName = m.locator(
  'Sheet with the dataset',
  [
    m.byList('sheets'),
    m.byUrl('https://docs\\.google\\.com/spreadsheets/d/[0-9a-zA-Z\\-_]+.*\\#gid=([0-9]+)'),
    m.byId({ validate: { pattern: '((gid=)?[0-9]{1,})', message: 'This is no ID of a sheet.' } }),
  ],
  { required: true, dependsOn: ['documentId.value'] },
)

export const authentication = m.choice(
  'Authentication',
  { serviceAccount: 'Service account', oAuth2: 'OAuth2' },
  { default: 'oAuth2' },
)

/** Google Sheets are kept in documents, and cannot be reached yet. */
export function onlyTables(): m.NodeError {
  return m.refuse('A dataset in Google Sheets cannot be used yet.', {
    code: 'dataset_unsupported',
    hint: 'Put its rows into a data table, and choose that as the source.',
    retry: 'no',
  })
}

/** Where documents that say nothing have their dataset: in Google Sheets up to a version, in a data table since. */
export function sources<T extends m.Inputs, S extends m.Inputs>(
  { sheetsUntil, tablesSince }: { readonly sheetsUntil: number; readonly tablesSince: number },
  { table, sheet }: { readonly table: T; readonly sheet: S },
) {
  const kinds = { dataTable: m.variant('Data table', table), googleSheets: m.variant('Google Sheets', sheet) }
  return m.oneOf(
    m.since(tablesSince, m.variants('Source', kinds)),
    m.until(sheetsUntil, m.variants('Source', kinds, { default: 'googleSheets' })),
  )
}
