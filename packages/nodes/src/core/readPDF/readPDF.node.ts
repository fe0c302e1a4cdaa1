import * as m from '@millrace/sdk'
import { pdfFields, readChosenPdf } from '../files/pdf-input.ts'
import { bytesOf } from '../values/file-of.ts'

const read = m.operation({
  input: {
    binaryPropertyName: m.text('File', { default: 'data', required: true }),
    encrypted: m.switched('Protected', { password: m.text('Password', { password: true }) }, { required: true }),
  },
  per: 'item',
  run: async ({ binaryPropertyName, password }, { item, context }) => {
    const bytes = await bytesOf(item, binaryPropertyName, context)
    const json = pdfFields(await readChosenPdf(bytes, { password }, context.signal), true)
    return item.binary ? { json, binary: item.binary } : { json }
  },
})

export const readPDF = m.defineNode({
  type: 'readPDF',
  name: 'Read PDF',
  about: 'Reads the text of PDF documents. “Extract from File” does it too.',
  icon: 'lucide:file-text',
  category: 'files',
  hidden: true,
  operation: read,
})
