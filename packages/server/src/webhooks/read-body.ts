/**
 * What a request's body means: parsed by its content type, or kept as a file. Kinds are told apart by the declared
 * type only, and each has its own limit; nothing of the content decides how it is read.
 */
import type { IncomingMessage } from 'node:http'
import type { Hook, Json, JsonObject } from '@millrace/sdk'
import { collectBody } from './collect-body.ts'
import { extensionOf } from './file-kinds.ts'
import { parseMultipart, type Part } from './parse-multipart.ts'
import { readXml } from './read-xml.ts'
import { refusals } from './webhook-problem.ts'

export interface BodyLimits {
  /** Bytes of a body that is parsed. */
  readonly parsed: number
  /** Bytes of a body that becomes files. */
  readonly upload: number
}

/** A file that came with a request, not stored yet. */
export interface Upload {
  readonly bytes: Buffer
  readonly mimeType: string
  readonly fileName?: string
}

export interface ReadBody {
  readonly body: Json | undefined
  readonly files: Readonly<Record<string, Upload>>
}

type BodyRule = Pick<Hook, 'rawBody' | 'bodyAsFile' | 'binaryProperty' | 'storeOtherBodies'>

const noBody: ReadBody = Object.freeze({ body: undefined, files: Object.freeze({}) })
const MAX_JSON_DEPTH = 64

/**
 * Reads the body as the hook wants it.
 * @throws HookRefusal 413 too large, 415 unknown encoding, 422 damaged
 */
export async function readBody(request: IncomingMessage, rule: BodyRule, limits: BodyLimits): Promise<ReadBody> {
  const header = request.headers['content-type'] ?? ''
  const type = mediaType(header)
  const kind = rule.bodyAsFile === undefined ? kindOf(type) : 'other'
  const isUpload = kind === 'multipart' || kind === 'other'
  const bytes = await collectBody(request, isUpload ? limits.upload : limits.parsed)
  if (bytes.length === 0) return noBody

  if (kind === 'multipart') return readForm(bytes, header, rule)
  const raw = rule.rawBody === undefined ? {} : { [rule.rawBody]: { bytes, mimeType: type || 'application/json' } }
  switch (kind) {
    case 'json':
      return { body: readJson(decode(bytes, header)), files: raw }
    case 'form':
      return { body: readPairs(decode(bytes, header)), files: raw }
    case 'text':
      return { body: decode(bytes, header), files: raw }
    case 'xml':
      return { body: readXmlBody(decode(bytes, header)), files: raw }
    case 'other':
      return { body: undefined, files: rule.rawBody === undefined ? otherFile(bytes, type, rule) : raw }
  }
}

type BodyKind = 'json' | 'form' | 'text' | 'xml' | 'multipart' | 'other'

function kindOf(type: string): BodyKind {
  switch (type) {
    case 'application/json':
      return 'json'
    case 'application/x-www-form-urlencoded':
      return 'form'
    case 'text/plain':
      return 'text'
    case 'application/xml':
    case 'text/xml':
      return 'xml'
    case 'multipart/form-data':
      return 'multipart'
    default:
      return type.endsWith('+xml') && type !== 'image/svg+xml' ? 'xml' : 'other'
  }
}

function mediaType(header: string): string {
  const semicolon = header.indexOf(';')
  return (semicolon === -1 ? header : header.slice(0, semicolon)).trim().toLowerCase()
}

function readJson(text: string): Json {
  if (deeperThan(text, MAX_JSON_DEPTH))
    throw refusals.badBody(`The JSON is nested deeper than ${MAX_JSON_DEPTH} levels.`)
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch (error) {
    throw refusals.badBody(error instanceof Error ? error.message : 'The JSON is damaged.')
  }
}

/** Brackets inside texts are counted too while shallow: only a text that could be deep is looked at closely. */
function deeperThan(text: string, limit: number): boolean {
  let depth = 0
  let inText = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (inText) {
      if (code === 92) i++
      else if (code === 34) inText = false
    } else if (code === 34) inText = true
    else if (code === 91 || code === 123) {
      if (++depth > limit) return true
    } else if (code === 93 || code === 125) depth--
  }
  return false
}

function readXmlBody(text: string): Json {
  try {
    return readXml(text)
  } catch (error) {
    throw refusals.badBody(error instanceof Error ? error.message : 'The XML is damaged.')
  }
}

/** Pairs as they stand: brackets belong to the name, repeated names make a list. */
function readPairs(text: string): JsonObject {
  return grouped([...new URLSearchParams(text)])
}

function grouped(pairs: readonly (readonly [string, string])[]): JsonObject {
  const values = new Map<string, string | string[]>()
  for (const [name, value] of pairs) {
    const known = values.get(name)
    if (known === undefined) values.set(name, value)
    else if (Array.isArray(known)) known.push(value)
    else values.set(name, [known, value])
  }
  return Object.fromEntries(values)
}

function readForm(bytes: Buffer, header: string, rule: BodyRule): ReadBody {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(header)
  if (!boundary) throw refusals.badBody('The content type names no boundary.')
  const parts = parseMultipart(bytes, boundary[1] ?? boundary[2] ?? '')
  const fields = parts.filter((part) => part.fileName === undefined)
  const files = parts.filter((part) => part.fileName !== undefined && (part.fileName !== '' || part.bytes.length > 0))
  return {
    body: grouped(fields.map((part) => [part.name, part.bytes.toString('utf8')])),
    files: namedUploads(files, rule.binaryProperty),
  }
}

/** By field name; several of one name are numbered, and all of them where the hook gives a name. */
function namedUploads(parts: readonly Part[], prefix: string | undefined): Readonly<Record<string, Upload>> {
  const count = new Map<string, number>()
  for (const { name } of parts) count.set(name, (count.get(name) ?? 0) + 1)
  const used = new Map<string, number>()
  return Object.fromEntries(
    parts.map((part, i) => {
      const number = used.get(part.name) ?? 0
      used.set(part.name, number + 1)
      const name = count.get(part.name) === 1 ? part.name : `${part.name}${number}`
      return [prefix === undefined ? name : `${prefix}${i}`, uploadOf(part)]
    }),
  )
}

function uploadOf(part: Part): Upload {
  const mimeType = mediaType(part.type ?? '') || 'application/octet-stream'
  return { bytes: part.bytes, mimeType, ...(part.fileName === undefined ? {} : { fileName: part.fileName }) }
}

function otherFile(bytes: Buffer, type: string, rule: BodyRule): Readonly<Record<string, Upload>> {
  const name = rule.bodyAsFile ?? (rule.storeOtherBodies ? (rule.binaryProperty ?? 'data') : undefined)
  if (name === undefined) return {}
  const mimeType = type || 'application/octet-stream'
  const extension = extensionOf(mimeType)
  return { [name]: { bytes, mimeType, fileName: extension === undefined ? 'body' : `body.${extension}` } }
}

const utf8 = new TextDecoder()

/** The text in its declared charset, without a byte order mark. */
function decode(bytes: Buffer, header: string): string {
  const charset = /charset="?([\w-]+)/i.exec(header)?.[1]?.toLowerCase()
  if (charset === undefined || charset === 'utf-8' || charset === 'utf8') return utf8.decode(bytes)
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    throw refusals.badBody(`The charset "${charset}" is not known.`)
  }
}
