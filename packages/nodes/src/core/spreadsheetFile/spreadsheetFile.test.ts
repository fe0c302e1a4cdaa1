import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { spreadsheetFile } from './spreadsheetFile.node.ts'

function read(text: string, parameters: JsonObject = {}, { version = 2, mimeType = 'text/csv' } = {}) {
  const data = { mimeType, data: Buffer.from(text).toString('base64') }
  return runNode(spreadsheetFile, {
    inputs: [[{ json: {}, binary: { data } }]],
    parameters: { operation: 'fromFile', ...parameters },
    version,
  })
}

describe('rows of a file', () => {
  test('are what a spreadsheet program makes of them, in the first version', async () => {
    expect((await read('n,d\n007,2024-01-02', {}, { version: 1 })).json).toEqual([{ n: 7, d: 45_293 }])
  })

  test('are texts where the file is CSV', async () => {
    expect((await read('n,d\n007,2024-01-02')).json).toEqual([{ n: '007', d: '2024-01-02' }])
    const named = { fileFormat: 'csv', options: { delimiter: ';', maxRowCount: 1 } }
    expect((await read('n;d\n007;x\n8;y', named, { mimeType: 'text/plain' })).json).toEqual([{ n: '007', d: 'x' }])
  })

  test('say where they end', async () => {
    const { json, outcome } = await read('a,b\n1,2\n3')
    expect(json).toEqual([{ a: '1', b: '2' }])
    expect(outcome).toMatchObject({ hints: [expect.stringContaining('one is malformed')] })
  })
})

test('a file of items is called after its format', async () => {
  const parameters = { operation: 'toFile', fileFormat: 'xlsx', options: { sheetName: 'People' } }
  const { outputs } = await runNode(spreadsheetFile, { items: [{ a: 1 }, { a: 2 }], parameters })
  expect(outputs[0]).toMatchObject([
    { json: {}, binary: { data: { fileName: 'spreadsheet.xlsx' } }, pairedItem: [{ item: 0 }, { item: 1 }] },
  ])
})
