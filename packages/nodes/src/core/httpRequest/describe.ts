/** What HTTP Request sends since version 3: its parameters for one item as a request. Pure. */
import { type HttpBody, type HttpRequest, type Item, type JsonObject, refuse } from '@millrace/sdk'
import type { AnswerRules, Exchange } from './exchange.ts'
import type { HttpInput } from './inputs.ts'
import { address, fileOf, formFields, formText, headers, jsonBody, proxyAddress } from './parts.ts'
import { readJson, readObject, toLists, toNested, toRecord } from './to-json.ts'
import { toText } from '../values/to-text.ts'

const accept = 'application/json,text/html,application/xhtml+xml,application/xml,text/*;q=0.9, image/*;q=0.8, */*;q=0.7'

export function describeExchange(input: HttpInput, item: Item, version: number): Exchange {
  const { options } = input
  const url = address(input.url)
  const proxy = proxyAddress(options.proxy)
  const credential = credentialType(input)
  const answer = answerRules(input)
  const query = queryOf(input, version)
  const body = bodyOf(input, item, version)
  const follow = options.redirect?.redirect
  const request: HttpRequest = {
    method: toText(input.method).toUpperCase(),
    url,
    ...(query && { query, arrayFormat: options.queryParameterArrays ?? 'indices' }),
    headers: headers(headersOf(input), accept),
    ...(body && { body }),
    ...(credential !== undefined && { credential }),
    anyAddress: true,
    ...(input.provideSslCertificates && { certificate: 'httpSslAuth' }),
    redirects: {
      follow: follow?.followRedirects ?? version >= 4,
      max: follow?.maxRedirects ?? 21,
      // Before 4.4 the option did not exist, and what a credential added always went along.
      keepCredential: options.sendCredentialsOnCrossOriginRedirect ?? version < 4.4,
    },
    timeoutMs: options.timeout ?? 300_000,
    ...(proxy !== undefined && { proxy }),
    ...(options.allowUnauthorizedCerts && { allowUnauthorizedCerts: true }),
    ...(options.lowercaseHeaders === false && { keepHeaderCase: true }),
    expect: answer.format === 'file' ? 'file' : answer.format === 'auto' ? 'auto' : 'text',
  }
  return { request, answer }
}

function credentialType({ authentication, nodeCredentialType, genericAuthType }: HttpInput): string | undefined {
  switch (authentication) {
    case 'none':
      return undefined
    case 'predefinedCredentialType':
      return chosen(nodeCredentialType)
    case 'genericCredentialType':
      return chosen(genericAuthType)
  }
}

export function chosen(type: unknown): string {
  if (typeof type === 'string' && type !== '') return type
  throw refuse('No kind of credential is chosen. Choose one, or set Authentication to None.', {
    code: 'credential_missing',
    retry: 'no',
  })
}

function queryOf(input: HttpInput, version: number): JsonObject | undefined {
  if (!input.sendQuery) return undefined
  // Since 4.3 a name may be there several times.
  if (input.specifyQuery === 'keypair') return (version >= 4.3 ? toLists : toRecord)(input.queryParameters)
  if (typeof input.jsonQuery !== 'string') {
    throw refuse('The query parameters are no JSON text. Write them as JSON, or use fields.', {
      code: 'json_invalid',
      retry: 'no',
    })
  }
  return readObject(input.jsonQuery, 'The text of the query parameters')
}

function headersOf(input: HttpInput): JsonObject {
  if (!input.sendHeaders) return {}
  if (input.specifyHeaders === 'keypair') return toRecord(input.headerParameters)
  return readObject(input.jsonHeaders, 'The text of the headers')
}

function bodyOf(input: HttpInput, item: Item, version: number): HttpBody | undefined {
  if (!input.sendBody) return undefined
  switch (input.contentType) {
    case 'json':
      return input.specifyBody === 'keypair'
        ? { kind: 'json', value: version >= 4 ? toNested(input.bodyParameters) : toRecord(input.bodyParameters) }
        : jsonBody(readJson(input.jsonBody, 'The body'))
    case 'form-urlencoded':
      return input.specifyBody === 'keypair'
        ? { kind: 'form', fields: formFields(toRecord(input.bodyParameters)) }
        : formText(input.body)
    case 'multipart-form-data':
      return {
        kind: 'multipart',
        parts: input.bodyParameters.map((part) =>
          part.parameterType === 'formData'
            ? { name: part.name, value: toText(part.value) }
            : { name: part.name, file: fileOf(item, part.inputDataFieldName) },
        ),
      }
    case 'binaryData': {
      const file = fileOf(item, input.inputDataFieldName)
      return { kind: 'file', file, type: file.mimeType }
    }
    case 'raw':
      return { kind: 'text', text: input.body, type: input.rawContentType }
  }
}

function answerRules({ options }: HttpInput): AnswerRules {
  const {
    responseFormat = 'autodetect',
    outputPropertyName,
    fullResponse,
    neverError,
  } = options.response?.response ?? {}
  return {
    format: responseFormat === 'autodetect' ? 'auto' : responseFormat,
    field: outputPropertyName ?? 'data',
    full: fullResponse ?? false,
    neverError: neverError ?? false,
    split: true,
    strictJson: false,
  }
}
