/**
 * Digest authentication (RFC 7616): a server challenges, and the request is made again with proof that the sender
 * knows the password, which itself never travels.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { HttpRequest, HttpResponse } from '@millrace/sdk'
import { urlOf } from '../network/http-request.ts'

export interface Login {
  readonly user: string
  readonly password: string
}

/** Sends a request, and where it is challenged once more with the answer. */
export async function sendWithDigest(
  login: Login,
  request: HttpRequest,
  send: (request: HttpRequest) => Promise<HttpResponse>,
  clientNonce: () => string = () => randomBytes(8).toString('hex'),
): Promise<HttpResponse> {
  const response = await send(request)
  if (response.status !== 401) return response
  const challenge = chosenChallenge([response.headers['www-authenticate'] ?? []].flat().join(', '))
  if (challenge === undefined) return response
  const { pathname, search } = urlOf(request)
  const place = { method: request.method.toUpperCase(), uri: `${pathname}${search}` }
  const authorization = answerOf(challenge, login, place, clientNonce())
  return send({ ...request, signedHeaders: { ...request.signedHeaders, authorization } })
}

/** The hashes by strength, the strongest first, as challenges name them. */
const hashes = new Map([
  ['SHA-512-256', 'sha512-256'],
  ['SHA-256', 'sha256'],
  ['MD5', 'md5'],
])

interface Challenge {
  readonly parameters: Parameters
  /** Its algorithm without `-sess`. */
  readonly algorithm: string
  readonly isSession: boolean
}

/** Of several challenges the strongest that can be answered. */
function chosenChallenge(header: string): Challenge | undefined {
  const known = readChallenges(header)
    .filter(({ scheme, parameters }) => scheme === 'digest' && parameters.has('nonce') && offersPlain(parameters))
    .map(({ parameters }): Challenge => {
      const name = (parameters.get('algorithm') ?? 'MD5').toUpperCase()
      return { parameters, algorithm: name.replace(/-SESS$/, ''), isSession: name.endsWith('-SESS') }
    })
  const order = [...hashes.keys()]
  return known
    .filter(({ algorithm }) => hashes.has(algorithm))
    .toSorted((a, b) => order.indexOf(a.algorithm) - order.indexOf(b.algorithm))[0]
}

/** Whether a challenge can be answered without a hash of the body. */
function offersPlain(parameters: Parameters): boolean {
  const offered = parameters.get('qop')
  return offered === undefined || offered.split(',').some((one) => one.trim() === 'auth')
}

function answerOf(
  { parameters, algorithm, isSession }: Challenge,
  { user, password }: Login,
  { method, uri }: { readonly method: string; readonly uri: string },
  clientNonce: string,
): string {
  const hash = (text: string) =>
    createHash(hashes.get(algorithm) ?? 'md5')
      .update(text)
      .digest('hex')
  const realm = parameters.get('realm') ?? ''
  const nonce = parameters.get('nonce') ?? ''
  const hasQop = parameters.has('qop')
  const secret = hash(`${user}:${realm}:${password}`)
  const key = isSession ? hash(`${secret}:${nonce}:${clientNonce}`) : secret
  const asked = hash(`${method}:${uri}`)
  const proof = hash(hasQop ? `${key}:${nonce}:00000001:${clientNonce}:auth:${asked}` : `${key}:${nonce}:${asked}`)
  const hidesName = parameters.get('userhash')?.toLowerCase() === 'true'
  const parts = [
    hidesName ? `username=${quoted(hash(`${user}:${realm}`))}` : named(user),
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response=${quoted(proof)}`,
    ...(parameters.has('algorithm') ? [`algorithm=${parameters.get('algorithm')}`] : []),
    ...(hasQop ? ['qop=auth', 'nc=00000001'] : []),
    ...(hasQop || isSession ? [`cnonce=${quoted(clientNonce)}`] : []),
    ...(parameters.has('opaque') ? [`opaque=${quoted(parameters.get('opaque') ?? '')}`] : []),
    ...(hidesName ? ['userhash=true'] : []),
  ]
  return `Digest ${parts.join(', ')}`
}

/** A header holds ASCII only: other names are written as the RFC writes them. */
function named(user: string): string {
  return /^[\x20-\x7e]*$/.test(user) ? `username=${quoted(user)}` : `username*=UTF-8''${encodeURIComponent(user)}`
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

type Parameters = ReadonlyMap<string, string>

const WORD = /([\w!#$%&'*+.^`|~-]+)(\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/g

/** The challenges of a header: a word alone begins one, words with values belong to it. */
function readChallenges(header: string): readonly { readonly scheme: string; readonly parameters: Parameters }[] {
  const found: { scheme: string; parameters: Map<string, string> }[] = []
  for (const [, word = '', assigned, quotedValue, bare = ''] of header.matchAll(WORD)) {
    if (assigned === undefined) found.push({ scheme: word.toLowerCase(), parameters: new Map() })
    else found.at(-1)?.parameters.set(word.toLowerCase(), quotedValue?.replace(/\\(.)/g, '$1') ?? bare)
  }
  return found
}
