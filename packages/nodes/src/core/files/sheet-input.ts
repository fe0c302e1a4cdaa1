import * as m from '@millrace/sdk'
import { readApart } from './read-apart.ts'

export const headerRow = m.flag('The first row holds names', {
  help: 'The names of fields stand above the values. Off, there are only values.',
  default: true,
})
export const includeEmptyCells = m.flag('Keep empty cells', { help: 'As empty texts.' })
export const range = m.text('Range', { placeholder: 'A2:D20', help: 'Or the number of the first row, from 0.' })
export const rawData = m.flag('Leave values in texts as they are', { help: 'Numbers and dates stay text.' })
export const readAsString = m.flag('Read as a text in UTF-8', { help: 'For formats that are text.' })
export const sheetName = m.text('Sheet', { default: 'Sheet' })

export interface SheetChoice {
  readonly headerRow?: boolean | undefined
  readonly includeEmptyCells?: boolean | undefined
  readonly range?: string | undefined
  readonly rawData?: boolean | undefined
  readonly readAsString?: boolean | undefined
  readonly sheetName?: string | undefined
}

/** An item for every row of a spreadsheet, as a person chose it to be read. */
export async function readChosenSheet(
  bytes: Uint8Array,
  choice: SheetChoice,
  signal: AbortSignal,
): Promise<readonly m.Item[]> {
  const { rows } = await readApart(
    'sheet',
    bytes,
    {
      headerRow: choice.headerRow,
      emptyCells: choice.includeEmptyCells,
      range: choice.range,
      asText: choice.rawData,
      utf8: choice.readAsString,
      sheetName: choice.sheetName,
    },
    { signal },
  )
  return rows.map((json) => ({ json }))
}
