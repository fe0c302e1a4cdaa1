import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Blobs } from '@millrace/engine'
import { StoreError } from '../error.ts'
import type { BlobFolder, IncomingBlob, StoredBlob } from '../store.ts'

/**
 * Files of executions on disk, a folder for each execution. An id is random and opaque: it is checked by its form
 * before a path is made of it, and the folder's name is a digest of the execution's id, so neither can lead elsewhere.
 * A file and its folder entry are on disk before its id is known to anyone who could write an event naming it.
 */
export function diskBlobs(root: string): Blobs & BlobFolder {
  return {
    async put(execution, bytes) {
      const folder = await makeFolder(root, execution)
      const id = newId()
      const file = await open(join(folder, id), 'wx', 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await syncFolder(folder)
      await syncFolder(root)
      return id
    },
    incoming: () => beginIncoming(root),
    clearIncoming: () => rm(incomingFolder(root), { recursive: true, force: true }),
    get: (execution, id) => found(id, () => readFile(fileOf(root, execution, id))),
    part: (execution, id, from, to) => found(id, () => readPart(fileOf(root, execution, id), from, to)),
    open: (execution, id) => found(id, () => openBlob(fileOf(root, execution, id))),
    async removeAll(executions) {
      for (const execution of executions) await rm(folderOf(root, execution), { recursive: true, force: true })
    },
  }
}

/** What arrives lies apart from what executions have: a folder of its own that no execution's id leads to. */
async function beginIncoming(root: string): Promise<IncomingBlob> {
  const id = newId()
  const path = join(incomingFolder(root), id)
  await mkdir(incomingFolder(root), { recursive: true, mode: 0o700 })
  const file = await open(path, 'wx', 0o600)
  let isOpen = true
  const close = async () => {
    if (!isOpen) return
    isOpen = false
    await file.close()
  }
  return {
    id,
    async write(bytes) {
      await file.writeFile(bytes)
    },
    async end() {
      await file.sync()
      await close()
    },
    async keep(execution) {
      const folder = await makeFolder(root, execution)
      await rename(path, join(folder, id))
      await syncFolder(folder)
      await syncFolder(root)
    },
    async drop() {
      await close()
      await rm(path, { force: true })
    },
  }
}

async function found<T>(id: string, look: () => Promise<T>): Promise<T> {
  if (!/^[A-Za-z0-9_-]{24}$/.test(id)) throw unknown(id)
  try {
    return await look()
  } catch (cause) {
    throw unknown(id, cause)
  }
}

async function readPart(path: string, from: number, to: number): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    const bytes = Buffer.allocUnsafe(Math.max(0, to - from))
    let length = 0
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, from + length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return bytes.subarray(0, length)
  } finally {
    await file.close()
  }
}

async function openBlob(path: string): Promise<StoredBlob> {
  const file = await open(path, 'r')
  const { size } = await file.stat()
  return {
    size,
    read: (from, to) => (from < to ? file.createReadStream({ start: from, end: to - 1 }) : Readable.from([])),
    close: () => file.close(),
  }
}

function newId(): string {
  return randomBytes(18).toString('base64url')
}

function incomingFolder(root: string): string {
  return join(root, 'incoming')
}

async function makeFolder(root: string, execution: string): Promise<string> {
  const folder = folderOf(root, execution)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return folder
}

function fileOf(root: string, execution: string, id: string): string {
  return join(folderOf(root, execution), id)
}

function folderOf(root: string, execution: string): string {
  return join(root, createHash('sha256').update(execution).digest('hex').slice(0, 32))
}

/** A new name is durable once its folder is. Windows cannot open folders and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function unknown(id: string, cause?: unknown): StoreError {
  return new StoreError('blob_unknown', `There is no file ${id.slice(0, 40)} in this execution.`, { cause })
}
