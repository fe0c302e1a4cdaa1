import * as m from '@millrace/sdk'
import { readApart } from './read-apart.ts'
import { type CsvOptions, type CsvTable, readCsv } from './read-csv.ts'

// How a table in text is written.
export const delimiter = m.text('Between the cells', { default: ',' })
export const csvEncoding = m.choice(
  'Encoding',
  {
    'utf-8': 'UTF-8',
    utf8: 'UTF-8 (utf8)',
    utf16le: 'UTF-16, little endian',
    'ucs-2': 'UCS-2',
    ucs2: 'UCS-2 (ucs2)',
    latin1: 'Latin 1',
    ascii: 'ASCII',
  },
  { default: 'utf-8' },
)

export const csvOptions = {
  enableBOM: m.flag('Without the byte order mark', { help: 'The mark is no part of the first name.' }),
  relaxQuotes: m.flag('Keep quotes within fields'),
  maxRowCount: m.number('Most rows', { default: -1, help: '-1 for all.' }),
  fromLine: m.number('First line'),
  skipRecordsWithErrors: m.groups(
    'Leave out malformed rows',
    {
      value: m.group('Malformed rows', {
        enabled: m.flag('Leave them out'),
        maxSkippedRecords: m.number('Most rows left out', { default: -1, help: '-1 for any number.' }),
      }),
    },
    { default: { value: { enabled: true, maxSkippedRecords: -1 } } },
  ),
}

export interface CsvChoice {
  readonly delimiter?: string | undefined
  readonly encoding?: string | undefined
  readonly enableBOM?: boolean | undefined
  readonly relaxQuotes?: boolean | undefined
  readonly headerRow?: boolean | undefined
  readonly includeEmptyCells?: boolean | undefined
  readonly maxRowCount?: number | undefined
  readonly fromLine?: number | undefined
  readonly skipRecordsWithErrors?:
    | { readonly value?: { readonly enabled: boolean; readonly maxSkippedRecords: number } }
    | undefined
}

/** Texts up to this size, in bytes, are read at once: that takes less long than to begin somewhere else. */
const small = 256 * 1024

/** The table in a file, as a person chose it to be read. */
export async function readChosenCsv(bytes: Uint8Array, choice: CsvChoice, signal: AbortSignal): Promise<CsvTable> {
  const options = toOptions(choice)
  return bytes.length <= small ? readCsv(bytes, options) : readApart('csv', bytes, options, { signal })
}

function toOptions({ maxRowCount = -1, skipRecordsWithErrors, ...choice }: CsvChoice): CsvOptions {
  const { enabled = false, maxSkippedRecords = -1 } = skipRecordsWithErrors?.value ?? {}
  return {
    delimiter: choice.delimiter,
    encoding: choice.encoding,
    stripMark: choice.enableBOM,
    headerRow: choice.headerRow,
    emptyCells: choice.includeEmptyCells,
    fromLine: choice.fromLine,
    relaxQuotes: choice.relaxQuotes,
    ...(maxRowCount >= 0 && { mostRows: maxRowCount }),
    ...(enabled && { mostSkipped: maxSkippedRecords < 0 ? Number.POSITIVE_INFINITY : maxSkippedRecords }),
  }
}
