import * as m from '@millrace/sdk'
import { findFiles } from '../disk/find-files.ts'

const read = m.operation({
  input: {
    fileSelector: m.text('Files', { required: true, placeholder: '/data/*.pdf' }),
    dataPropertyName: m.text('Name for the file in the item', { default: 'data', required: true }),
  },
  per: 'list',
  effect: 'read',
  run: async ({ fileSelector, dataPropertyName }, { context }) => {
    const found: m.Item[] = []
    for await (const { path, bytes } of findFiles(context.machine.disk, fileSelector, false)) {
      const file = await context.files.store(bytes, { fileName: path })
      found.push({ json: {}, binary: Object.fromEntries([[dataPropertyName, file]]), pairedItem: { item: 0 } })
    }
    return found
  },
})

export const readBinaryFiles = m.defineNode({
  type: 'readBinaryFiles',
  name: 'Read Binary Files',
  about: 'Reads files of the server. “Read/Write Files from Disk” does it too.',
  openedBy: 'MILLRACE_FILE_FOLDERS',
  icon: 'lucide:hard-drive',
  category: 'files',
  hidden: true,
  operation: read,
})
