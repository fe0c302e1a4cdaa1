/** The parts a request is made of, the same in every version of the node. */
import {
  type BinaryData,
  type HttpBody,
  isJsonObject,
  type Item,
  type Json,
  type JsonObject,
  refuse,
  serviceError,
} from '@millrace/sdk'

/**
 * The address as it will be called.
 * @throws NodeError when it is none
 */
export function address(text: string): string {
  const url = text.trim()
  if (!/^https?:\/\//.test(url)) {
    throw refuse(`"${text.slice(0, 200)}" is no web address: it must start with http:// or https://.`, {
      code: 'url_invalid',
      retry: 'no',
    })
  }
  if (!URL.canParse(url)) throw invalidUrl(url)
  return url
}

function invalidUrl(url: string): Error {
  return serviceError(`Invalid URL: ${url.slice(0, 200)}`, {
    code: 'url_invalid',
    httpCode: 'ERR_INVALID_URL',
    context: { input: url },
    retry: 'no',
  })
}

export function proxyAddress(text: string | undefined): string | undefined {
  const proxy = text?.trim()
  if (proxy === undefined || proxy === '') return undefined
  if (!URL.canParse(proxy)) throw invalidUrl(proxy)
  return proxy
}

type Headers = Readonly<Record<string, string | readonly string[]>>

/**
 * Headers as they are sent: line breaks taken out, since they would end the header; those without a name left out.
 * @throws NodeError when a name cannot be a header's
 */
export function headers(given: JsonObject, accept: string): Headers {
  const found: Record<string, string | readonly string[]> = {}
  for (const [name, value] of Object.entries(given)) {
    // A row that was added and not filled in.
    if (value === undefined || name === '') continue
    if (!/^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/.test(name)) {
      throw serviceError(`"${name}" cannot be the name of a header.`, {
        code: 'header_invalid',
        httpCode: 'ERR_INVALID_HTTP_TOKEN',
        retry: 'no',
      })
    }
    found[name] = Array.isArray(value) ? value.map(headerValue) : headerValue(value)
  }
  const named = new Set(Object.keys(found).map((name) => name.toLowerCase()))
  return named.has('accept') ? found : { accept, ...found }
}

function headerValue(value: Json): string {
  const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)
  return text.replaceAll(/[\r\n]/g, '')
}

/** The fields of a url-encoded form; members of lists and objects get brackets. */
export function formFields(given: JsonObject): readonly (readonly [string, string])[] {
  return Object.entries(given).flatMap(([name, value]) => [...flattened(name, value)])
}

function* flattened(name: string, value: Json | undefined): Generator<readonly [string, string]> {
  if (value === undefined) return
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) yield* flattened(`${name}[${index}]`, one)
  } else if (isJsonObject(value)) {
    for (const [key, one] of Object.entries(value)) yield* flattened(`${name}[${key}]`, one)
  } else yield [name, value === null ? '' : String(value)]
}

/** The fields of a form written as one text, `a=1&b=2`; of several with one name the last counts. */
export function formText(text: string): HttpBody {
  return { kind: 'form', fields: [...new Map(new URLSearchParams(text))] }
}

/**
 * A JSON body. A JSON text goes as a form, a bare number or truth goes nowhere: that is what n8n's documents
 * were made with.
 */
export function jsonBody(value: Json | undefined): HttpBody {
  if (typeof value === 'string') return { kind: 'text', text: value, type: 'application/x-www-form-urlencoded' }
  if (typeof value === 'object' && value !== null) return { kind: 'json', value }
  throw serviceError('The body is neither a JSON object nor a list.', {
    code: 'body_invalid',
    httpCode: 'ERR_BAD_REQUEST',
    retry: 'no',
  })
}

/**
 * A file of the item.
 * @throws NodeError when the item has none of this name
 */
export function fileOf(item: Item, field: string): BinaryData {
  const file = item.binary?.[field]
  if (file) return file
  const names = Object.keys(item.binary ?? {})
  throw refuse(`The item has no file called "${field}".`, {
    code: 'file_missing',
    hint: names.length === 0 ? 'It carries no files at all.' : `Its files are: ${names.join(', ')}.`,
    retry: 'no',
  })
}
