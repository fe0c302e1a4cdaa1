import * as m from '@millrace/sdk'
import { csvEncoding, csvOptions, delimiter, readChosenCsv } from '../files/csv-input.ts'
import { itemOf, storeMade } from '../files/made-file.ts'
import { rowsOfEach } from '../files/rows-of-each.ts'
import {
  headerRow,
  includeEmptyCells,
  range,
  rawData,
  readAsString,
  readChosenSheet,
  sheetName,
} from '../files/sheet-input.ts'
import { writeSheet } from '../files/write-sheet.ts'
import { bytesOf, fileOf } from '../values/file-of.ts'

const formats = { csv: 'CSV', html: 'HTML', ods: 'ODS', rtf: 'RTF', xls: 'XLS', xlsx: 'XLSX' } as const

const { maxRowCount, fromLine, skipRecordsWithErrors, ...marks } = csvOptions

const fromFile = m.operation({
  name: 'Read rows of a file',
  input: {
    binaryPropertyName: m.text('File', { default: 'data', required: true }),
    fileFormat: m.since(2, m.choice('Format', { autodetect: 'As the file shows', ...formats })),
    options: m.collection('Options', {
      ...m.given(m.is('/fileFormat', 'csv'), {
        delimiter,
        encoding: csvEncoding,
        ...marks,
      }),
      headerRow,
      includeEmptyCells,
      maxRowCount: m.when(m.is('/fileFormat', 'csv'), maxRowCount),
      range,
      rawData,
      readAsString,
      sheetName,
      ...m.given(m.is('/fileFormat', 'csv'), { fromLine, skipRecordsWithErrors }),
    }),
  },
  per: 'each',
  run: async (inputAt, { items, context }) =>
    rowsOfEach(await items(), context, async (item, index) => {
      const { binaryPropertyName, fileFormat, options } = inputAt(index)
      const bytes = await bytesOf(item, binaryPropertyName, context)
      const isCsv =
        fileFormat === 'csv' ||
        (fileFormat === 'autodetect' && fileOf(item, binaryPropertyName).mimeType === 'text/csv')
      if (!isCsv) return { rows: await readChosenSheet(bytes, options, context.signal) }
      const { rows, problem } = await readChosenCsv(bytes, options, context.signal)
      return { rows: rows.map((json) => ({ json })), problem }
    }),
})

const toFile = m.operation({
  name: 'Make a file of the items',
  input: {
    fileFormat: m.choice('Format', formats, { default: 'xls' }),
    binaryPropertyName: m.text('Name for the file in the item', { default: 'data', required: true }),
    options: m.collection('Options', {
      compression: m.when(m.is('/fileFormat', 'xlsx', 'ods'), m.flag('As small as can be')),
      fileName: m.text('Name of the file'),
      headerRow,
      sheetName: m.when(m.is('/fileFormat', 'ods', 'xls', 'xlsx'), sheetName),
    }),
  },
  per: 'list',
  run: async ({ fileFormat, binaryPropertyName, options }, { items, context }) => {
    const all = await items()
    const bytes = await writeSheet(
      all.map(({ json }) => json),
      fileFormat,
      options,
    )
    const usualName = `spreadsheet.${fileFormat}`
    const file = await storeMade({ bytes, fileName: options.fileName, usualName }, context)
    return [{ ...itemOf(file, binaryPropertyName), pairedItem: all.map((_, item) => ({ item })) }]
  },
})

export const spreadsheetFile = m.defineNode({
  type: 'spreadsheetFile',
  name: 'Spreadsheet File',
  about: 'Reads and makes spreadsheets. “Extract from File” and “Convert to File” do it too.',
  icon: 'lucide:sheet',
  category: 'files',
  hidden: true,
  versions: [1, 2],
  operations: { fromFile, toFile },
})
