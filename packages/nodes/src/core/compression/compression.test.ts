import { gzipSync } from 'node:zlib'
import type { BinaryData, JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { writeArchive } from '../files/write-archive.ts'
import { compression } from './compression.node.ts'

const file = (fileName: string, content: string | Uint8Array): BinaryData => ({
  mimeType: 'text/plain',
  fileName,
  fileExtension: fileName.split('.').at(-1) ?? '',
  data: Buffer.from(content).toString('base64'),
})

const files = {
  store: async (
    bytes: Uint8Array,
    { fileName, mimeType = 'text/plain' }: { fileName?: string; mimeType?: string },
  ) => ({
    mimeType,
    ...(fileName !== undefined && { fileName }),
    data: Buffer.from(bytes).toString('base64'),
  }),
  read: async ({ data = '' }: BinaryData) => Buffer.from(data, 'base64'),
}

async function run(binary: Readonly<Record<string, BinaryData>>, parameters: JsonObject, version = 1.1) {
  const { outputs } = await runNode(compression, {
    inputs: [[{ json: { k: 1 }, binary }]],
    parameters,
    version,
    context: { files },
  })
  return outputs[0]?.[0]
}

/** The names and contents of an item's files. */
function contents(binary: Readonly<Record<string, BinaryData>> = {}) {
  return Object.entries(binary).map(([name, { fileName, data = '' }]) => [
    name,
    fileName,
    Buffer.from(data, 'base64').toString(),
  ])
}

const two = { a: file('a.txt', 'aaaa'), b: file('b.txt', 'bbbb') }

describe('several files', () => {
  test.each(['zip', 'tar', 'targz'])('go into one archive and out of it: %s', async (outputFormat) => {
    const parameters = { operation: 'compress', binaryPropertyName: 'a, b', outputFormat, fileName: 'all.archive' }
    const packed = await run(two, { ...parameters, binaryPropertyOutput: 'packed' })
    expect(packed).toMatchObject({ json: { k: 1 }, binary: { packed: { fileName: 'all.archive' } } })
    const again = await run(packed?.binary ?? {}, { binaryPropertyName: 'packed' })
    expect(contents(again?.binary)).toEqual([
      ['file_0', 'a.txt', 'aaaa'],
      ['file_1', 'b.txt', 'bbbb'],
    ])
  })

  test('of one name stay apart', async () => {
    const same = { a: file('a.txt', '1'), b: file('a.txt', '2'), c: file('a.txt', '3') }
    const parameters = { operation: 'compress', binaryPropertyName: 'a,b,c', fileName: 'all.zip' }
    const again = await run((await run(same, parameters))?.binary ?? {}, { outputPrefix: 'f' })
    expect(contents(again?.binary).map(([, name]) => name)).toEqual(['a.txt', 'a_1.txt', 'a_2.txt'])
  })
})

describe('a file alone', () => {
  const gzip = { operation: 'compress', binaryPropertyName: 'a,b', outputFormat: 'gzip' }

  test('keeps its name in front of the new extension', async () => {
    const packed = await run(two, { ...gzip, binaryPropertyOutput: 'packed' })
    expect(Object.entries(packed?.binary ?? {}).map(([name, { fileName }]) => [name, fileName])).toEqual([
      ['packed', 'a.txt.gz'],
      ['packed1', 'b.txt.gz'],
    ])
    const again = await run(packed?.binary ?? {}, { binaryPropertyName: 'packed,packed1' })
    expect(contents(again?.binary)).toEqual([
      ['file_0', 'a.txt', 'aaaa'],
      ['file_1', 'b.txt', 'bbbb'],
    ])
  })

  test('is called otherwise where it is told to, and in the first version', async () => {
    const called = async (...call: Parameters<typeof run>) =>
      Object.values((await run(...call))?.binary ?? {}).map(({ fileName }) => fileName)
    expect(await called(two, { ...gzip, fileName: 'out.gz' })).toEqual(['out.txt.gz', 'out.txt.gz'])
    expect(await called(two, { ...gzip, outputPrefix: 'p_' }, 1)).toEqual(['a.gzip', 'b.gzip'])
  })
})

describe('what is unpacked', () => {
  const unpack = (bytes: Uint8Array, fileName = 'x') =>
    run({ data: file(fileName, bytes) }, { operation: 'decompress' })

  test('leaves folders and remarks behind', async () => {
    const at = new Date(0)
    const bytes = Buffer.from('x')
    const names = ['folder/', 'folder/a.txt', '__MACOSX/a.txt', '.DS_Store', '../../b.txt']
    const archive = await writeArchive(
      names.map((name) => ({ name, bytes: name.endsWith('/') ? Buffer.alloc(0) : bytes })),
      { at },
    )
    const { binary } = (await unpack(archive)) ?? {}
    expect(contents(binary).map(([, name]) => name)).toEqual(['folder/a.txt', '../../b.txt'])
  })

  test('does not grow beyond reason', async () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024))
    await expect(unpack(bomb)).rejects.toThrow('The file unpacks to more than 32 MB')
    const archive = await writeArchive([{ name: 'zeros', bytes: Buffer.alloc(40 * 1024 * 1024) }], { at: new Date(0) })
    await expect(unpack(archive)).rejects.toThrow('it unpacks to more than 32 MB')
  })

  test('is not unpacked again', async () => {
    const inner = gzipSync(gzipSync('x'))
    const { binary } = (await unpack(inner, 'a.gz.gz')) ?? {}
    expect(Object.values(binary ?? {}).map(({ fileName }) => fileName)).toEqual(['a.gz'])
  })

  test.each([
    ['no archive', Buffer.from('hello'), 'The file is no archive'],
    ['damaged', Buffer.concat([gzipSync('hello').subarray(0, 12), Buffer.from('x')]), 'it is damaged'],
  ])('is refused where it is %s', async (_what, bytes, message) => {
    await expect(unpack(bytes)).rejects.toThrow(message)
  })

  test('is named', async () => {
    await expect(run(two, { operation: 'decompress', binaryPropertyName: ' , ' })).rejects.toThrow('No file is named')
    await expect(run(two, { operation: 'decompress', binaryPropertyName: 'c' })).rejects.toThrow('There is no file "c"')
  })
})
