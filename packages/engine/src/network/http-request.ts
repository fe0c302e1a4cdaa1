/** From a described request to what goes over the wire: address, headers, body. */
import { randomBytes } from 'node:crypto'
import { type HttpBody, type HttpRequest, type Json, type MultipartPart, refuse } from '@millrace/sdk'
import type { FileDoor } from '../ports.ts'

/** The address with its query: what the URL has first, then the described values in order. */
export function urlOf({ url, query, arrayFormat = 'repeat' }: HttpRequest): URL {
  const parsed = URL.parse(url)
  if (parsed === null || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) {
    throw refuse(`“${url}” is no address of the web.`, {
      code: 'invalid_url',
      hint: 'An address begins with http:// or https://.',
      retry: 'no',
    })
  }
  const pairs: string[] = []
  for (const [name, value] of Object.entries(query ?? {})) addPairs(pairs, name, value, arrayFormat)
  if (pairs.length > 0) parsed.search = parsed.search === '' ? pairs.join('&') : `${parsed.search}&${pairs.join('&')}`
  return parsed
}

function addPairs(
  pairs: string[],
  name: string,
  value: Json | undefined,
  format: NonNullable<HttpRequest['arrayFormat']>,
): void {
  if (value === undefined) return
  if (Array.isArray(value)) {
    value.forEach((entry: Json, index) => {
      const key = format === 'repeat' ? name : format === 'brackets' ? `${name}[]` : `${name}[${index}]`
      addPairs(pairs, key, entry, format)
    })
    return
  }
  if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) addPairs(pairs, `${name}[${key}]`, member, format)
    return
  }
  pairs.push(`${encodeURIComponent(name)}=${value === null ? '' : encodeURIComponent(String(value))}`)
}

/** Headers on the wire: a list is sent as several headers of one name. */
export type WireHeaders = Readonly<Record<string, string | string[]>>

function oneLine(value: string): string {
  return value.replace(/[\r\n]+/g, '')
}

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** The headers: names in lower case unless told otherwise, line breaks in values removed. */
export function headersOf(request: HttpRequest, bodyType: string | undefined): WireHeaders {
  const headers: Record<string, string | string[]> = {}
  const seen = new Set<string>()
  for (const [name, value] of Object.entries({ ...request.headers, ...request.signedHeaders })) {
    if (!HEADER_NAME.test(name)) {
      throw refuse(`“${name}” is no name of a header.`, { code: 'invalid_header', retry: 'no' })
    }
    const lower = name.toLowerCase()
    seen.add(lower)
    headers[request.keepHeaderCase ? name : lower] = typeof value === 'string' ? oneLine(value) : value.map(oneLine)
  }
  if (bodyType !== undefined && !seen.has('content-type')) headers['content-type'] = bodyType
  if (!seen.has('accept-encoding')) headers['accept-encoding'] = 'gzip, deflate, br, zstd'
  if (!seen.has('user-agent')) headers['user-agent'] = 'Millrace'
  return headers
}

/** A body as bytes and its type. */
export async function bodyOf(
  body: HttpBody | undefined,
  files: FileDoor,
): Promise<{ readonly bytes: Uint8Array; readonly type: string | undefined } | undefined> {
  if (body === undefined) return undefined
  switch (body.kind) {
    case 'json':
      return body.value === undefined
        ? undefined
        : { bytes: Buffer.from(JSON.stringify(body.value)), type: 'application/json' }
    case 'text':
      return { bytes: Buffer.from(body.text), type: body.type }
    case 'form': {
      // A blank is `%20`, as n8n writes it: every reader of forms takes that as well as `+`.
      const text = body.fields.map((field) => field.map(encodeURIComponent).join('=')).join('&')
      return { bytes: Buffer.from(text), type: 'application/x-www-form-urlencoded' }
    }
    case 'multipart':
      return multipart(body.parts, files)
    case 'file':
      return { bytes: await files.read(body.file), type: body.type ?? body.file.mimeType }
    default:
      return body satisfies never
  }
}

async function multipart(
  parts: readonly MultipartPart[],
  files: FileDoor,
): Promise<{ readonly bytes: Uint8Array; readonly type: string }> {
  const boundary = `----millrace${randomBytes(12).toString('hex')}`
  const pieces: Uint8Array[] = []
  for (const { name, value, file } of parts) {
    const head = [`--${boundary}`, `Content-Disposition: form-data; name="${quoted(name)}"`]
    if (file !== undefined) {
      head[1] += `; filename="${quoted(file.fileName ?? name)}"`
      head.push(`Content-Type: ${file.mimeType.replace(/[\r\n]/g, '')}`)
    }
    pieces.push(Buffer.from(`${head.join('\r\n')}\r\n\r\n`))
    pieces.push(file === undefined ? Buffer.from(value ?? '') : await files.read(file), Buffer.from('\r\n'))
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`))
  return { bytes: Buffer.concat(pieces), type: `multipart/form-data; boundary=${boundary}` }
}

function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
