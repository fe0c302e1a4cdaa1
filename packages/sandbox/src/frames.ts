/**
 * The language between a sandbox and its runner processes: frames of text fields over a pipe.
 *
 *   frame  = u32 length of the rest · u8 number of fields · fields
 *   field  = u32 length · UTF-8
 *
 * Items travel as the JSON text they already are, so nothing is escaped twice. What is sent during one
 * tick leaves in one write.
 */
import type { Readable, Writable } from 'node:stream'

/** A frame larger than this is not read on either side: the sender is broken or hostile. */
export const maximumFrameBytes = 128 * 1024 * 1024

export type Frame = readonly string[]

/** Collects frames and writes them together when the tick ends. */
export function frameWriter(stream: Writable): (frame: Frame) => void {
  let waiting: Frame[] = []
  const flush = () => {
    const frames = waiting
    waiting = []
    if (stream.writable) stream.write(encodeFrames(frames))
  }
  return (frame) => {
    if (waiting.length === 0) setImmediate(flush)
    waiting.push(frame)
  }
}

/** Reads frames until the stream ends; `onBroken` is told of what is not a frame, and nothing more is read. */
export function readFrames(stream: Readable, onFrame: (frame: Frame) => void, onBroken: (reason: string) => void) {
  let chunks: Buffer[] = []
  let held = 0
  let needed = 4
  let broken = false
  stream.on('data', (chunk: Buffer) => {
    if (broken) return
    chunks.push(chunk)
    held += chunk.length
    if (held < needed) return
    let bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
    while (bytes.length >= 4) {
      const length = bytes.readUInt32BE(0)
      needed = 4 + length
      const frame = length > maximumFrameBytes ? undefined : bytes.length < needed ? null : decodeFrame(bytes, needed)
      if (frame === null) break
      if (frame === undefined) {
        broken = true
        return onBroken('a frame is malformed or too large')
      }
      bytes = bytes.subarray(needed)
      needed = 4
      onFrame(frame)
    }
    chunks = bytes.length > 0 ? [bytes] : []
    held = bytes.length
  })
}

export function encodeFrames(frames: readonly Frame[]): Buffer {
  const sizes = frames.map((frame) => frame.map((field) => Buffer.byteLength(field)))
  const lengths = sizes.map((fields) => fields.reduce((sum, size) => sum + 4 + size, 1))
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 0))
  let at = 0
  frames.forEach((frame, index) => {
    at = bytes.writeUInt32BE(lengths[index] ?? 0, at)
    at = bytes.writeUInt8(frame.length, at)
    frame.forEach((field, position) => {
      at = bytes.writeUInt32BE(sizes[index]?.[position] ?? 0, at)
      at += bytes.write(field, at)
    })
  })
  return bytes
}

/** The fields of the frame in `bytes[4, end)`, undefined when they do not fill it exactly. */
export function decodeFrame(bytes: Buffer, end: number): Frame | undefined {
  if (end < 5) return undefined
  const count = bytes.readUInt8(4)
  const fields: string[] = []
  let at = 5
  for (let n = 0; n < count; n++) {
    if (at + 4 > end) return undefined
    const length = bytes.readUInt32BE(at)
    at += 4
    if (at + length > end) return undefined
    fields.push(bytes.toString('utf8', at, at + length))
    at += length
  }
  return at === end ? fields : undefined
}
