/**
 * The parameters that make a node send what a curl command sends. Node types that have a `curlImport` parameter share
 * one set of names for the parts of a request; n8n documents them with its HTTP Request node.
 */
import { isJsonObject, type Json, type JsonObject } from '@millrace/sdk'
import { type CurlBody, type CurlRequest, parseCurl } from './parse-curl.ts'

export interface Filled {
  readonly parameters: JsonObject
  /** What was not taken along, one sentence each. */
  readonly notes: readonly string[]
}

/** Everything about the request itself: a filled node keeps nothing of an earlier one. */
const partNames = [
  'method',
  'url',
  'sendQuery',
  'specifyQuery',
  'queryParameters',
  'jsonQuery',
  'sendHeaders',
  'specifyHeaders',
  'headerParameters',
  'jsonHeaders',
  'sendBody',
  'contentType',
  'specifyBody',
  'bodyParameters',
  'jsonBody',
  'body',
  'rawContentType',
  'inputDataFieldName',
] as const

/** The node's parameters with the request of a curl command in them; undefined when the text is no such command. */
export function filledFromCurl(text: string, before: JsonObject = {}): Filled | undefined {
  const request = parseCurl(text)
  if (!request) return undefined
  const { body, notes } = request
  const names = new Set<string>(partNames)
  const kept = Object.entries(before).filter(([name]) => !names.has(name))
  const files =
    body?.kind === 'file'
      ? [body.path]
      : (body?.kind === 'parts' ? body.parts : []).flatMap((part) => (part.kind === 'file' ? [part.path] : []))
  const options = { ...objectOf(before['options']), ...optionsOf(request) }
  return {
    parameters: {
      ...Object.fromEntries(kept),
      ...(request.method === 'GET' ? {} : { method: request.method }),
      ...addressOf(request.url),
      ...headersAndBody(request),
      options,
    },
    notes: [...notes, ...files.map((path) => `The file “${path}” is not here: its field names a file of the item.`)],
  }
}

function addressOf(url: string): JsonObject {
  const at = url.indexOf('?')
  const pairs = at < 0 ? undefined : pairsOf(url.slice(at + 1))
  if (!pairs || pairs.length === 0) return { url: literal(url) }
  return {
    url: literal(url.slice(0, at)),
    sendQuery: true,
    queryParameters: { parameters: pairs.map(([name, value]) => ({ name: literal(name), value: literal(value) })) },
  }
}

/** A query or form as fields; undefined where fields could not say the same, as with a name that comes twice. */
function pairsOf(text: string): readonly (readonly [string, string])[] | undefined {
  const pieces = text.split('&')
  if (pieces.some((piece) => !/^[^=]+=/.test(piece) || !isEncoded(piece))) return undefined
  const pairs = [...new URLSearchParams(text)]
  return new Set(pairs.map(([name]) => name)).size === pairs.length ? pairs : undefined
}

function isEncoded(piece: string): boolean {
  try {
    decodeURIComponent(piece)
    return true
  } catch {
    // A percent sign that stands for itself.
    return false
  }
}

function headersAndBody({ headers, body }: CurlRequest): JsonObject {
  const typed = headers.find(([name]) => name.toLowerCase() === 'content-type')
  const { fills, takesType } = body ? bodyParameters(body, typed?.[1] ?? '') : { fills: {}, takesType: false }
  // The size is counted, and the answer unpacked, by whoever sends the request.
  const left = new Set(['content-length', 'accept-encoding', ...(takesType ? ['content-type'] : [])])
  const sent = headers.filter(([name]) => !left.has(name.toLowerCase()))
  return {
    ...(sent.length === 0
      ? {}
      : {
          sendHeaders: true,
          headerParameters: {
            parameters: sent.map(([name, value]) => ({ name: literal(name), value: literal(value) })),
          },
        }),
    ...fills,
  }
}

interface BodyParameters {
  readonly fills: JsonObject
  /** The body says its type itself: the header that said it is not needed. */
  readonly takesType: boolean
}

function bodyParameters(body: CurlBody, type: string): BodyParameters {
  switch (body.kind) {
    case 'file':
      return { fills: sending('binaryData', { inputDataFieldName: 'data' }), takesType: false }
    case 'parts':
      return {
        fills: sending('multipart-form-data', {
          bodyParameters: {
            parameters: body.parts.map((part) =>
              part.kind === 'text'
                ? { parameterType: 'formData', name: literal(part.name), value: literal(part.value) }
                : { parameterType: 'formBinaryData', name: literal(part.name), inputDataFieldName: 'data' },
            ),
          },
        }),
        takesType: /^multipart\/form-data/i.test(type),
      }
    case 'text':
      return { fills: textParameters(body.text, type), takesType: true }
  }
}

function textParameters(text: string, type: string): JsonObject {
  if (/^application\/json\s*(?:;\s*charset=utf-8\s*)?$/i.test(type) && isPlainJson(text)) {
    return sending('json', { specifyBody: 'json', jsonBody: text })
  }
  if (/^application\/x-www-form-urlencoded$/i.test(type)) {
    const pairs = pairsOf(text)
    if (pairs) {
      const parameters = pairs.map(([name, value]) => ({ name: literal(name), value: literal(value) }))
      return sending('form-urlencoded', { specifyBody: 'keypair', bodyParameters: { parameters } })
    }
  }
  return sending('raw', { rawContentType: literal(type), body: literal(text) })
}

function sending(contentType: string, rest: JsonObject): JsonObject {
  return { sendBody: true, contentType, ...rest }
}

/** An object or a list whose numbers are the same when they are read and written again. */
function isPlainJson(text: string): boolean {
  let value: Json
  try {
    value = JSON.parse(text)
  } catch {
    // Then it goes as the text that it is.
    return false
  }
  return typeof value === 'object' && value !== null && !/\d{16}/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'))
}

function optionsOf({ insecure, proxy, timeoutMs, maxRedirects, toFile, method }: CurlRequest): JsonObject {
  return {
    ...(insecure && { allowUnauthorizedCerts: true }),
    ...(proxy !== undefined && { proxy: literal(proxy) }),
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    ...(maxRedirects !== undefined && {
      redirect: { redirect: maxRedirects === 0 ? { followRedirects: false } : { followRedirects: true, maxRedirects } },
    }),
    ...(toFile && { response: { response: { responseFormat: 'file' } } }),
    ...(/^(?:COPY|MKCOL|MOVE|PROPFIND|REPORT)$/.test(method) && { webdavMethods: true }),
  }
}

/** A text as it stands: one that begins with `=` would be an expression, and becomes one that says it. */
function literal(text: string): string {
  if (!text.startsWith('=')) return text
  return `={{ ${JSON.stringify(text).replaceAll(/[{}]/g, (brace) => `\\u00${brace.charCodeAt(0).toString(16)}`)} }}`
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
