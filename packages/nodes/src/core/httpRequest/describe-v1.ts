/** What HTTP Request sends in versions 1 and 2: its parameters for one item as a request. Pure. */
import { type HttpBody, type Item, type JsonObject, refuse } from '@millrace/sdk'
import { chosen } from './describe.ts'
import type { AnswerRules, Exchange } from './exchange.ts'
import type { HttpInputV1 } from './inputs-v1.ts'
import { address, fileOf, formFields, headers, jsonBody, proxyAddress } from './parts.ts'
import { readJson, readObject, toRecord } from './to-json.ts'
import { toText } from '../values/to-text.ts'

const accept = 'application/json,text/*;q=0.99'

export function describeExchangeV1(input: HttpInputV1, item: Item): Exchange {
  const { options } = input
  const method = toText(input.requestMethod).toUpperCase()
  const url = address(input.url)
  const proxy = proxyAddress(options.proxy)
  const credential = credentialType(input)
  const query = given(input, input.queryParametersJson, input.queryParametersUi, 'The query parameters')
  const body = bodyOf(input, item)
  const answer = answerRules(input)
  const follow = method === 'GET' || method === 'HEAD' ? options.followRedirect !== false : options.followAllRedirects
  return {
    request: {
      method,
      url,
      ...(query && { query, arrayFormat: options.useQueryString ? 'repeat' : 'indices' }),
      headers: headers(given(input, input.headerParametersJson, input.headerParametersUi, 'The headers') ?? {}, accept),
      ...(body && { body }),
      ...(credential !== undefined && { credential }),
      anyAddress: true,
      redirects: { follow: follow ?? false, max: 21, keepCredential: true },
      timeoutMs: options.timeout ?? 3_600_000,
      ...(proxy !== undefined && { proxy }),
      ...(input.allowUnauthorizedCerts && { allowUnauthorizedCerts: true }),
      expect: answer.format === 'file' ? 'file' : 'text',
    },
    answer,
  }
}

const credentialTypes = {
  basicAuth: 'httpBasicAuth',
  digestAuth: 'httpDigestAuth',
  headerAuth: 'httpHeaderAuth',
  queryAuth: 'httpQueryAuth',
  oAuth1: 'oAuth1Api',
  oAuth2: 'oAuth2Api',
} as const

function credentialType(input: HttpInputV1): string | undefined {
  switch (input.authentication) {
    case undefined:
    case 'none':
      return undefined
    case 'predefinedCredentialType':
      return chosen(input.nodeCredentialType)
    case 'genericCredentialType':
      return chosen(input.genericAuthType)
    default:
      return credentialTypes[input.authentication]
  }
}

/** Parameters typed as JSON or listed, whichever the node is set to; undefined where there are none. */
function given(
  { jsonParameters }: HttpInputV1,
  json: unknown,
  pairs: readonly { readonly name: string; readonly value: unknown }[] | undefined,
  what: string,
): JsonObject | undefined {
  if (!jsonParameters) return pairs && pairs.length > 0 ? toRecord(pairs) : undefined
  return json === undefined || json === '' ? undefined : readObject(json, what)
}

function bodyOf(input: HttpInputV1, item: Item): HttpBody | undefined {
  const type = input.options.bodyContentType ?? 'json'
  if (input.jsonParameters && input.sendBinaryData) return fileBody(input, item, type)
  if (input.jsonParameters && type === 'raw') {
    const text = toText(input.bodyParametersJson)
    return text === ''
      ? undefined
      : { kind: 'text', text, type: input.options.bodyContentCustomMimeType ?? 'text/plain' }
  }
  if (type === 'json' && input.jsonParameters) {
    const { bodyParametersJson: json } = input
    return json === undefined || json === '' ? undefined : jsonBody(readJson(json, 'The body'))
  }
  const value = given(input, input.bodyParametersJson, input.bodyParametersUi, 'The body')
  if (!value) return undefined
  switch (type) {
    case 'json':
    case 'raw':
      return { kind: 'json', value }
    case 'form-urlencoded':
      return { kind: 'form', fields: formFields(value) }
    case 'multipart-form-data':
      return { kind: 'multipart', parts: formFields(value).map(([name, text]) => ({ name, value: text })) }
  }
}

/** Files: one as the whole body, or several as parts (`part:field,part:field`). */
function fileBody(input: HttpInputV1, item: Item, type: string): HttpBody {
  const fields = input.binaryPropertyName ?? 'data'
  if (type === 'raw') {
    const file = fileOf(item, fields)
    return { kind: 'file', file, type: file.mimeType }
  }
  if (type !== 'multipart-form-data') {
    throw refuse('Files can be sent as a raw or a multipart body only. Choose one under Options, Body content type.', {
      code: 'body_invalid',
      retry: 'no',
    })
  }
  return {
    kind: 'multipart',
    parts: fields.split(',').map((one) => {
      const [name = '', field = name] = one.split(':').map((part) => part.trim())
      return { name, file: fileOf(item, field) }
    }),
  }
}

function answerRules(input: HttpInputV1): AnswerRules {
  const { options } = input
  return {
    format: input.responseFormat === 'string' ? 'value' : input.responseFormat,
    field: input.dataPropertyName ?? 'data',
    full: options.fullResponse ?? false,
    neverError: options.ignoreResponseCode ?? false,
    split: options.splitIntoItems ?? false,
    strictJson: true,
  }
}
