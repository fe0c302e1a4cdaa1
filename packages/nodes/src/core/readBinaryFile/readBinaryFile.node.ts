import * as m from '@millrace/sdk'

const read = m.operation({
  input: {
    filePath: m.text('File', { required: true, placeholder: '/data/report.pdf' }),
    dataPropertyName: m.text('Name for the file in the item', { default: 'data', required: true }),
  },
  per: 'item',
  effect: 'read',
  run: async ({ filePath, dataPropertyName }, { item, context }) => {
    const file = await context.files.store(await context.machine.disk.read(filePath), { fileName: filePath })
    return { json: item.json, binary: { ...item.binary, ...Object.fromEntries([[dataPropertyName, file]]) } }
  },
})

export const readBinaryFile = m.defineNode({
  type: 'readBinaryFile',
  name: 'Read Binary File',
  about: 'Reads a file of the server. “Read/Write Files from Disk” does it too.',
  openedBy: 'MILLRACE_FILE_FOLDERS',
  icon: 'lucide:hard-drive',
  category: 'files',
  hidden: true,
  operation: read,
})
