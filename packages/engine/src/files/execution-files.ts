import { type BinaryData, type Files, refuse } from '@millrace/sdk'
import { describeFile } from './describe-file.ts'
import type { Blobs } from '../ports.ts'

/** Bytes that are read at a time: each piece is a message between processes. */
const PIECE = 64 * 1024

/** The files of an execution, for its nodes. */
export function executionFiles(blobs: Blobs, execution: string): Files {
  return {
    store: async (bytes, about) => describeFile(bytes, about, await blobs.put(execution, bytes)),
    read: async (file) => inItself(file) ?? blobs.get(execution, idOf(file)),
    async *chunks(file) {
      const whole = inItself(file)
      if (whole !== undefined) {
        yield whole
        return
      }
      const id = idOf(file)
      for (let from = 0; ; from += PIECE) {
        const bytes = await blobs.part(execution, id, from, from + PIECE)
        if (bytes.length > 0) yield bytes
        if (bytes.length < PIECE) return
      }
    },
  }
}

/** The bytes that a file carries with it, as those of documents from elsewhere do. */
function inItself({ data }: BinaryData): Uint8Array | undefined {
  return data === undefined ? undefined : Buffer.from(data, 'base64')
}

/** @throws NodeError `file_without_content` */
function idOf({ id }: BinaryData): string {
  if (id === undefined) throw refuse('The file has no content.', { code: 'file_without_content' })
  return id
}
