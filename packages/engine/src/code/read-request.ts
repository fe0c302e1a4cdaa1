/**
 * A request as people's code describes it. It is read field by field: what is not named here never reaches the
 * network, and a stored credential cannot be named at all.
 */
import { type HttpBody, isJsonObject, type Json, type MultipartPart, type NodeError, own, refuse } from '@millrace/sdk'
import type { UnsignedRequest } from '../context.ts'

/** The request, and what the code wants of the answer. */
export interface CodeRequest {
  readonly request: UnsignedRequest
  /** An object with status and headers around the body. */
  readonly full: boolean
  /** An answer of any status is an answer; otherwise one of failure is thrown. */
  readonly anyStatus: boolean
  /** The body as it came, as text, or as the JSON it may hold. */
  readonly as: 'bytes' | 'text' | 'value'
}

type Options = Readonly<Record<string, unknown>>

/**
 * Reads the options of `httpRequest`.
 * @throws NodeError `invalid_request` that names the field
 */
export function readRequest(options: unknown): CodeRequest {
  if (!isJsonObject(options)) throw invalid('A request is described by an object', '{ url: "https://…" }.')
  const encoding = textOf(options, 'encoding')
  return {
    request: described(options, {
      url: withBase(textOf(options, 'url'), textOf(options, 'baseURL')),
      lists: oneOf(textOf(options, 'arrayFormat'), LISTS) ?? 'indices',
      follow: options.disableFollowRedirect !== true,
      anyCertificate: options.skipSslCertificateValidation === true,
    }),
    full: options.returnFullResponse === true,
    anyStatus: options.ignoreHttpStatusErrors === true,
    as: encoding === 'arraybuffer' ? 'bytes' : encoding === 'text' ? 'text' : 'value',
  }
}

/**
 * Reads the options of the older `request`, or its address alone.
 * @throws NodeError `invalid_request` that names the field
 */
export function readOldRequest(first: unknown, second: unknown): CodeRequest {
  const options: unknown = typeof first === 'string' ? { ...asOptions(second), url: first } : first
  if (!isJsonObject(options)) throw invalid('A request is described by an object', '{ url: "https://…" }.')
  const { form } = options
  const isForm = isJsonObject(form)
  return {
    request: described(isForm ? { ...options, body: form, json: false, headers: formHeaders(options) } : options, {
      url: withBase(textOf(options, 'url') ?? textOf(options, 'uri'), textOf(options, 'baseUrl')),
      lists: options.useQuerystring === true ? 'repeat' : 'indices',
      follow: options.followRedirect !== false,
      anyCertificate: options.rejectUnauthorized === false,
    }),
    full: options.resolveWithFullResponse === true,
    anyStatus: options.simple === false,
    as: options.encoding === null ? 'bytes' : options.json === true ? 'value' : 'text',
  }
}

const LISTS = ['indices', 'brackets', 'repeat', 'comma'] as const

interface Manners {
  readonly url: string
  readonly lists: (typeof LISTS)[number]
  readonly follow: boolean
  readonly anyCertificate: boolean
}

function described(options: Options, { url, lists, follow, anyCertificate }: Manners): UnsignedRequest {
  const given = headersOf(options)
  const body = bodyOf(options, typeIn(given))
  // The boundary between the parts is part of the type, and not known to the code.
  const headers = body?.kind === 'multipart' ? without(given, 'content-type') : given
  const timeout = options.timeout ?? undefined
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout >= 0)) {
    throw invalid('“timeout” must be a number', 'It is in milliseconds.')
  }
  return {
    method: (textOf(options, 'method') ?? 'GET').toUpperCase(),
    url,
    query: queryOf(options, lists),
    arrayFormat: lists === 'comma' ? 'repeat' : lists,
    headers,
    ...(body !== undefined && { body }),
    redirects: { follow, max: 5 },
    // 0 stands for no limit of the code's own.
    ...(timeout !== undefined && timeout > 0 && { timeoutMs: timeout }),
    ...(anyCertificate && { allowUnauthorizedCerts: true }),
  }
}

function withBase(url: string | undefined, base: string | undefined): string {
  if (url === undefined && base === undefined) throw invalid('A request needs a “url”', '{ url: "https://…" }.')
  if (base === undefined || url === undefined) return url ?? base ?? ''
  return /^([a-z][a-z\d+.-]*:)?\/\//i.test(url) ? url : `${base.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}`
}

function queryOf(options: Options, lists: Manners['lists']): UnsignedRequest['query'] {
  const qs = options.qs ?? {}
  if (!isJsonObject(qs)) throw invalid('“qs” must be an object', '{ page: 1 }.')
  return Object.fromEntries(
    Object.entries(qs).map(([name, value]) => [
      name,
      lists === 'comma' && Array.isArray(value) ? value.map((one: unknown) => String(one)).join() : jsonOf(value),
    ]),
  )
}

type Headers = Readonly<Record<string, string | readonly string[]>>

function headersOf(options: Options): Headers {
  const given = options.headers ?? {}
  if (!isJsonObject(given)) throw invalid('“headers” must be an object', '{ accept: "text/csv" }.')
  const headers: [string, string | readonly string[]][] = []
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined) continue
    headers.push([name, Array.isArray(value) ? value.map((one: unknown) => String(one)) : String(value)])
  }
  const has = (wanted: string) => headers.some(([name]) => name.toLowerCase() === wanted)
  if (options.json === true && !has('accept')) headers.push(['accept', 'application/json'])
  const basic = isJsonObject(options.auth) ? basicOf(options.auth) : undefined
  if (basic !== undefined && !has('authorization')) headers.push(['authorization', basic])
  return Object.fromEntries(headers)
}

/** A name and password that the code holds itself. */
function basicOf(auth: Options): string {
  const user = textOf(auth, 'username') ?? textOf(auth, 'user') ?? ''
  const password = textOf(auth, 'password') ?? textOf(auth, 'pass') ?? ''
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function formHeaders(options: Options): Options {
  return { ...without(headersOf(options), 'content-type'), 'content-type': FORM }
}

function without(headers: Headers, dropped: string): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== dropped))
}

function typeIn(headers: Headers): string {
  const found = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')
  return String(found?.[1] ?? '').toLowerCase()
}

const FORM = 'application/x-www-form-urlencoded'

/** The body, written as the type in the headers says, as JSON where they say none. */
function bodyOf(options: Options, type: string): HttpBody | undefined {
  const { body, bodyParts } = options
  if (Array.isArray(bodyParts)) return { kind: 'multipart', parts: bodyParts.flatMap(formPart) }
  if (body === undefined || body === null) return undefined
  if (body instanceof Uint8Array) return { kind: 'file', file: inline(body, 'application/octet-stream') }
  if (typeof body === 'string')
    return { kind: 'text', text: body, type: options.json === true ? 'application/json' : FORM }
  if (isJsonObject(body) && type.startsWith(FORM)) return { kind: 'form', fields: fieldsOf(body) }
  if (isJsonObject(body) && type.startsWith('multipart/form-data')) return { kind: 'multipart', parts: partsOf(body) }
  return { kind: 'json', value: jsonOf(body) }
}

function fieldsOf(body: Options): readonly (readonly [string, string])[] {
  return Object.entries(body).flatMap(([name, value]) => fieldsIn(name, value))
}

function fieldsIn(name: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value.flatMap((one: unknown) => fieldsIn(`${name}[]`, one))
  if (isJsonObject(value)) return Object.entries(value).flatMap(([key, one]) => fieldsIn(`${name}[${key}]`, one))
  return [[name, value === null ? '' : String(value)]]
}

/** A part of a `FormData`, as the sandbox takes it apart. */
function formPart(part: unknown): readonly MultipartPart[] {
  const options = asOptions(part)
  const name = textOf(options, 'name') ?? ''
  const { value } = options
  if (!(value instanceof Uint8Array)) return [{ name, value: String(value) }]
  const file = inline(value, textOf(options, 'contentType') || 'application/octet-stream')
  return [{ name, file: { ...file, fileName: textOf(options, 'fileName') ?? name } }]
}

/** The parts of a form with files: bytes are a file, alone or as `value` beside what describes them. */
function partsOf(body: Options): readonly MultipartPart[] {
  return Object.entries(body).flatMap(([name, value]): readonly MultipartPart[] => {
    if (value instanceof Uint8Array) return [{ name, file: inline(value, 'application/octet-stream') }]
    if (isJsonObject(value) && value.value instanceof Uint8Array) {
      const about = asOptions(value.options)
      const file = inline(value.value, textOf(about, 'contentType') ?? 'application/octet-stream')
      return [{ name, file: { ...file, fileName: textOf(about, 'filename') ?? name } }]
    }
    return fieldsIn(name, value).map(([field, text]) => ({ name: field, value: text }))
  })
}

function inline(bytes: Uint8Array, mimeType: string) {
  return { mimeType, data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64') }
}

/** What JSON leaves of a value. Bytes inside it are written as Buffer writes itself. */
function jsonOf(value: unknown): Json | undefined {
  const text = JSON.stringify(value)
  if (text === undefined) return undefined
  const json: Json = JSON.parse(text)
  return json
}

function textOf(options: Options, name: string): string | undefined {
  const value = own(options, name)
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw invalid(`“${name}” must be text`, `It is ${typeof value}.`)
  return value
}

function oneOf<T extends string>(value: string | undefined, known: readonly T[]): T | undefined {
  return known.find((one) => one === value)
}

function asOptions(value: unknown): Options {
  return isJsonObject(value) ? value : {}
}

function invalid(what: string, how: string): NodeError {
  return refuse(`${what}. ${how}`, { code: 'invalid_request', retry: 'no' })
}
