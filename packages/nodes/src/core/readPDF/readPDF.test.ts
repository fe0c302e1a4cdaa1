import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { readPDF } from './readPDF.node.ts'

const drawn = 'BT /F1 18 Tf 20 50 Td (Hello) Tj ET'
const document = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length ${drawn.length}>>stream
${drawn}
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF`

test('reads the text of a document, and keeps the document', async () => {
  const data = { mimeType: 'application/pdf', data: Buffer.from(document).toString('base64') }
  const { outputs } = await runNode(readPDF, { inputs: [[{ json: { a: 1 }, binary: { data } }]] })
  expect(outputs[0]).toMatchObject([{ json: { text: 'Hello', numpages: 1, numrender: 1 }, binary: { data } }])
  expect(outputs[0]?.[0]?.json).not.toHaveProperty('a')
})
