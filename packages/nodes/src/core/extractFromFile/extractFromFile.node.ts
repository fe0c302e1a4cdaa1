import * as m from '@millrace/sdk'
import { type CsvChoice, csvEncoding, csvOptions, delimiter, readChosenCsv } from '../files/csv-input.ts'
import { jsonLines } from '../files/json-lines.ts'
import { decodeText, encodingInput, withMark } from '../files/encodings.ts'
import { keepSource, type KeepSource, withContent } from '../files/keep-source.ts'
import { pdfFields, pdfOptions, readChosenPdf } from '../files/pdf-input.ts'
import { readApart } from '../files/read-apart.ts'
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
import { setField } from '../values/field-path.ts'
import { bytesOf } from '../values/file-of.ts'
import { readJson } from '../values/read-json.ts'

const binaryPropertyName = m.text('File', { default: 'data', required: true })

const whole = {
  binaryPropertyName,
  destinationKey: m.text('Field for the result', {
    help: 'The field that holds what was read.',
    default: 'data',
    required: true,
  }),
  options: m.collection('Options', {
    encoding: encodingInput('Encoding of the file'),
    stripBOM: m.when(
      m.is('encoding', ...withMark),
      m.flag('Without the byte order mark', { default: true, help: 'The mark is no part of the text.' }),
    ),
    keepSource,
  }),
} as const

type Whole = m.Read<typeof whole>

/** An operation that makes one value of a file. */
function toField(name: string, make: (bytes: Uint8Array, input: Whole, signal: AbortSignal) => Promise<m.Json>) {
  return m.operation({
    name,
    input: whole,
    per: 'item',
    run: async (input, { item, context }) => {
      const bytes = await bytesOf(item, input.binaryPropertyName, context)
      const value = await make(bytes, input, context.signal)
      return withContent(
        item,
        input.binaryPropertyName,
        (fields) => setField(fields, input.destinationKey, value),
        input.options.keepSource,
      )
    },
  })
}

function textOf(bytes: Uint8Array, { options }: Whole): Promise<string> {
  return decodeText(bytes, options.encoding, options.stripBOM ?? true)
}

/** An operation that makes an item of every row of a spreadsheet. */
function toRows<const I extends m.Inputs>(name: string, options: I) {
  return m.operation({
    name,
    input: { binaryPropertyName, options: m.collection('Options', options) },
    per: 'item',
    run: async (input, { item, context }) =>
      readChosenSheet(await bytesOf(item, input.binaryPropertyName, context), input.options, context.signal),
  })
}

const sheetOptions = { headerRow, includeEmptyCells, range, rawData, readAsString, sheetName }

const csv = m.operation({
  name: 'Rows of CSV',
  input: {
    binaryPropertyName,
    options: m.collection('Options', {
      delimiter,
      encoding: csvEncoding,
      ...csvOptions,
      headerRow,
      includeEmptyCells,
      rawData,
      readAsString,
    }),
  },
  per: 'each',
  run: async (inputAt, { items, context }) =>
    rowsOfEach(await items(), context, async (item, index) => {
      const { binaryPropertyName: file, options } = inputAt(index)
      const choice: CsvChoice = options
      const { rows, problem } = await readChosenCsv(await bytesOf(item, file, context), choice, context.signal)
      return { rows: rows.map((json) => ({ json })), problem }
    }),
})

const pdf = m.operation({
  name: 'Text of PDF',
  input: { binaryPropertyName, options: m.collection('Options', { ...pdfOptions, keepSource }) },
  per: 'item',
  run: async ({ binaryPropertyName: file, options }, { item, context }) => {
    const content = await readChosenPdf(await bytesOf(item, file, context), options, context.signal)
    const keep: KeepSource | undefined = options.keepSource
    return withContent(item, file, (fields) => ({ ...fields, ...pdfFields(content, options.joinPages ?? true) }), keep)
  },
})

const jsonLinesOfFile = m.operation({
  name: 'Lines of JSON',
  input: { binaryPropertyName },
  per: 'item',
  run: async ({ binaryPropertyName: file }, { item, context }) =>
    jsonLines([await bytesOf(item, file, context)], `the file "${file}"`),
})

export const extractFromFile = m.defineNode({
  type: 'extractFromFile',
  name: 'Extract from File',
  about: 'Reads what is in a file: rows of tables and spreadsheets, text, JSON, calendars, PDF.',
  icon: 'lucide:file-output',
  category: 'files',
  aliases: [
    'csv',
    'excel',
    'xlsx',
    'pdf',
    'json',
    'calendar',
    'ics',
    'ods',
    'rtf',
    'xml',
    'base64',
    'ndjson',
    'jsonl',
    'read',
  ],
  versions: [1, 1.1],
  operations: {
    csv,
    html: toRows('Rows of a table in HTML', { headerRow, includeEmptyCells, rawData, readAsString }),
    fromIcs: toField('Events of a calendar (ICS)', async (bytes, _input, signal) =>
      readApart('calendar', bytes, undefined, { signal }),
    ),
    fromJson: toField('JSON', async (bytes, input) =>
      readJson(await textOf(bytes, input), `The file "${input.binaryPropertyName}"`),
    ),
    fromJsonLines: jsonLinesOfFile,
    ods: toRows('Rows of ODS', sheetOptions),
    pdf,
    rtf: toRows('Rows of a table in RTF', { rawData, readAsString }),
    text: toField('Text', textOf),
    xml: toField('XML, as text', textOf),
    xls: toRows('Rows of XLS', sheetOptions),
    xlsx: toRows('Rows of XLSX', sheetOptions),
    binaryToPropery: toField('The whole file, as base64', async (bytes) => Buffer.from(bytes).toString('base64')),
  },
})
