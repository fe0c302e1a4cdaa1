/** Collects the bytes of a request, inflated where it says so. Inflated bytes count, so a bomb ends at the limit. */
import type { IncomingMessage } from 'node:http'
import { pipeline, type Duplex, type Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { refusals } from './webhook-problem.ts'

const nothing: Buffer = Buffer.alloc(0)

/**
 * The body of at most `limit` bytes.
 * @throws HookRefusal 413 when it is larger, 415 for an unknown encoding, 422 when the encoding is damaged
 */
export function collectBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const declared = request.headers['content-length']
  if (declared === undefined && request.headers['transfer-encoding'] === undefined) return Promise.resolve(nothing)
  if (declared !== undefined && Number(declared) > limit) return Promise.reject(refusals.tooLarge(limit))
  return collect(inflated(request), limit)
}

/** The request's bytes as they were before their content encoding. */
export function inflated(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  switch (encoding) {
    case 'identity':
    case '':
      return request
    case 'gzip':
    case 'x-gzip':
      return through(request, createGunzip())
    case 'deflate':
      return through(request, createInflate())
    case 'br':
      return through(request, createBrotliDecompress())
    default:
      throw refusals.unsupportedEncoding(encoding)
  }
}

/** A caller that hangs up ends the inflation too; who reads the result learns of it there. */
function through(request: IncomingMessage, inflate: Duplex): Readable {
  pipeline(request, inflate, () => undefined)
  return inflate
}

function collect(stream: Readable, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limit) {
        stream.removeAllListeners('data')
        stream.resume()
        reject(refusals.tooLarge(limit))
      } else chunks.push(chunk)
    })
    stream.on('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? nothing) : Buffer.concat(chunks, size)))
    stream.on('error', (error) => reject(refusals.badBody(error.message)))
  })
}
