/** An answer from the wire as nodes read it: decoded to text, or stored as a file. */
import { isUtf8 } from 'node:buffer'
import { STATUS_CODES } from 'node:http'
import type { HttpResponse } from '@millrace/sdk'
import type { Dispatcher } from 'undici'
import type { FileDoor } from '../ports.ts'

export async function answerOf(
  { statusCode, headers }: Dispatcher.ResponseData,
  bytes: Buffer,
  url: string,
  expect: 'text' | 'file' | 'auto',
  files: FileDoor,
): Promise<HttpResponse> {
  const type = one(headers['content-type']) ?? ''
  const disposition = one(headers['content-disposition']) ?? ''
  const common = {
    status: statusCode,
    statusText: STATUS_CODES[statusCode] ?? '',
    headers: readable(headers),
    url,
  }
  const asFile = expect === 'file' || (expect === 'auto' && isFile(type, disposition, bytes))
  if (!asFile) return { ...common, text: decoded(bytes, type) }
  const mimeType = type.split(';')[0]?.trim()
  const fileName = nameOf(disposition, url)
  const file = await files.store(bytes, {
    ...(fileName === undefined ? undefined : { fileName }),
    ...(mimeType === undefined || mimeType === '' ? undefined : { mimeType }),
  })
  return { ...common, file }
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

/** Names in lower case; a repeated header is one text, but cookies stay a list. */
function readable(headers: Dispatcher.ResponseData['headers']): HttpResponse['headers'] {
  const found: [string, string | readonly string[]][] = []
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    if (name === 'set-cookie') found.push([name, Array.isArray(value) ? value : [value]])
    else found.push([name, Array.isArray(value) ? value.join(', ') : value])
  }
  return Object.fromEntries(found)
}

const TEXT = /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded|graphql)|[^;]*\+(json|xml))/i
const BINARY =
  /^((image|audio|video|font)\/|application\/(octet-stream|pdf|zip|gzip|wasm|msword|java-archive|vnd\.(ms-|openxml|oasis)))/i

/** Downloads and types known as binary are files. Of a type nobody knows, the bytes tell whether it is text. */
function isFile(type: string, disposition: string, bytes: Buffer): boolean {
  if (/^\s*attachment/i.test(disposition) || BINARY.test(type)) return true
  if (type === '' || TEXT.test(type)) return false
  return bytes.includes(0) || !isUtf8(bytes)
}

/** Bytes as text in the answer's character set; a byte order mark decides over the header. */
function decoded(bytes: Buffer, type: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(type)?.[1]
  return decoderOf(charset).decode(bytes)
}

function decoderOf(charset: string | undefined): { decode(bytes: Uint8Array): string } {
  try {
    return new TextDecoder(charset ?? 'utf-8')
  } catch (error) {
    // A set nobody knows: the web's own is the best guess.
    if (error instanceof RangeError) return new TextDecoder()
    throw error
  }
}

function nameOf(disposition: string, url: string): string | undefined {
  const extended = /filename\*\s*=\s*([^']*)'[^']*'([^;]+)/i.exec(disposition)?.[2]
  const given = extended === undefined ? /filename\s*=\s*"?([^";]+)"?/i.exec(disposition)?.[1] : safeDecode(extended)
  const name = given ?? new URL(url).pathname.split('/').pop()
  return name === undefined || name === '' ? undefined : name.replace(/^.*[/\\]/, '')
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}
