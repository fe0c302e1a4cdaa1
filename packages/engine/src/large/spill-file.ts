/** A file for items that are too many for memory. It has no name any more when it is used: nothing is left of it. */
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'

/** Where something lies in the file. */
export interface Place {
  readonly at: number
  readonly length: number
}

export class SpillFile {
  private handle: number | undefined
  private size = 0

  /** Answers with where it lies. */
  write(bytes: Uint8Array): Place {
    const handle = this.handle ?? this.open()
    for (let done = 0; done < bytes.length;) {
      done += writeSync(handle, bytes, done, bytes.length - done, this.size + done)
    }
    const place = { at: this.size, length: bytes.length }
    this.size += bytes.length
    return place
  }

  read({ at, length }: Place): Uint8Array {
    if (this.handle === undefined) throw new Error('The file of spilled items is closed.')
    const bytes = Buffer.allocUnsafe(length)
    for (let done = 0; done < length;) {
      const read = readSync(this.handle, bytes, done, length - done, at + done)
      if (read === 0) throw new Error('The file of spilled items is shorter than it was.')
      done += read
    }
    return bytes
  }

  close(): void {
    if (this.handle === undefined) return
    open.unregister(this)
    closeSync(this.handle)
    this.handle = undefined
  }

  private open(): number {
    this.handle = openNameless()
    open.register(this, this.handle, this)
    return this.handle
  }
}

/** Lists may be read as long as somebody has them, be the run over or not: their file is closed after the last of them. */
const open = new FinalizationRegistry<number>((handle) => closeSync(handle))

function openNameless(): number {
  const path = join(tmpdir(), `millrace-items-${randomUUID()}`)
  const handle = openSync(path, 'wx+', 0o600)
  // Where open files cannot be unlinked, the system's own cleaning finds it.
  if (process.platform !== 'win32') unlinkSync(path)
  return handle
}
