/** One request on its way to an answer: signed whole where a credential wants it, and what a redirect makes of it. */
import type { HttpRequest } from '@millrace/sdk'
import type { Dispatcher } from 'undici'
import type { WireHeaders } from './http-request.ts'
import type { SendLimits } from '../ports.ts'

export interface Hop {
  readonly url: URL
  readonly method: string
  readonly headers: WireHeaders
  readonly body: Uint8Array | undefined
}

/** The request with what signs it whole. A redirect is signed anew, and one to another origin is not signed at all. */
export function sealed(
  hop: Hop,
  { seal, origin }: { readonly seal: SendLimits['seal']; readonly origin: string },
): Hop {
  const { method, url, body } = hop
  if (seal === undefined || url.origin !== origin) return hop
  const written = Object.entries(hop.headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(',')])
  const { headers, openHeaders } = seal({
    method,
    url,
    headers: Object.fromEntries(written),
    body: body ?? new Uint8Array(),
  })
  return { ...hop, headers: { ...hop.headers, ...openHeaders, ...headers } }
}

/** The request a redirect asks for; undefined where the answer is none. */
export function redirected(hop: Hop, response: Dispatcher.ResponseData, request: HttpRequest): Hop | undefined {
  const { statusCode, headers } = response
  const location = headers.location
  if (![301, 302, 303, 307, 308].includes(statusCode) || typeof location !== 'string') return undefined
  const url = new URL(location, hop.url)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  const toGet = statusCode === 303 ? hop.method !== 'HEAD' : statusCode <= 302 && hop.method === 'POST'
  const isLost = url.origin === hop.url.origin ? () => false : lostElsewhere(hop.url, url, request)
  const kept = Object.entries(hop.headers).filter(([name]) => {
    const lower = name.toLowerCase()
    return !(toGet && lower.startsWith('content-')) && !isLost(lower)
  })
  return {
    url,
    method: toGet ? 'GET' : hop.method,
    headers: Object.fromEntries(kept),
    body: toGet ? undefined : hop.body,
  }
}

/**
 * The headers that do not go to another origin: the host, logins and cookies that the author wrote, and what a
 * credential added, unless it is meant to go along. It never does from an encrypted connection to an open one.
 */
function lostElsewhere(from: URL, to: URL, { signedHeaders = {}, redirects }: HttpRequest): (name: string) => boolean {
  const signed = new Set(Object.keys(signedHeaders).map((name) => name.toLowerCase()))
  const keeps = redirects?.keepCredential === true && (from.protocol === 'http:' || to.protocol === 'https:')
  return (name) => (signed.has(name) ? !keeps : ['authorization', 'cookie', 'host'].includes(name))
}
