/**
 * The helpers of people's code that call out. Their requests are always guarded, even where the server's nodes may
 * reach private addresses. Only a credential that is chosen in the node itself signs them, and never shows itself.
 */
import { type BinaryData, type HttpResponse, type NodeError, refuse, serviceError } from '@millrace/sdk'
import type { NodeContext } from '../context.ts'
import type { Helper } from './helper.ts'
import { type CodeRequest, readOldRequest, readRequest } from './read-request.ts'

export const requestHelpers: ReadonlyMap<string, Helper> = new Map<string, Helper>([
  ['httpRequest', (context, [options]) => send(context, readRequest(options))],
  ['request', (context, [first, second]) => send(context, readOldRequest(first, second))],
  ['httpRequestWithAuthentication', (context, [type, options]) => send(context, readRequest(options), nameOf(type))],
  ['requestWithAuthentication', (context, [type, options]) => send(context, readOldRequest(options, {}), nameOf(type))],
])

async function send(context: NodeContext, asked: CodeRequest, credential?: string): Promise<unknown> {
  const kept = new KeptFiles(context)
  const request = asked.as === 'bytes' ? { ...asked.request, expect: 'file' as const } : asked.request
  const response = await context.sendGuarded(request, kept, credential)
  const { status, statusText, headers } = response
  const body = bodyOf(asked, response, kept)
  if (!asked.anyStatus && (status < 200 || status > 299)) throw failed(response, body)
  return asked.full ? { body, headers, statusCode: status, statusMessage: statusText } : body
}

function bodyOf({ as }: CodeRequest, { text = '' }: HttpResponse, { bytes }: KeptFiles): unknown {
  if (as === 'bytes') return bytes ?? Buffer.alloc(0)
  if (as === 'text' || text === '') return text
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    // An answer that is no JSON is text.
    return text
  }
}

function nameOf(type: unknown): string {
  if (typeof type === 'string' && type !== '') return type
  throw refuse('The type of the credential comes first. httpRequestWithAuthentication("httpHeaderAuth", { url }).', {
    code: 'invalid_request',
    retry: 'no',
  })
}

/** An answer of failure, as an error that code can catch: what the service said is its description. */
function failed({ status, statusText }: HttpResponse, body: unknown): NodeError {
  const said =
    body instanceof Uint8Array ? Buffer.from(body).toString() : typeof body === 'string' ? body : JSON.stringify(body)
  return serviceError(`Request failed with status code ${status}${statusText === '' ? '' : ` (${statusText})`}`, {
    httpCode: String(status),
    ...(said !== '' && { description: said.slice(0, 2000) }),
  })
}

/** Keeps the bytes of an answer at hand instead of making them a file of the execution. */
class KeptFiles {
  bytes: Uint8Array | undefined
  private readonly context: NodeContext

  constructor(context: NodeContext) {
    this.context = context
  }

  async store(bytes: Uint8Array): Promise<BinaryData> {
    this.bytes = bytes
    return { mimeType: 'application/octet-stream', bytes: bytes.length }
  }

  read(file: BinaryData): Promise<Uint8Array> {
    return this.context.files.read(file)
  }
}
