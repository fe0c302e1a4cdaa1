import * as m from '@millrace/sdk'
import { writeFile } from '../disk/write-file.ts'

const write = m.operation({
  input: {
    fileName: m.text('File', { required: true, placeholder: '/data/report.pdf' }),
    dataPropertyName: m.text('File of the item', { default: 'data', required: true }),
    options: m.collection('Options', { append: m.flag('Behind what is in it') }),
  },
  per: 'item',
  effect: 'append',
  run: ({ fileName, dataPropertyName, options }, { item, context }) =>
    writeFile(item, dataPropertyName, fileName, options.append ?? false, context),
})

export const writeBinaryFile = m.defineNode({
  type: 'writeBinaryFile',
  name: 'Write Binary File',
  about: 'Writes a file to the server. “Read/Write Files from Disk” does it too.',
  openedBy: 'MILLRACE_FILE_FOLDERS',
  icon: 'lucide:hard-drive',
  category: 'files',
  hidden: true,
  operation: write,
})
