import { readSync } from 'node:fs'
import { decodeFrame, type Frame, maximumFrameBytes } from '../frames.ts'

/** Reads the next frame, however long it takes to come; undefined when there will be none. */
export function readFrameNow(descriptor: number): Frame | undefined {
  const head = Buffer.alloc(4)
  if (!fill(descriptor, head, 0)) return undefined
  const length = head.readUInt32BE(0)
  if (length > maximumFrameBytes) return undefined
  const bytes = Buffer.allocUnsafe(4 + length)
  head.copy(bytes)
  return fill(descriptor, bytes, 4) ? decodeFrame(bytes, bytes.length) : undefined
}

function fill(descriptor: number, bytes: Buffer, from: number): boolean {
  for (let at = from; at < bytes.length;) {
    const count = readWaiting(descriptor, bytes, at)
    if (count === 0) return false
    at += count
  }
  return true
}

const pause = new Int32Array(new SharedArrayBuffer(4))

/** A pipe may be one that does not wait by itself. */
function readWaiting(descriptor: number, bytes: Buffer, at: number): number {
  for (;;) {
    try {
      return readSync(descriptor, bytes, at, bytes.length - at, null)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return 0
      Atomics.wait(pause, 0, 0, 1)
    }
  }
}
