import * as m from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { expect, test } from 'vitest'
import { googleSheets } from './googleSheets.node.ts'
import { documentId, sheetName } from './parts.ts'

const names = (parameters: m.JsonObject, version: number) =>
  m.visibleProperties(googleSheets.description, parameters, version).map((one) => one.name)

const sheet = (value: string) => ({ sheetName: { __rl: true, mode: 'list', value } })

test('asks for what the chosen operation needs, once a sheet is chosen', () => {
  const append = { resource: 'sheet', operation: 'append' }
  const chooser = ['authentication', 'resource', 'operation', 'documentId', 'sheetName']
  expect(names(append, 4.7)).toEqual(chooser)
  expect(names({ ...append, ...sheet('') }, 4.7)).toEqual(chooser)
  expect(names({ ...append, ...sheet('gid=0') }, 4.7)).toEqual([...chooser, 'columns', 'options'])
  expect(names({ ...append, ...sheet('gid=0') }, 3)).toEqual([...chooser, 'dataMode', 'fieldsUi', 'options'])
  expect(names(append, 2)).toEqual([...chooser.slice(0, 3), 'sheetId', 'range', 'keyRow', 'options'])
})

test('starts with reading rows, by signing in except in the first version', () => {
  const presets = (version: number) =>
    m
      .visibleProperties(googleSheets.description, {}, version)
      .slice(0, 3)
      .map((one) => one.default)
  expect(presets(1)).toEqual(['serviceAccount', 'sheet', 'read'])
  expect(presets(4.7)).toEqual(['oAuth2', 'sheet', 'read'])
})

test('takes the document and the sheet out of their addresses', () => {
  const address = 'https://docs.google.com/spreadsheets/d/1aB-c_D/edit#gid=42'
  const found = m.read(
    { documentId, sheetName },
    { documentId: { mode: 'url', value: address }, sheetName: { mode: 'url', value: address } },
    4.7,
  )
  expect(found).toEqual({ documentId: { mode: 'url', value: '1aB-c_D' }, sheetName: { mode: 'url', value: '42' } })
})

test('says that it cannot run yet', async () => {
  expect(googleSheets.description).toMatchObject({ unavailable: true, hidden: true })
  await expect(runNode(googleSheets, { version: 4.7 })).rejects.toThrow('Google Sheets cannot run yet')
})
