/** How a failed request is reported: to the person, and to the workflow where it goes on. */
import {
  type HttpResponse,
  isJsonObject,
  type Item,
  type Json,
  type JsonObject,
  NodeError,
  serviceError,
  toItemError,
} from '@millrace/sdk'

/** The error of an answer whose status is one of failure. */
export function answerError(response: HttpResponse): NodeError {
  const { status, statusText, text = '' } = response
  const said = messageIn(text)
  const after = Number(response.headers['retry-after'])
  const later = status === 429 || status >= 500
  return serviceError(sentence(status, statusText), {
    httpCode: String(status),
    ...(said !== undefined && { description: said }),
    context: { status, body: text.slice(0, 10_000) },
    retry: later ? (Number.isFinite(after) && after > 0 ? after : 'later') : 'no',
  })
}

function sentence(status: number, statusText: string): string {
  const answered = `The server answered ${status}${statusText === '' ? '' : ` ${statusText}`}.`
  switch (status) {
    case 400:
      return `${answered} It does not understand the request: check the parameters.`
    case 401:
      return `${answered} The credentials are missing or wrong.`
    case 403:
      return `${answered} The credentials may not do this.`
    case 404:
      return `${answered} There is nothing at this address.`
    case 429:
      return `${answered} There were too many requests: send them in batches, or later.`
    default:
      return answered
  }
}

/** What the body says: a message of its JSON, or its plain text. */
function messageIn(text: string): string | undefined {
  if (text.trim() === '' || /^\s*</.test(text)) return undefined
  let body: Json
  try {
    body = JSON.parse(text)
  } catch {
    // An error in plain words is its own description.
    return text.slice(0, 2000)
  }
  return messageOf(body) ?? (typeof body === 'object' ? undefined : String(body))
}

const messageNames = ['message', 'error_description', 'description', 'detail', 'error', 'errors', 'title', 'reason']

function messageOf(body: Json | undefined): string | undefined {
  if (typeof body === 'string') return body
  if (Array.isArray(body)) return messageOf(body.find((one: Json) => messageOf(one) !== undefined))
  if (!isJsonObject(body)) return undefined
  for (const name of messageNames) {
    const found = messageOf(body[name])
    if (found !== undefined) return found
  }
  return undefined
}

/** The item that stands for a failed request where the workflow goes on. */
export function failedItem(thrown: unknown, index: number, node: string): Item {
  const error = toItemError(thrown, { node, itemIndex: index })
  return { json: { error: errorValue(thrown) ?? error.message }, error, pairedItem: { item: index } }
}

/**
 * A failed request as data (status or the network's code); undefined where the node itself said no. Names and
 * members are those that documents know from n8n; a stack would tell of our own files, so it says what failed.
 */
function errorValue(thrown: unknown): JsonObject | undefined {
  if (!(thrown instanceof NodeError) || thrown.name !== 'NodeApiError') return undefined
  const { httpCode = '', context = {} } = thrown.details
  const { status, body, input } = context
  if (typeof status === 'number') {
    const shown = typeof body === 'string' && body !== '' ? `${status} - ${JSON.stringify(body)}` : thrown.message
    const code = status >= 400 && status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE'
    return { ...named('AxiosError', shown), code, status }
  }
  const byClient = httpCode === 'ECONNABORTED' || httpCode === 'ERR_BAD_REQUEST'
  return {
    ...named(byClient ? 'AxiosError' : 'Error', thrown.message),
    code: httpCode,
    ...(input !== undefined && { input }),
  }
}

function named(name: string, message: string): JsonObject {
  return { message, name, stack: `${name}: ${message}` }
}
