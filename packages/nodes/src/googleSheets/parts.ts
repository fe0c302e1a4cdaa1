/** What the operations of Google Sheets share. */
import * as m from '@millrace/sdk'

export const unavailable =
  'Google Sheets cannot run yet: its parameters are kept as they are. Use an HTTP Request node until then.'

export const documentId = m.locator(
  'Document',
  [
    m.byList('documents'),
    m.byUrl('https://(?:drive|docs)\\.google\\.com(?:/.*|)/d/([0-9a-zA-Z\\-_]+)(?:/.*|)', {
      placeholder: 'https://docs.google.com/spreadsheets/d/…',
    }),
    m.byId({
      validate: { pattern: '[a-zA-Z0-9\\-_]{2,}', message: 'An ID has letters, digits, - and _ only.' },
    }),
  ],
  { required: true },
)

/** A sheet of the document: the tab people see, or the number its address ends with. */
export const sheetName = m.locator(
  'Sheet',
  [
    m.byList('sheets'),
    m.byUrl('https://docs\\.google\\.com/spreadsheets/d/[0-9a-zA-Z\\-_]+.*#gid=([0-9]+)', {
      placeholder: 'https://docs.google.com/spreadsheets/d/…#gid=0',
    }),
    m.byId({ validate: { pattern: '((gid=)?[0-9]{1,})', message: 'The ID of a sheet is a number.' } }),
    m.byName(),
  ],
  { required: true, dependsOn: ['documentId.value'] },
)

/** A new sheet's place and look. */
export const sheetOptions = {
  hidden: m.flag('Hidden'),
  rightToLeft: m.flag('Right to left'),
  sheetId: m.number('Sheet ID'),
  index: m.number('Position among the sheets'),
  tabColor: m.color('Colour of the tab', { default: '0aa55c' }),
}
