import * as m from '@millrace/sdk'
import { fileOf } from '../values/file-of.ts'
import { namesIn, packAlone, packTogether } from './pack.ts'
import { unpackFile } from './unpack.ts'

const files = m.text('Files', { default: 'data', required: true, placeholder: 'data, photo' })
const fileName = m.text('Name of the archive', { required: true, placeholder: 'data.zip' })
const binaryPropertyOutput = m.text('Name for the file in the item', { default: 'data' })
const archives = {
  tar: m.variant('TAR', { fileName, binaryPropertyOutput }),
  targz: m.variant('TAR, packed with gzip', { fileName, binaryPropertyOutput }),
  zip: m.variant('ZIP', { fileName, binaryPropertyOutput }),
}

const compress = m.operation({
  name: 'Pack',
  input: {
    binaryPropertyName: files,
    outputFormat: m.oneOf(
      m.until(
        1,
        m.variants(
          'Format',
          {
            gzip: m.variant('Gzip, each file alone', {
              outputPrefix: m.text('Names for the files begin with', { default: 'data', required: true }),
            }),
            ...archives,
          },
          { default: '' },
        ),
      ),
      m.since(
        1.1,
        m.variants(
          'Format',
          {
            gzip: m.variant('Gzip, each file alone', {
              fileName: m.text('Name of the packed file', { placeholder: 'data.gz' }),
              binaryPropertyOutput,
            }),
            ...archives,
          },
          { default: 'zip' },
        ),
      ),
    ),
  },
  per: 'item',
  run: async (input, { item, context }) => {
    const names = namesIn(input.binaryPropertyName)
    if (input.outputFormat !== undefined && input.outputFormat !== 'gzip') {
      const file = await packTogether(item, names, input.outputFormat, input.fileName, context)
      return withFiles(item, [[input.binaryPropertyOutput || 'data', file]])
    }
    const packed: [string, m.BinaryData][] = []
    for (const [index, name] of names.entries()) {
      const inItem =
        input.outputPrefix === undefined
          ? `${input.binaryPropertyOutput || 'data'}${index || ''}`
          : `${input.outputPrefix}${index}`
      const called =
        input.outputPrefix === undefined
          ? packedName(fileOf(item, name), input.fileName ?? '')
          : oldName(fileOf(item, name))
      packed.push([inItem, await packAlone(item, name, called, context)])
    }
    return withFiles(item, packed)
  },
})

/** `report.txt` as `report.txt.gz`, or under another name that keeps the extension. */
function packedName({ fileName: own = 'file', fileExtension }: m.BinaryData, wanted: string): string {
  const stem = (wanted || own).replace(/\.(?:gz|gzip)$/i, '')
  const known = fileExtension === undefined || stem.toLowerCase().endsWith(`.${fileExtension.toLowerCase()}`)
  return `${stem}${known ? '' : `.${fileExtension}`}.gz`
}

/** `report.txt` as `report.gzip`, in the first version. */
function oldName({ fileName: own = 'file' }: m.BinaryData): string {
  return `${own.replace(/(?<=[^.])\.[^.]*$/, '')}.gzip`
}

const decompress = m.operation({
  name: 'Unpack',
  preset: true,
  input: {
    binaryPropertyName: files,
    outputPrefix: m.text('Names for the files begin with', { default: 'file_', required: true }),
  },
  per: 'item',
  run: async ({ binaryPropertyName, outputPrefix }, { item, context }) => {
    const found: m.BinaryData[] = []
    for (const name of namesIn(binaryPropertyName)) found.push(...(await unpackFile(item, name, context)))
    return withFiles(
      item,
      found.map((file, index) => [`${outputPrefix}${index}`, file]),
    )
  },
})

/** The item with these files instead of its own. */
function withFiles({ json }: m.Item, found: readonly (readonly [string, m.BinaryData])[]): m.Item {
  return { json, binary: Object.fromEntries(found) }
}

export const compression = m.defineNode({
  type: 'compression',
  name: 'Compression',
  about: 'Packs files into archives, and takes files out of them.',
  icon: 'lucide:file-archive',
  category: 'files',
  aliases: ['zip', 'gzip', 'tar', 'unzip', 'archive', 'pack', 'unpack', 'extract'],
  versions: [1, 1.1],
  operations: { compress, decompress },
})
