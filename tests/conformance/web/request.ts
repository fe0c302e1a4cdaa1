/** Sends the requests of a case, exactly as written: no header is added that the case does not name. */
import { request as send } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Json, JsonObject } from '@millrace/sdk'
import { listOf, objectOf, textOf } from '../workflows/recorded.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
}

const BOUNDARY = 'XBOUNDARYX'

/** Sends one request of a case to the server at `port`. */
export function sendRequest(port: number, path: string, recorded: JsonObject): Promise<Answer> {
  const body = bodyOf(recorded)
  const headers: Record<string, string> = { 'user-agent': 'conformance' }
  for (const [name, value] of Object.entries(objectOf(recorded.headers))) headers[name.toLowerCase()] = textOf(value)
  if (headers['user-agent'] === '') delete headers['user-agent']
  if (recorded.multipart !== undefined) headers['content-type'] ??= `multipart/form-data; boundary=${BOUNDARY}`
  if (body !== undefined) headers['content-length'] = String(body.length)
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', path, method: textOf(recorded.method), headers, agent: false }
    const call = send(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const given = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const)
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(given), bytes: Buffer.concat(chunks) })
      })
    })
    // A first call starts a process; on a busy machine that is slow, not wrong.
    call.setTimeout(30_000, () => call.destroy(new Error('no answer within 30 s')))
    call.on('error', reject)
    call.end(body)
  })
}

function bodyOf({ body, bodyBase64, gzip, bigJson, multipart }: JsonObject): Buffer | undefined {
  if (typeof body === 'string') return Buffer.from(body)
  if (typeof bodyBase64 === 'string') return Buffer.from(bodyBase64, 'base64')
  if (typeof gzip === 'string') return gzipSync(gzip)
  if (typeof bigJson === 'number') return Buffer.from(`{"s":"${'x'.repeat(bigJson)}"}`)
  return multipart === undefined ? undefined : multipartBody(listOf(multipart).map(objectOf))
}

function multipartBody(parts: readonly JsonObject[]): Buffer {
  const texts = parts.map(({ name, value, filename, type }: JsonObject) => {
    const file = filename === undefined ? '' : `; filename="${textOf(filename as Json)}"`
    const kind = type === undefined ? '' : `\r\ncontent-type: ${textOf(type as Json)}`
    return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${textOf(name)}"${file}${kind}\r\n\r\n${textOf(value)}\r\n`
  })
  return Buffer.from(`${texts.join('')}--${BOUNDARY}--\r\n`)
}
