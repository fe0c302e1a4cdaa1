import type { JsonObject } from '@millrace/sdk'
import { memoryMachine, runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { readBinaryFile } from '../readBinaryFile/readBinaryFile.node.ts'
import { readBinaryFiles } from '../readBinaryFiles/readBinaryFiles.node.ts'
import { writeBinaryFile } from '../writeBinaryFile/writeBinaryFile.node.ts'
import { readWriteFile } from './readWriteFile.node.ts'

const files = new Map([
  ['/data/a.txt', 'a'],
  ['/data/b.txt', 'b'],
  ['/data/c.csv', 'c'],
  ['/data/sub/d.txt', 'd'],
  ['/data/sub/deep/e.txt', 'e'],
  ['/data/[x].txt', 'x'],
])
const stored = {
  store: async (
    bytes: Uint8Array,
    { fileName = '', mimeType = 'text/plain' }: { fileName?: string; mimeType?: string },
  ) => ({
    mimeType,
    fileName: fileName.split('/').at(-1) ?? '',
    directory: '/data',
    fileSize: `${bytes.length} B`,
    data: Buffer.from(bytes).toString('base64'),
  }),
  read: async () => new Uint8Array(),
}

async function read(fileSelector: string, options: JsonObject = {}, version = 1.1) {
  const context = { machine: memoryMachine(files), files: stored }
  const { outputs } = await runNode(readWriteFile, { parameters: { fileSelector, options }, version, context })
  return outputs[0] ?? []
}

const names = async (...call: Parameters<typeof read>) => (await read(...call)).map(({ json }) => json['fileName'])

describe('files are read', () => {
  test('by their path', async () => {
    expect(await read('/data/a.txt')).toMatchObject([
      {
        json: { fileName: 'a.txt', mimeType: 'text/plain', fileSize: '1 B' },
        binary: { data: { fileName: 'a.txt', directory: '/data' } },
        pairedItem: { item: 0 },
      },
    ])
    expect(await read('/data/nope.txt')).toEqual([])
  })

  test('by a pattern', async () => {
    expect(await names('/data/?.txt')).toEqual(['a.txt', 'b.txt'])
    expect(await names('/data/*.c*')).toEqual(['c.csv'])
    expect(await names('/data/**/*.txt')).toEqual(['[x].txt', 'a.txt', 'b.txt', 'd.txt', 'e.txt'])
    expect(await names('/data/*/d.txt')).toEqual(['d.txt'])
    expect(await names('/none/*')).toEqual([])
  })

  test('by a pattern with brackets, where they are no part of names', async () => {
    expect(await names('/data/{b,c}.*', { literalBrackets: false })).toEqual(['b.txt', 'c.csv'])
    expect(await names('/data/[ab].txt', {}, 1)).toEqual(['a.txt', 'b.txt'])
    expect(await names('/data/[ab].txt')).toEqual([])
    expect(await names('/data/[x].txt', {}, 1)).toEqual(['[x].txt'])
  })

  test('and called otherwise', async () => {
    const [found] = await read('/data/a.txt', {
      fileName: 'b.md',
      fileExtension: 'md',
      mimeType: 'text/markdown',
      dataPropertyName: 'own',
    })
    expect(found?.binary).toMatchObject({ own: { fileName: 'b.md', fileExtension: 'md', mimeType: 'text/markdown' } })
  })
})

test('a file of lines gives an item for each', async () => {
  const lines = new Map([['/data/a.ndjson', '{"n":1}\n{"n":2}\n']])
  const context = { machine: memoryMachine(lines) }
  const read = (filePath: string) =>
    runNode(readWriteFile, { parameters: { operation: 'readLines', filePath }, version: 1.1, context })
  expect((await read('/data/a.ndjson')).outputs[0]).toEqual([
    { json: { n: 1 }, pairedItem: { item: 0 } },
    { json: { n: 2 }, pairedItem: { item: 0 } },
  ])
  await expect(read('/data/b.ndjson')).rejects.toMatchObject({ code: 'file_missing' })
})

describe('a file is written', () => {
  const binary = { data: { mimeType: 'text/plain', data: Buffer.from('new').toString('base64') } }

  test('and the item says where', async () => {
    const written = new Map([['/data/a.txt', 'old']])
    const context = { machine: memoryMachine(written) }
    const write = (options: JsonObject) =>
      runNode(readWriteFile, {
        inputs: [[{ json: { a: 1 }, binary }]],
        parameters: { operation: 'write', fileName: '/data/a.txt', options },
        context,
      })
    const { outputs } = await write({})
    expect(outputs[0]).toEqual([{ json: { a: 1, fileName: '/data/a.txt' }, binary, pairedItem: { item: 0 } }])
    expect(written.get('/data/a.txt')).toBe('new')
    await write({ append: true })
    expect(written.get('/data/a.txt')).toBe('newnew')
  })

  test('with the effect that it has', () => {
    const effect = (options: JsonObject) => readWriteFile.effect({ operation: 'write', options }, 1.1)
    expect([effect({}), effect({ append: false }), effect({ append: true })]).toEqual([
      'idempotent',
      'idempotent',
      'append',
    ])
    expect(effect({ append: '={{ $json.more }}' })).toBe('append')
    expect(readWriteFile.effect({ operation: 'read' }, 1.1)).toBe('read')
  })
})

test('the nodes before it do the same', async () => {
  const machine = memoryMachine(new Map(files))
  const context = { machine, files: stored }
  const other = { mimeType: 'text/plain', data: Buffer.from('o').toString('base64') }
  const inputs = [[{ json: { a: 1 }, binary: { other } }]]
  const one = await runNode(readBinaryFile, { inputs, parameters: { filePath: '/data/a.txt' }, context })
  expect(one.outputs[0]).toMatchObject([{ json: { a: 1 }, binary: { other, data: { fileName: 'a.txt' } } }])
  const several = await runNode(readBinaryFiles, { inputs, parameters: { fileSelector: '/data/[ab].txt' }, context })
  expect(several.outputs[0]?.map(({ json, binary }) => [json, binary?.['data']?.fileName])).toEqual([
    [{}, 'a.txt'],
    [{}, 'b.txt'],
  ])
  const written = await runNode(writeBinaryFile, {
    inputs,
    parameters: { fileName: '/data/new.txt', dataPropertyName: 'other' },
    context: { machine },
  })
  expect(written.json).toEqual([{ a: 1, fileName: '/data/new.txt' }])
  expect(String(await machine.disk.read('/data/new.txt'))).toBe('o')
})
