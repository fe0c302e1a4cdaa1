import * as m from '@millrace/sdk'
import { eventDetails, eventInput, eventItem } from '../files/calendar-event.ts'
import { encodeText, encodingInput, withMark } from '../files/encodings.ts'
import { itemOf, storeMade } from '../files/made-file.ts'
import { delimiter } from '../files/csv-input.ts'
import { headerRow, sheetName } from '../files/sheet-input.ts'
import { type SheetFormat, type SheetStyle, writeSheet } from '../files/write-sheet.ts'
import { getField } from '../values/field-path.ts'

const binaryPropertyName = m.text('Name for the file in the item', {
  help: 'Nodes behind find the file by this name.',
  default: 'data',
  required: true,
})
const fileName = m.text('Name of the file', { placeholder: 'report.csv' })
const compression = m.flag('As small as can be', { help: 'Packs the file more tightly, which takes longer.' })
const addBOM = m.when(
  m.is('encoding', ...withMark),
  m.flag('Begin with the byte order mark', { help: 'Some programs tell the encoding by it.' }),
)
const encoding = encodingInput('Encoding of the file')

/** An operation that makes one table of all items. */
function toTable<const I extends m.Inputs>(format: SheetFormat, options: I) {
  return m.operation({
    name: `Table in ${format.toUpperCase()}`,
    input: { binaryPropertyName, options: m.collection('Options', { fileName, headerRow, ...options }) },
    per: 'list',
    run: async (input, { items, context }) => {
      const all = await items()
      const style: SheetStyle & { readonly fileName?: string | undefined } = input.options
      const bytes = await writeSheet(
        all.map(({ json }) => json),
        format,
        style,
      )
      const file = await storeMade({ bytes, fileName: style.fileName, usualName: `File.${format}` }, context)
      return [{ ...itemOf(file, input.binaryPropertyName), pairedItem: all.map((_, item) => ({ item })) }]
    },
  })
}

const jsonInput = {
  binaryPropertyName,
  options: m.collection('Options', {
    addBOM,
    format: m.flag('Indented', { help: 'Easier to read, but larger.' }),
    encoding,
    fileName,
  }),
} as const

type JsonInput = m.Read<typeof jsonInput>

async function jsonFile(value: m.Json, { options }: JsonInput, context: m.RunContext): Promise<m.BinaryData> {
  const text = options.format ? JSON.stringify(value, null, 2) : JSON.stringify(value)
  return storeMade(
    {
      bytes: await encodeText(text, options.encoding, options.addBOM),
      fileName: options.fileName,
      usualName: 'file.json',
      mimeType: 'application/json',
    },
    context,
  )
}

const toJson = m.operation({
  name: 'JSON',
  input: {
    mode: m.choice('Files', { once: 'One of all items', each: 'One for each item' }, { noExpression: true }),
    ...jsonInput,
  },
  per: 'list',
  run: async (input, { items, inputAt, context }) => {
    const all = await items()
    if (input.mode === 'once') {
      const file = await jsonFile(
        all.map(({ json }) => json),
        input,
        context,
      )
      return [{ ...itemOf(file, input.binaryPropertyName), pairedItem: all.map((_, item) => ({ item })) }]
    }
    const made: m.Item[] = []
    for (const [item, { json }] of all.entries()) {
      const own = inputAt(item)
      made.push({ ...itemOf(await jsonFile(json, own, context), own.binaryPropertyName), pairedItem: { item } })
    }
    return made
  },
})

const sourceProperty = (label: string) =>
  m.text(label, {
    required: true,
    placeholder: 'text',
    help: 'The field of the item that becomes the content of the file.',
  })

const toText = m.operation({
  name: 'Text',
  input: {
    sourceProperty: sourceProperty('Field with the text'),
    binaryPropertyName,
    options: m.collection('Options', { addBOM, encoding, fileName }),
  },
  per: 'item',
  run: async ({ sourceProperty: field, binaryPropertyName: name, options }, { item, context }) => {
    const value = fieldOf(item, field)
    const isText = typeof value !== 'object'
    const file = await storeMade(
      {
        bytes: await encodeText(isText ? String(value) : JSON.stringify(value), options.encoding, options.addBOM),
        fileName: options.fileName,
        usualName: 'file.txt',
        mimeType: isText ? 'text/plain' : 'application/json',
      },
      context,
    )
    return itemOf(file, name)
  },
})

const toBinary = m.operation({
  name: 'Bytes out of base64',
  input: {
    sourceProperty: sourceProperty('Field with base64'),
    binaryPropertyName,
    options: m.collection('Options', {
      addBOM,
      dataIsBase64: m.until(1, m.unless('It is base64', { encoding }, { default: true })),
      fileName,
      mimeType: m.text('Media type', { placeholder: 'image/png' }),
    }),
  },
  per: 'item',
  run: async ({ sourceProperty: field, binaryPropertyName: name, options }, { item, context }) => {
    const value = fieldOf(item, field)
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    const file = await storeMade(
      {
        bytes:
          options.dataIsBase64 === false
            ? await encodeText(text, options.encoding, options.addBOM)
            : Buffer.from(text, 'base64'),
        fileName: options.fileName,
        usualName: 'file',
        mimeType: options.mimeType,
      },
      context,
    )
    return itemOf(file, name)
  },
})

function fieldOf({ json }: m.Item, name: string): m.Json {
  const value = getField(json, name)
  if (value !== undefined) return value
  const names = Object.keys(json).map((one) => `"${one}"`)
  throw m.refuse(
    `The item has no field "${name}"${names.length === 0 ? '' : `, only ${names.slice(0, 20).join(', ')}`}.`,
    { code: 'field_missing', retry: 'no' },
  )
}

const iCal = m.operation({
  name: 'Event in a calendar (ICS)',
  input: { ...eventInput, binaryPropertyName, additionalFields: eventDetails },
  per: 'item',
  run: (event, { context }) => eventItem(event, context),
})

export const convertToFile = m.defineNode({
  type: 'convertToFile',
  name: 'Convert to File',
  about: 'Makes files of items: tables and spreadsheets, JSON, text, calendars, bytes.',
  icon: 'lucide:file-input',
  category: 'files',
  aliases: ['csv', 'excel', 'xlsx', 'json', 'calendar', 'ics', 'ods', 'rtf', 'html', 'base64', 'write', 'export'],
  versions: [1, 1.1],
  operations: {
    csv: toTable('csv', { delimiter }),
    html: toTable('html', {}),
    iCal,
    toJson,
    ods: toTable('ods', { compression, sheetName }),
    rtf: toTable('rtf', {}),
    toText,
    xls: toTable('xls', { sheetName }),
    xlsx: toTable('xlsx', { compression, sheetName }),
    toBinary,
  },
})
