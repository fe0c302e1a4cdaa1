/** Sends a node's request: signed with its credential, through the one dialer, its files read and stored. */
import type { CredentialSignature, HttpRequest, HttpResponse, JsonObject } from '@millrace/sdk'
import type { NodeContext } from './context.ts'

/** Whether a request may change something on the other side. */
export function actsOnTheWorld(method: string): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method.toUpperCase())
}

export async function sendSigned(
  context: NodeContext,
  request: HttpRequest,
  _itemIndex?: number,
): Promise<HttpResponse> {
  const { host } = context.run
  const limits = { signal: context.signal }
  if (request.credential === undefined) return host.dialer.send(request, limits, context.files)
  const type = host.catalog.credential(request.credential)
  return context.credential(request.credential, (fields) =>
    host.dialer.send(signed(request, type?.sign?.(fields)), limits, context.files),
  )
}

/** The request with what the credential adds. What the author wrote himself stays. */
export function signed(request: HttpRequest, signature: CredentialSignature | undefined): HttpRequest {
  if (signature === undefined) return request
  const { headers, query, body, basic } = signature
  const own = new Set(Object.keys(request.headers ?? {}).map((name) => name.toLowerCase()))
  const added: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers ?? {})) if (!own.has(name.toLowerCase())) added[name] = value
  if (basic !== undefined && !own.has('authorization')) {
    added.authorization = `Basic ${Buffer.from(`${basic.user}:${basic.password}`).toString('base64')}`
  }
  return {
    ...request,
    headers: { ...request.headers, ...added },
    ...(query === undefined ? undefined : { query: { ...request.query, ...query } }),
    ...(body === undefined ? undefined : { body: signedBody(request, body) }),
  }
}

function signedBody(request: HttpRequest, added: JsonObject): HttpRequest['body'] {
  const { body } = request
  if (body === undefined) return { kind: 'json', value: added }
  if (body.kind === 'json') {
    const { value } = body
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { kind: 'json', value: { ...value, ...added } }
      : body
  }
  if (body.kind !== 'form') return body
  return {
    kind: 'form',
    fields: [...body.fields, ...Object.entries(added).map(([key, value]) => [key, String(value)] as const)],
  }
}
