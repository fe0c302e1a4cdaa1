/** The body of a request as cases record it: by its kind, taken apart. */
import { isUtf8 } from 'node:buffer'
import type { Json, JsonObject } from '@millrace/sdk'

export interface ReadBody {
  readonly bodyType: string
  readonly body: Json
}

export function readBody(bytes: Buffer, type: string): ReadBody {
  if (bytes.length === 0) return { bodyType: 'none', body: null }
  const media = type.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (media.startsWith('multipart/')) {
    const bodyType = media === 'multipart/form-data' ? 'multipart' : media
    return { bodyType, body: partsOf(bytes, boundaryOf(type)) }
  }
  if (media === 'application/x-www-form-urlencoded') return { bodyType: 'form', body: pairsOf(bytes.toString()) }
  const text = isUtf8(bytes) ? bytes.toString() : undefined
  if (text === undefined) return { bodyType: 'base64', body: bytes.toString('base64') }
  const json = parsed(text)
  if (json !== undefined && (media === '' || media.endsWith('json'))) return { bodyType: 'json', body: json }
  const lines = /ndjson|jsonlines/.test(media) ? text.trim().split('\n').map(parsed) : []
  if (lines.length > 0 && lines.every((line) => line !== undefined)) return { bodyType: 'ndjson', body: [...lines] }
  return { bodyType: 'text', body: text }
}

/** Names and values of a query or a form, decoded. */
export function pairsOf(text: string): Json[] {
  return [...new URLSearchParams(text)].map(([name, value]) => [name, value])
}

function parsed(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    // Text that is no JSON is text.
    return undefined
  }
}

function boundaryOf(type: string): string {
  return /boundary="?([^";]+)"?/i.exec(type)?.[1] ?? ''
}

function partsOf(bytes: Buffer, boundary: string): Json[] {
  const [, ...pieces] = `\r\n${bytes.toString('latin1')}`.split(`\r\n--${boundary}`)
  return pieces
    .filter((piece) => !piece.startsWith('--'))
    .map((piece) => {
      const end = piece.indexOf('\r\n\r\n')
      return partOf(utf8(piece.slice(0, end)), Buffer.from(piece.slice(end + 4), 'latin1'))
    })
}

const utf8 = (text: string) => Buffer.from(text, 'latin1').toString()

function partOf(head: string, content: Buffer): JsonObject {
  const said = (pattern: RegExp) => pattern.exec(head)?.[1]
  const name = said(/[; ]name="([^"]*)"/i)
  const filename = said(/filename="([^"]*)"/i)
  const contentType = said(/content-type: *([^\r\n;]*)/i)?.trim()
  const nested = contentType?.startsWith('multipart/')
    ? partsOf(content, boundaryOf(said(/content-type: *([^\r\n]*)/i) ?? ''))
    : undefined
  const text = isUtf8(content) ? content.toString() : undefined
  return {
    ...(name !== undefined && { name }),
    ...(filename !== undefined && { filename }),
    ...(contentType !== undefined && { contentType }),
    ...(nested !== undefined
      ? { parts: nested }
      : text === undefined
        ? { base64: content.toString('base64') }
        : { value: text }),
  }
}
