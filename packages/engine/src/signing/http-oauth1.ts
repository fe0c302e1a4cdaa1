/** OAuth1 (RFC 5849): each request is signed with the secrets of the client and of the person it acts for. */
import { createHmac, randomBytes } from 'node:crypto'
import type { HttpRequest, OAuth1Secrets } from '@millrace/sdk'
import { urlOf } from '../network/http-request.ts'

const hashes = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256', 'HMAC-SHA512': 'sha512' } as const

/** What a signature is made with besides the secrets. */
interface Signing {
  readonly nonce?: string
  /** Parameters of the protocol that only some requests have: `oauth_callback`. */
  readonly more?: Readonly<Record<string, string>>
}

/** The request with the signature in its Authorization header. */
export function signedByOAuth1(
  secrets: OAuth1Secrets,
  request: HttpRequest,
  now: number,
  { nonce = randomBytes(16).toString('hex'), more = {} }: Signing = {},
): HttpRequest {
  const { clientKey, clientSecret, token, tokenSecret, method } = secrets
  const parameters: readonly (readonly [string, string])[] = [
    ['oauth_consumer_key', clientKey],
    ['oauth_nonce', nonce],
    ['oauth_signature_method', method],
    ['oauth_timestamp', String(Math.floor(now / 1000))],
    ...(token === '' ? [] : ([['oauth_token', token]] as const)),
    ['oauth_version', '1.0'],
    ...Object.entries(more),
  ]
  const key = `${encoded(clientSecret)}&${encoded(tokenSecret)}`
  const signature = createHmac(hashes[method], key).update(baseOf(request, parameters)).digest('base64')
  const written = [...parameters, ['oauth_signature', signature] as const]
    .map(([name, value]) => `${name}="${encoded(value)}"`)
    .join(', ')
  return { ...request, signedHeaders: { ...request.signedHeaders, authorization: `OAuth ${written}` } }
}

/** What is signed (section 3.4.1): method, address, and all parameters in the order of their encoded bytes. */
function baseOf(request: HttpRequest, parameters: readonly (readonly [string, string])[]): string {
  const url = urlOf(request)
  const { body } = request
  const form = body?.kind === 'form' ? body.fields : []
  const all = [...url.searchParams, ...form, ...parameters]
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .toSorted(([a, x], [b, y]) => compared(a, b) || compared(x, y))
    .map((pair) => pair.join('='))
    .join('&')
  return [request.method.toUpperCase(), `${url.origin}${url.pathname}`, all].map(encoded).join('&')
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** RFC 3986: all but the unreserved characters. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
}
