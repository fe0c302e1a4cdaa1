/** Sends a request as a credential signs it: a challenge is answered, a token is fetched where one is needed. */
import {
  type CredentialSignature,
  type CredentialType,
  type HttpRequest,
  type HttpResponse,
  type JsonObject,
  refuse,
} from '@millrace/sdk'
import { consentNeeded, sendWithConsent } from './http-consent.ts'
import { sendWithDigest } from './http-digest.ts'
import { signedByOAuth1 } from './http-oauth1.ts'
import type { TokenCache } from './http-oauth2.ts'
import { sendInSession } from './http-session.ts'
import type { OpenCredential, SendLimits } from '../ports.ts'

/** What a credential says of the connections that it is used on. */
export type CredentialLimits = Pick<SendLimits, 'allowedHosts' | 'tls' | 'seal'>

export type Send = (request: HttpRequest, limits: CredentialLimits) => Promise<HttpResponse>

/** What sending needs: the way out, tokens that are kept over several requests, and the time. */
export interface Sending {
  readonly send: Send
  readonly tokens: TokenCache
  readonly now: () => number
}

/**
 * @throws NodeError `credential_cannot_sign` where the type cannot be used for a request, `host_not_allowed` where the
 * credential is closed to it
 */
export function sendWithCredential(
  type: CredentialType | undefined,
  opened: OpenCredential,
  request: HttpRequest,
  sending: Sending,
): Promise<HttpResponse> {
  if (request.anyAddress === true) checkUse(opened)
  return sendSignedAs(signatureOf(type, opened), opened, request, sending)
}

function sendSignedAs(
  signature: CredentialSignature,
  opened: OpenCredential,
  request: HttpRequest,
  sending: Sending,
): Promise<HttpResponse> {
  const { send, tokens, now } = sending
  const { consent, digest, oauth1, oauth1Consent, oauth2, seal, session } = signature
  const described = signed(request, signature)
  const limits = limitsOf(opened, signature)
  const sendIt = (one: HttpRequest) => send(one, limits)
  // The service that gives tokens is the credential's own word, and may be on another host than those it is used with.
  const sendToService = (one: HttpRequest) => send(one, {})
  if (session !== undefined) {
    return sendInSession(session, opened, {
      send: (within) => sendSignedAs(within, opened, described, sending),
      sendToService,
      tokens,
      now,
      scope: request.scope ?? '',
    })
  }
  if (hasHeader(request, 'authorization')) return sendIt(described)
  if (digest !== undefined) return sendWithDigest(digest, described, sendIt)
  if (oauth1 !== undefined) return sendIt(signedByOAuth1(oauth1, described, now()))
  if (oauth1Consent !== undefined) throw consentNeeded('Nobody has connected this credential with the service yet.')
  if (consent !== undefined) return sendWithConsent(consent, described, opened, { send: sendIt, now })
  if (seal !== undefined) return send(described, { ...limits, seal: (wire) => seal(wire, now()) })
  if (oauth2 === undefined) return sendIt(described)
  return tokens.send(oauth2, described, { send: sendIt, sendToService, now })
}

/** A request goes out as its author meant it, or not at all. */
export function signatureOf(type: CredentialType | undefined, opened: OpenCredential): CredentialSignature {
  const signature = type?.sign?.(opened.fields)
  if (signature !== undefined) return signature
  throw refuse(`Requests cannot be signed with a credential of the kind “${type?.name ?? opened.type}”.`, {
    code: 'credential_cannot_sign',
    hint: 'Choose another kind of credential.',
    retry: 'no',
  })
}

export function limitsOf({ allowedHosts, fields }: OpenCredential, { tls }: CredentialSignature): CredentialLimits {
  const lists = [...(allowedHosts.length > 0 ? [allowedHosts] : []), ...domainsOf(fields)]
  return { ...(lists.length > 0 && { allowedHosts: lists }), ...(tls && { tls }) }
}

/** Fields that n8n gives every credential: whether the author of a workflow may choose where it is sent, and where to. */
const USE = 'allowedHttpRequestDomains'
const DOMAINS = 'allowedDomains'

function domainsOf(fields: JsonObject): readonly (readonly string[])[] {
  if (fields[USE] !== 'domains') return []
  const text = fields[DOMAINS]
  const named = typeof text === 'string' ? text.split(',').map((one) => one.trim()) : []
  return [named.filter((one) => one !== '')]
}

/** A node that is made for a service may use its credential all the same: it chooses the address itself. */
function checkUse({ fields }: OpenCredential): void {
  if (fields[USE] !== 'none') return
  throw refuse('The credential may not be used with an address that a workflow names.', {
    code: 'host_not_allowed',
    hint: `Its field ${USE} is “none”. Use the service’s own node, or a credential that is open to HTTP requests.`,
    retry: 'no',
  })
}

export function bothLimits(a: CredentialLimits, b: CredentialLimits): CredentialLimits {
  return { ...a, ...b, allowedHosts: [...(a.allowedHosts ?? []), ...(b.allowedHosts ?? [])] }
}

/** Whether a request has a header of this name, however it is written. */
export function hasHeader({ headers = {} }: HttpRequest, name: string): boolean {
  return Object.keys(headers).some((one) => one.toLowerCase() === name.toLowerCase())
}

/** The request with what the credential adds. What the author wrote stays. */
function signed(request: HttpRequest, signature: CredentialSignature): HttpRequest {
  const { headers, openHeaders, payload, basic } = signature
  const inQuery = ['GET', 'HEAD'].includes(request.method.toUpperCase())
  const query = inQuery && payload ? { ...signature.query, ...payload } : signature.query
  const body = !inQuery && payload ? { ...signature.body, ...payload } : signature.body
  const added = missing(request, headers ?? {})
  if (basic !== undefined && !hasHeader(request, 'authorization')) {
    added.authorization = `Basic ${Buffer.from(`${basic.user}:${basic.password}`).toString('base64')}`
  }
  return {
    ...request,
    signedHeaders: added,
    ...(openHeaders && { headers: { ...missing(request, openHeaders), ...request.headers } }),
    ...(query === undefined ? undefined : { query: { ...request.query, ...query } }),
    ...(body === undefined ? undefined : { body: signedBody(request, body) }),
  }
}

/** Those of the headers that the request does not have. */
function missing(request: HttpRequest, headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hasHeader(request, name)))
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
  if (body.kind === 'multipart') {
    const parts = Object.entries(added).map(([name, value]) => ({ name, value: String(value) }))
    return { ...body, parts: [...body.parts, ...parts] }
  }
  if (body.kind !== 'form') return body
  return {
    ...body,
    fields: [...body.fields, ...Object.entries(added).map(([key, value]) => [key, String(value)] as const)],
  }
}
