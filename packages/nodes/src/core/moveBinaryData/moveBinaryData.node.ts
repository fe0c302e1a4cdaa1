import * as m from '@millrace/sdk'
import { decodeText, encodeText, encodingInput, withMark } from '../files/encodings.ts'
import { withoutFile } from '../files/keep-source.ts'
import { storeMade } from '../files/made-file.ts'
import { asItemJson } from '../values/as-item-json.ts'
import { getField, removeField, setField } from '../values/field-path.ts'
import { bytesOf } from '../values/file-of.ts'
import { readJson } from '../values/read-json.ts'

const toJson = m.is('/mode', 'binaryToJson')
const toBinary = m.is('/mode', 'jsonToBinary')
const intoField = m.all(toJson, m.is('/setAllData', false))

const inputs = {
  mode: m.variants('Direction', {
    binaryToJson: m.variant('File to fields', {
      setAllData: m.unless(
        'All fields at once',
        { destinationKey: m.text('Field for the result', { default: 'data', required: true }) },
        { default: true },
      ),
      sourceKey: m.text('File', { default: 'data', required: true }),
    }),
    jsonToBinary: m.variant('Fields to file', {
      convertAllData: m.unless(
        'All fields at once',
        { sourceKey: m.text('Field', { default: 'data', required: true }) },
        { default: true },
      ),
      destinationKey: m.text('Name for the file in the item', { default: 'data', required: true }),
    }),
  }),
  options: m.collection('Options', {
    addBOM: m.when(m.all(toBinary, m.is('encoding', ...withMark)), m.flag('Begin with the byte order mark')),
    dataIsBase64: m.when(
      m.all(toBinary, m.is('/convertAllData', false), m.isNot('useRawData', true)),
      m.flag('The field holds base64'),
    ),
    encoding: m.when(m.is('/mode', 'binaryToJson', 'jsonToBinary'), encodingInput('Encoding of the file')),
    stripBOM: m.when(
      m.all(toJson, m.is('encoding', ...withMark)),
      m.flag('Without the byte order mark', { default: true }),
    ),
    fileName: m.when(toBinary, m.text('Name of the file')),
    jsonParse: m.when(m.all(intoField, m.isNot('keepAsBase64', true)), m.flag('The file holds JSON')),
    keepSource: m.flag('Keep what is moved'),
    keepAsBase64: m.when(m.all(intoField, m.isNot('jsonParse', true)), m.flag('As base64')),
    mimeType: m.when(toBinary, m.text('Media type', { default: 'application/json' })),
    useRawData: m.when(m.all(toBinary, m.isNot('dataIsBase64', true)), m.flag('Text as it is, not as JSON')),
  }),
} as const

type Input = m.Read<typeof inputs>
type Reading = Extract<Input, { readonly mode: 'binaryToJson' }>
type Writing = Extract<Input, { readonly mode: 'jsonToBinary' }>

const move = m.operation({
  input: inputs,
  per: 'item',
  run: (input, { item, context }) =>
    input.mode === 'binaryToJson' ? toFields(input, item, context) : toFile(input, item, context),
})

/** An item without the file is left out. */
async function toFields(input: Reading, item: m.Item, context: m.RunContext): Promise<m.Item | null> {
  const { sourceKey, destinationKey, options } = input
  if (!Object.hasOwn(item.binary ?? {}, sourceKey)) return null
  const bytes = await bytesOf(item, sourceKey, context)
  const json =
    destinationKey === undefined
      ? asItemJson(readJson(await textOf(bytes, input), `The file "${sourceKey}"`))
      : setField(item.json, destinationKey, await valueOf(bytes, input))
  const binary = options.keepSource ? item.binary : withoutFile(item, sourceKey)
  return binary && Object.keys(binary).length > 0 ? { json, binary } : { json }
}

async function valueOf(bytes: Uint8Array, input: Reading): Promise<m.Json> {
  const { keepAsBase64, jsonParse } = input.options
  if (keepAsBase64) return Buffer.from(bytes).toString('base64')
  const text = await textOf(bytes, input)
  return jsonParse ? readJson(text, `The file "${input.sourceKey}"`) : text
}

function textOf(bytes: Uint8Array, { options }: Reading): Promise<string> {
  return decodeText(bytes, options.encoding, options.stripBOM ?? true)
}

/** An item without the field is left out. */
async function toFile(input: Writing, item: m.Item, context: m.RunContext): Promise<m.Item | null> {
  const { sourceKey, destinationKey, options } = input
  const value = sourceKey === undefined ? item.json : getField(item.json, sourceKey)
  if (value === undefined) return null
  const file = await storeMade(
    {
      bytes: await contentOf(value, options),
      fileName: options.fileName,
      usualName: 'file',
      mimeType: options.mimeType || (options.useRawData || options.dataIsBase64 ? undefined : 'application/json'),
    },
    context,
  )
  const binary = { ...item.binary, ...Object.fromEntries([[destinationKey, file]]) }
  if (options.keepSource) return { json: item.json, binary }
  return { json: sourceKey === undefined ? {} : removeField(item.json, sourceKey), binary }
}

async function contentOf(value: m.Json, options: Writing['options']): Promise<Uint8Array> {
  if (options.dataIsBase64) return Buffer.from(String(value), 'base64')
  const asItIs = options.useRawData && typeof value !== 'object'
  return encodeText(asItIs ? String(value) : JSON.stringify(value), options.encoding, options.addBOM)
}

export const moveBinaryData = m.defineNode({
  type: 'moveBinaryData',
  name: 'Convert to/from binary data',
  about: 'Moves files into fields and back. “Extract from File” and “Convert to File” do it too.',
  icon: 'lucide:arrow-left-right',
  category: 'files',
  hidden: true,
  versions: [1, 1.1],
  operation: move,
})
