/** Sends a node's request: signed with its credential, through the one dialer, its files read and stored. */
import { type CredentialSignature, type HttpRequest, type HttpResponse, type JsonObject, refuse } from '@millrace/sdk'
import type { NodeContext } from './context.ts'
import { sendWithDigest } from './http-digest.ts'
import { TokenCache } from './http-oauth2.ts'
import type { Vault } from './ports.ts'

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
  const send = (one: HttpRequest) => host.dialer.send(one, { signal: context.signal }, context.files)
  const { credential } = request
  if (credential === undefined) return send(request)
  const type = host.catalog.credential(credential)
  return context.credential(credential, (fields) => {
    const signature = type?.sign?.(fields)
    if (signature === undefined) throw cannotSign(type?.name ?? credential)
    return sendAs(signature, request, send, { tokens: tokensOf(host.vault), now: () => host.clock.now() })
  })
}

/** A request goes out as its author meant it, or not at all. */
function cannotSign(name: string): Error {
  return refuse(`Requests cannot be signed with a credential of the kind “${name}”.`, {
    code: 'credential_cannot_sign',
    hint: 'Choose another kind of credential.',
    retry: 'no',
  })
}

/** What signing may need over several requests: tokens that are kept, and the time. */
interface Signing {
  readonly tokens: TokenCache
  readonly now: () => number
}

/** Sends a request as a credential signs it: a challenge is answered, a token is fetched where one is needed. */
function sendAs(
  signature: CredentialSignature,
  request: HttpRequest,
  send: (request: HttpRequest) => Promise<HttpResponse>,
  { tokens, now }: Signing,
): Promise<HttpResponse> {
  const { digest, oauth2 } = signature
  const described = signed(request, signature)
  if (hasHeader(request, 'authorization')) return send(described)
  if (digest !== undefined) return sendWithDigest(digest, described, send)
  return oauth2 === undefined ? send(described) : tokens.send(oauth2, described, send, now)
}

const caches = new WeakMap<Vault, TokenCache>()

/** Tokens live as long as the vault that their credentials are in. */
function tokensOf(vault: Vault): TokenCache {
  const known = caches.get(vault) ?? new TokenCache()
  caches.set(vault, known)
  return known
}

function hasHeader({ headers = {} }: HttpRequest, name: string): boolean {
  return Object.keys(headers).some((one) => one.toLowerCase() === name.toLowerCase())
}

/** The request with what the credential adds. What the author wrote stays. */
export function signed(request: HttpRequest, signature: CredentialSignature | undefined): HttpRequest {
  if (signature === undefined) return request
  const { headers, query, body, basic } = signature
  const added: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers ?? {})) if (!hasHeader(request, name)) added[name] = value
  if (basic !== undefined && !hasHeader(request, 'authorization')) {
    added.authorization = `Basic ${Buffer.from(`${basic.user}:${basic.password}`).toString('base64')}`
  }
  return {
    ...request,
    signedHeaders: added,
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
    ...body,
    fields: [...body.fields, ...Object.entries(added).map(([key, value]) => [key, String(value)] as const)],
  }
}
