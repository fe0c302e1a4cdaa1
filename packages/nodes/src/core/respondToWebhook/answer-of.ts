import { setPath } from '@millrace/expression'
import {
  type BinaryData,
  emptyResponse,
  type Item,
  type Json,
  type JsonObject,
  jsonResponse,
  refuse,
  textResponse,
  type WebhookResponse,
} from '@millrace/sdk'

/** What the author wants answered, parameters resolved. */
export type Wanted =
  | { readonly with: 'allIncomingItems' | 'firstIncomingItem'; readonly key: string | undefined }
  | { readonly with: 'json' | 'text'; readonly body: unknown }
  | { readonly with: 'jwt'; readonly token: string }
  | { readonly with: 'redirect'; readonly url: string }
  | { readonly with: 'binary'; readonly property: string | undefined }
  | { readonly with: 'noData' }

/** The status code and the headers, names as written; the last of the same name wins. */
export interface Envelope {
  readonly status: number | undefined
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/**
 * The answer to the caller.
 * @throws NodeError when the wanted answer cannot be made of the items
 */
export function answerOf(wanted: Wanted, items: readonly Item[], envelope: Envelope): WebhookResponse {
  const headers: Record<string, string> = {}
  for (const [name, value] of envelope.headers) if (name !== '') headers[name.toLowerCase()] = value
  const status = envelope.status ?? 200
  switch (wanted.with) {
    case 'allIncomingItems':
      return jsonResponse(
        beneath(
          wanted.key,
          items.map((item) => item.json),
        ),
        status,
        headers,
      )
    case 'firstIncomingItem':
      return jsonResponse(beneath(wanted.key, items[0]?.json ?? {}), status, headers)
    case 'json':
      return valueResponse(typeof wanted.body === 'string' ? parsed(wanted.body) : wanted.body, status, headers)
    case 'text':
      return valueResponse(wanted.body, status, headers)
    case 'jwt':
      return jsonResponse({ token: wanted.token }, status, headers)
    case 'redirect':
      return emptyResponse(envelope.status ?? 307, { ...headers, location: absolute(wanted.url) })
    case 'binary':
      return { status, headers, body: { kind: 'file', file: fileOf(items[0], wanted.property) } }
    case 'noData':
      return emptyResponse(status, headers)
  }
}

/** Text goes out as HTML, what has a structure as JSON, nothing as nothing. */
function valueResponse(value: unknown, status: number, headers: Record<string, string>): WebhookResponse {
  if (value === undefined || value === null || value === '') {
    return typeof value === 'string' ? textResponse('', status, headers) : emptyResponse(status, headers)
  }
  if (typeof value === 'string') return textResponse(value, status, headers)
  return jsonResponse(toJson(value), status, headers)
}

/** What `JSON.stringify` makes of a value is what an item could hold. */
function toJson(value: unknown): Json | undefined {
  const text = JSON.stringify(value)
  return text === undefined ? undefined : (JSON.parse(text) as Json)
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw refuse('The body of the answer is no valid JSON.', {
      code: 'respond_json_invalid',
      description: cause instanceof Error ? cause.message : undefined,
      hint: 'Put texts that come from expressions in quotes, or write the whole body as one expression.',
      retry: 'no',
      cause,
    })
  }
}

function beneath(key: string | undefined, value: Json): Json {
  if (!key) return value
  const whole: JsonObject = setPath({}, key, value)
  return whole
}

/** A target without a protocol is taken for a host, as n8n does. */
function absolute(url: string): string {
  return /^[a-z][a-z\d+.-]*:/i.test(url) ? url : `https://${url}`
}

function fileOf(item: Item | undefined, property: string | undefined): BinaryData {
  const files = item?.binary ?? {}
  const file = property === undefined ? Object.values(files)[0] : files[property]
  if (file) return file
  throw refuse(
    property === undefined ? 'The first item has no file to answer with.' : `The first item has no file "${property}".`,
    { code: 'respond_file_missing', hint: 'Choose the field that holds the file.', retry: 'no' },
  )
}
