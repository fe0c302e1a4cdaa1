import * as m from '@millrace/sdk'
import { findFiles } from '../disk/find-files.ts'
import { jsonLines } from '../files/json-lines.ts'
import { writeFile } from '../disk/write-file.ts'

const notice = m.notice('The files of the server, beneath the folders that an administrator opened.')

const read = m.operation({
  name: 'Read files',
  input: {
    fileSelector: m.text('Files', { required: true, placeholder: '/data/reports/*.csv' }),
    options: m.collection('Options', {
      fileExtension: m.text('Extension instead of the file’s'),
      fileName: m.text('Name instead of the file’s'),
      mimeType: m.text('Media type instead of the file’s'),
      dataPropertyName: m.text('Name for the file in the item', { default: 'data' }),
      literalBrackets: m.flag('Brackets are part of names', {
        default: true,
        help: 'Otherwise [ab] means a or b, and {x,y} x or y.',
      }),
    }),
  },
  per: 'item',
  effect: 'read',
  run: async ({ fileSelector, options }, { context, version }) => {
    const literal = options.literalBrackets ?? version >= 1.1
    const found: m.Item[] = []
    for await (const { path, bytes } of findFiles(context.machine.disk, fileSelector, literal)) {
      const file = await context.files.store(bytes, {
        fileName: path,
        ...(options.mimeType && { mimeType: options.mimeType }),
      })
      const { fileName = file.fileName, fileExtension = file.fileExtension } = options
      const named = { ...file, fileName, fileExtension }
      found.push({ json: aboutFile(named), binary: Object.fromEntries([[options.dataPropertyName || 'data', named]]) })
    }
    return found
  },
})

function aboutFile({ mimeType, fileType, fileName, fileExtension, fileSize }: m.BinaryData): m.JsonObject {
  return { mimeType, fileType, fileName, fileExtension, fileSize }
}

const readLines = m.operation({
  name: 'Read lines of JSON',
  input: {
    filePath: m.text('File', {
      required: true,
      placeholder: '/data/orders.ndjson',
      help: 'An item for every line. The file may be larger than memory.',
    }),
  },
  per: 'item',
  effect: 'read',
  run: ({ filePath }, { context }) => jsonLines(context.machine.disk.chunks(filePath), `"${filePath}"`),
})

const write = m.operation({
  name: 'Write a file',
  input: {
    fileName: m.text('File', { required: true, placeholder: '/data/reports/today.csv' }),
    dataPropertyName: m.text('File of the item', { default: 'data', required: true }),
    options: m.collection('Options', { append: m.flag('Behind what is in it') }),
  },
  per: 'item',
  effect: ({ options }) => (appends(options) ? 'append' : 'idempotent'),
  run: ({ fileName, dataPropertyName, options }, { item, context }) =>
    writeFile(item, dataPropertyName, fileName, options.append ?? false, context),
})

/** Anything but a plain no may turn out to append. */
function appends(options: m.Json | undefined): boolean {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return false
  return 'append' in options && options.append !== false
}

export const readWriteFile = m.defineNode({
  type: 'readWriteFile',
  name: 'Read/Write Files from Disk',
  about: 'Reads and writes files of the server, beneath the folders that are open to nodes.',
  openedBy: 'MILLRACE_FILE_FOLDERS',
  icon: 'lucide:hard-drive',
  category: 'files',
  aliases: ['disk', 'file system', 'folder', 'path', 'save', 'load', 'ndjson', 'jsonl'],
  versions: [1, 1.1],
  input: { info: notice },
  operations: { read, readLines, write },
  summary: [
    { text: 'write {fileName}', when: m.is('operation', 'write') },
    { text: 'read lines of {filePath}', when: m.is('operation', 'readLines') },
    { text: 'read {fileSelector}', when: m.is('operation', 'read') },
  ],
})
