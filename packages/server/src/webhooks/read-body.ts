/**
 * What a request's body means: parsed by its content type, or kept as a file. Kinds are told apart by the declared
 * type only, and each has its own limit; nothing of the content decides how it is read.
 */
import type { IncomingMessage } from 'node:http'
import type { Hook, Json, JsonObject } from '@millrace/sdk'
import { bodyChunks, collectBody, hasBody } from './collect-body.ts'
import { extensionOf } from './file-kinds.ts'
import { parseMultipart, type PartTaker } from './parse-multipart.ts'
import { readXml } from './read-xml.ts'
import type { Upload, Uploads } from './uploads.ts'
import { refusals } from './webhook-problem.ts'

export interface BodyLimits {
  /** Bytes of a body that is parsed. */
  readonly parsed: number
  /** Bytes of a body that becomes files. */
  readonly upload: number
}

export interface ReadBody {
  readonly body: Json | undefined
  readonly files: Readonly<Record<string, Upload>>
}

type BodyRule = Pick<Hook, 'rawBody' | 'bodyAsFile' | 'binaryProperty' | 'beforeNumber' | 'storeOtherBodies'>

const noFiles: Readonly<Record<string, Upload>> = Object.freeze({})
const noBody: ReadBody = Object.freeze({ body: undefined, files: noFiles })
const MAX_JSON_DEPTH = 64

/**
 * Reads the body as the hook wants it; what becomes a file goes to `uploads`.
 * @throws HookRefusal 413 too large, 415 unknown encoding, 422 damaged
 */
export async function readBody(
  request: IncomingMessage,
  rule: BodyRule,
  limits: BodyLimits,
  uploads: Uploads,
): Promise<ReadBody> {
  if (!hasBody(request)) return noBody
  const header = request.headers['content-type'] ?? ''
  const type = mediaType(header)
  const kind = rule.bodyAsFile === undefined ? kindOf(type) : 'other'
  if (kind === 'multipart') return readForm(request, header, rule, limits, uploads)
  if (kind === 'other') return readFile(request, type, rule, limits, uploads)
  const bytes = await collectBody(request, limits.parsed)
  if (bytes.length === 0) return noBody
  const files = await rawFile(bytes, type, rule, uploads)
  return { body: parse(kind, decode(bytes, header)), files }
}

function parse(kind: 'json' | 'form' | 'text' | 'xml', text: string): Json {
  switch (kind) {
    case 'json':
      return readJson(text)
    case 'form':
      return readPairs(text)
    case 'text':
      return text
    case 'xml':
      return readXmlBody(text)
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

/** Fields are held in memory, so together they have the limit of a body that is parsed; files have that of uploads. */
async function readForm(
  request: IncomingMessage,
  header: string,
  rule: BodyRule,
  limits: BodyLimits,
  uploads: Uploads,
): Promise<ReadBody> {
  const chunks = bodyChunks(request, limits.upload)
  const first = await chunks.next()
  if (first.done === true) return noBody
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(header)
  if (!boundary) throw refusals.badBody('The content type names no boundary.')
  const fields: { readonly name: string; readonly text: () => string }[] = []
  const files: { readonly name: string; readonly upload: Upload }[] = []
  let held = 0
  const takeField = (name: string): PartTaker => {
    const bytes: Buffer[] = []
    fields.push({ name, text: () => Buffer.concat(bytes).toString('utf8') })
    return {
      take(chunk) {
        held += chunk.length
        if (held > limits.parsed) throw refusals.tooLarge(limits.parsed)
        bytes.push(Buffer.from(chunk))
        return Promise.resolve()
      },
      end: () => Promise.resolve(),
    }
  }
  await parseMultipart(joined(first.value, chunks), boundary[1] ?? boundary[2] ?? '', ({ name, fileName, type }) => {
    if (fileName === undefined) return takeField(name)
    const upload = uploads.begin({ mimeType: mediaType(type ?? '') || 'application/octet-stream', fileName })
    files.push({ name, upload })
    return upload
  })
  return {
    body: grouped(fields.map(({ name, text }) => [name, text()])),
    // A browser sends a field without a file as a file without a name.
    files: namedUploads(
      files.filter(({ upload }) => upload.head.fileName !== '' || upload.size > 0),
      rule,
    ),
  }
}

async function* joined(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* rest
}

/** By field name; several of one name are numbered, and all of them where the hook gives a name. */
function namedUploads(
  parts: readonly { readonly name: string; readonly upload: Upload }[],
  { binaryProperty, beforeNumber = '' }: BodyRule,
): Readonly<Record<string, Upload>> {
  const count = new Map<string, number>()
  for (const { name } of parts) count.set(name, (count.get(name) ?? 0) + 1)
  const used = new Map<string, number>()
  return Object.fromEntries(
    parts.map(({ name, upload }, i) => {
      const number = used.get(name) ?? 0
      used.set(name, number + 1)
      const own = count.get(name) === 1 ? name : `${name}${beforeNumber}${number}`
      return [binaryProperty === undefined ? own : `${binaryProperty}${i}`, upload]
    }),
  )
}

/** A body that is not parsed is a file, where anybody wants it. */
async function readFile(
  request: IncomingMessage,
  type: string,
  rule: BodyRule,
  limits: BodyLimits,
  uploads: Uploads,
): Promise<ReadBody> {
  const { rawBody, bodyAsFile, binaryProperty, storeOtherBodies } = rule
  const name = rawBody ?? bodyAsFile ?? (storeOtherBodies ? (binaryProperty ?? 'data') : undefined)
  const mimeType = type || (rawBody === undefined ? 'application/octet-stream' : 'application/json')
  const extension = extensionOf(mimeType)
  const fileName = extension === undefined ? 'body' : `body.${extension}`
  const upload = uploads.begin(rawBody === undefined ? { mimeType, fileName } : { mimeType })
  let size = 0
  for await (const chunk of bodyChunks(request, limits.upload)) {
    size += chunk.length
    if (name !== undefined) await upload.take(chunk)
  }
  await upload.end()
  return size === 0 || name === undefined ? noBody : { body: undefined, files: { [name]: upload } }
}

/** The exact bytes of a body that is parsed as well, where the hook wants them. */
async function rawFile(
  bytes: Buffer,
  type: string,
  { rawBody }: BodyRule,
  uploads: Uploads,
): Promise<Readonly<Record<string, Upload>>> {
  if (rawBody === undefined) return noFiles
  const upload = uploads.begin({ mimeType: type || 'application/json' })
  await upload.take(bytes)
  await upload.end()
  return { [rawBody]: upload }
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
