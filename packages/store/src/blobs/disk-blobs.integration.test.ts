import { fstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { diskBlobs } from './disk-blobs.ts'

const root = mkdtempSync(join(tmpdir(), 'millrace-blobs-'))
const blobs = diskBlobs(root)
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function incoming(...texts: readonly string[]) {
  const blob = await blobs.incoming()
  for (const text of texts) await blob.write(Buffer.from(text))
  await blob.end()
  return blob
}

const arrived = () => readdirSync(join(root, 'incoming'))

test('a file that arrives is nobody’s until an execution keeps it', async () => {
  const blob = await incoming('ab', 'c')
  await expect(blobs.get('e1', blob.id)).rejects.toMatchObject({ code: 'blob_unknown' })
  await blob.keep('e1')
  expect(Buffer.from(await blobs.get('e1', blob.id)).toString()).toBe('abc')
  await expect(blobs.get('e2', blob.id)).rejects.toMatchObject({ code: 'blob_unknown' })
  expect(arrived()).toEqual([])
})

test('a stored file is read in parts', async () => {
  const id = await blobs.put('e4', Buffer.from('abcdef'))
  const part = async (from: number, to: number) => {
    const blob = await blobs.open('e4', id)
    expect(blob.size).toBe(6)
    return Buffer.concat(await blob.read(from, to).toArray()).toString()
  }
  expect([await part(0, 6), await part(2, 4), await part(5, 6)]).toEqual(['abcdef', 'cd', 'f'])
  await expect(blobs.open('e5', id)).rejects.toMatchObject({ code: 'blob_unknown' })
  await expect(blobs.open('e4', '../../etc/passwd')).rejects.toMatchObject({ code: 'blob_unknown' })
})

test('a file that nobody keeps is gone, also while it arrives', async () => {
  await (await incoming('a')).drop()
  const begun = await blobs.incoming()
  await begun.write(Buffer.from('a'))
  await begun.drop()
  expect(arrived()).toEqual([])
})

test('what an earlier process left is cleared, and nothing else', async () => {
  const kept = await blobs.put('e3', Buffer.from('kept'))
  await incoming('left')
  expect(arrived()).toHaveLength(1)
  await blobs.clearIncoming()
  expect(Buffer.from(await blobs.get('e3', kept)).toString()).toBe('kept')
  expect(readdirSync(root)).not.toContain('incoming')
})

test('a stored file is read piece by piece, and has nothing behind its end', async () => {
  const id = await blobs.put('e6', Buffer.from('abcdef'))
  const part = async (from: number, to: number) => Buffer.from(await blobs.part('e6', id, from, to)).toString()
  expect([await part(0, 4), await part(4, 8), await part(8, 12)]).toEqual(['abcd', 'ef', ''])
  await expect(blobs.part('e7', id, 0, 4)).rejects.toMatchObject({ code: 'blob_unknown' })
})

test('a file and its name are on disk before anybody can know of it', async () => {
  const probe = await open(join(root, 'probe'), 'w')
  const prototype: FileHandle = Object.getPrototypeOf(probe)
  await probe.close()
  const synced: string[] = []
  const { sync } = prototype
  const spy = vi.spyOn(prototype, 'sync').mockImplementation(async function (this: FileHandle) {
    await sync.call(this)
    synced.push(fstatSync(this.fd).isDirectory() ? 'folder' : 'file')
  })
  try {
    await blobs.put('e6', Buffer.from('abc'))
    expect(synced.splice(0)).toEqual(['file', 'folder', 'folder'])
    const blob = await incoming('abc')
    await blob.keep('e7')
    expect(synced).toEqual(['file', 'folder', 'folder'])
  } finally {
    spy.mockRestore()
  }
})
