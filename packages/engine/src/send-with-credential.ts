/** Sends a request as a credential signs it: a challenge is answered, a token is fetched where one is needed. */
import {
  type CredentialSignature,
  type CredentialType,
  type HttpRequest,
  type HttpResponse,
  type JsonObject,
  refuse,
} from '@millrace/sdk'
import { sendWithConsent } from './http-consent.ts'
import { sendWithDigest } from './http-digest.ts'
import { signedByOAuth1 } from './http-oauth1.ts'
import type { TokenCache } from './http-oauth2.ts'
import type { OpenCredential, SendLimits } from './ports.ts'

/** What a credential says of the connections that it is used on. */
export type CredentialLimits = Pick<SendLimits, 'allowedHosts' | 'tls'>

export type Send = (request: HttpRequest, limits: CredentialLimits) => Promise<HttpResponse>

/** What sending needs: the way out, tokens that are kept over several requests, and the time. */
export interface Sending {
  readonly send: Send
  readonly tokens: TokenCache
  readonly now: () => number
}

/** @throws NodeError `credential_cannot_sign` where the type cannot be used for a request */
export function sendWithCredential(
  type: CredentialType | undefined,
  opened: OpenCredential,
  request: HttpRequest,
  { send, tokens, now }: Sending,
): Promise<HttpResponse> {
  const signature = signatureOf(type, opened)
  const { consent, digest, oauth1, oauth2 } = signature
  const described = signed(request, signature)
  const limits = limitsOf(opened, signature)
  const sendIt = (one: HttpRequest) => send(one, limits)
  if (hasHeader(request, 'authorization')) return sendIt(described)
  if (digest !== undefined) return sendWithDigest(digest, described, sendIt)
  if (oauth1 !== undefined) return sendIt(signedByOAuth1(oauth1, described, now()))
  if (consent !== undefined) return sendWithConsent(consent, described, opened, { send: sendIt, now })
  if (oauth2 === undefined) return sendIt(described)
  // The service that gives tokens is the credential's own word, and may be on another host than those it is used with.
  const sendToService = (one: HttpRequest) => send(one, {})
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

export function limitsOf({ allowedHosts }: OpenCredential, { tls }: CredentialSignature): CredentialLimits {
  return { ...(allowedHosts.length > 0 && { allowedHosts: [allowedHosts] }), ...(tls && { tls }) }
}

export function bothLimits(a: CredentialLimits, b: CredentialLimits): CredentialLimits {
  return { ...a, ...b, allowedHosts: [...(a.allowedHosts ?? []), ...(b.allowedHosts ?? [])] }
}

/** Whether a request has a header of this name, however it is written. */
export function hasHeader({ headers = {} }: HttpRequest, name: string): boolean {
  return Object.keys(headers).some((one) => one.toLowerCase() === name.toLowerCase())
}

/** The request with what the credential adds. What the author wrote stays. */
function signed(request: HttpRequest, { headers, openHeaders, query, body, basic }: CredentialSignature): HttpRequest {
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
  if (body.kind !== 'form') return body
  return {
    ...body,
    fields: [...body.fields, ...Object.entries(added).map(([key, value]) => [key, String(value)] as const)],
  }
}
