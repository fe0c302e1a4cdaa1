import { expect, test } from 'vitest'
import { executionFiles } from './execution-files.ts'
import { memoryBlobs } from '../local/memory.ts'

const PIECE = 64 * 1024

test('a file is read piece by piece, whether its last piece is full or not', async () => {
  const files = executionFiles(memoryBlobs(), 'e')
  for (const size of [0, 1, PIECE, 2 * PIECE + 5]) {
    const bytes = Buffer.alloc(size, 'abc')
    const pieces = await Array.fromAsync(files.chunks(await files.store(bytes, {})))
    expect(Math.max(0, ...pieces.map(({ length }) => length))).toBeLessThanOrEqual(PIECE)
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
  }
})

test('a file that carries its bytes with it is one piece, and one without any is refused', async () => {
  const files = executionFiles(memoryBlobs(), 'e')
  const carried = { mimeType: 'text/plain', data: Buffer.from('hello').toString('base64') }
  expect(String(Buffer.concat(await Array.fromAsync(files.chunks(carried))))).toBe('hello')
  await expect(Array.fromAsync(files.chunks({ mimeType: 'text/plain' }))).rejects.toMatchObject({
    code: 'file_without_content',
  })
})
