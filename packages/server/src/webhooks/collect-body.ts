/**
 * The bytes of a request, inflated where it says so: all at once, or as they arrive. Inflated bytes count, so a bomb ends
 * at the limit.
 */
import type { IncomingMessage } from 'node:http'
import { pipeline, type Duplex, type Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { HookRefusal, refusals } from './webhook-problem.ts'

const nothing: Buffer = Buffer.alloc(0)

/**
 * The body of at most `limit` bytes.
 * @throws HookRefusal 413 when it is larger, 415 for an unknown encoding, 422 when the encoding is damaged
 */
export function collectBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  // Nothing to wait for: Node takes what is left of a request away once it is answered.
  if (!hasBody(request) || request.headers['content-length'] === '0') return Promise.resolve(nothing)
  if (declaresMore(request, limit)) return Promise.reject(refusals.tooLarge(limit))
  return collect(inflated(request), limit)
}

/**
 * The body as it arrives, at most `limit` bytes of it.
 * @throws HookRefusal as `collectBody` does
 */
export async function* bodyChunks(request: IncomingMessage, limit: number): AsyncGenerator<Buffer> {
  if (!hasBody(request)) return
  if (declaresMore(request, limit)) throw refusals.tooLarge(limit)
  let size = 0
  // Whoever reads no further answers all the same: the connection must outlive it.
  const chunks = inflated(request).iterator({ destroyOnReturn: false })
  try {
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > limit) throw refusals.tooLarge(limit)
      yield chunk
    }
  } catch (error) {
    throw error instanceof HookRefusal
      ? error
      : refusals.badBody(error instanceof Error ? error.message : 'It broke off.')
  }
}

/** Whether a body follows the headers. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}

function declaresMore({ headers }: IncomingMessage, limit: number): boolean {
  return Number(headers['content-length'] ?? 0) > limit
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
