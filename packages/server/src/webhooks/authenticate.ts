/**
 * Whether a caller of a hook may call it. Secrets are compared as digests in constant time; a hook that asks for a
 * credential and has none is closed, not open.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { type Hook, isVisitor, type JsonObject, jsonResponse } from '@millrace/sdk'
import { HookRefusal } from './webhook-problem.ts'

type Kind = Exclude<Hook['authentication']['kind'], 'none' | 'user'>
type Basic = Partial<Pick<Extract<Hook['authentication'], { readonly kind: 'basic' }>, 'realm' | 'wrongStatus'>>

/** How a hook that is not open asks who calls. */
export interface Asking extends Basic {
  readonly kind: Kind
}

/**
 * Checks the headers against the credential's fields; answers with the claims of a token.
 * @throws HookRefusal 401 or 403
 */
export async function authenticate(
  asking: Asking,
  headers: IncomingHttpHeaders,
  fields: JsonObject,
): Promise<JsonObject | undefined> {
  switch (asking.kind) {
    case 'basic':
      checkBasic(asking, headers, fields)
      return undefined
    case 'header':
      checkHeader(headers, fields)
      return undefined
    case 'bearer':
      if (!same(bearer(headers.authorization) ?? '', text(fields, 'token'))) throw wrong(403)
      return undefined
    case 'jwt':
      return verifyToken(bearer(headers.authorization), fields)
  }
}

/** The refusal of every check here: text, and the header that makes a browser ask for a name and password. */
function refuse(status: number, message: string, realm = 'Webhook'): HookRefusal {
  return new HookRefusal({
    status,
    headers: { 'www-authenticate': `Basic realm="${realm.replaceAll('"', '')}"` },
    body: { kind: 'text', text: message },
  })
}

const wrong = (status: 401 | 403) => refuse(status, 'Authorization data is wrong!')

/** The hook wants a credential and the node has none, or one without its fields. */
export const noCredential = () => refuse(500, 'No authentication data defined on node!')

/** A bot called a hook that wants none. */
export const botRefused = () => wrong(403)

export const addressRefused = (what: 'webhook' | 'form') =>
  new HookRefusal({
    status: 403,
    headers: {},
    body: { kind: 'text', text: `IP is not allowed to access ${what === 'form' ? 'this form' : 'the webhook'}!` },
  })

/** A person has to sign in to this server: a browser is led there, and back. */
export function userRefused(request: IncomingMessage): HookRefusal {
  const goes = request.method === 'GET' && isVisitor(request)
  if (!goes) return new HookRefusal(jsonResponse({ code: 401, message: 'Sign in to Millrace first.' }, 401))
  const location = `/signin?to=${encodeURIComponent(request.url ?? '/')}`
  return new HookRefusal({ status: 302, headers: { location, 'cache-control': 'no-store' }, body: { kind: 'none' } })
}

/** Somebody signed in who may not run the workflow. */
export const userMayNot = () =>
  new HookRefusal(jsonResponse({ code: 403, message: 'You may not run this workflow.' }, 403))

/** A visitor has to sign in, or did not succeed: the browser asks. */
export const signInRefused = () =>
  new HookRefusal({
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="Enter credentials"' },
    body: { kind: 'none' },
  })

function checkBasic({ realm, wrongStatus = 401 }: Basic, headers: IncomingHttpHeaders, fields: JsonObject): void {
  const given = /^basic\s+([A-Za-z0-9+/_=-]+)\s*$/i.exec(headers.authorization ?? '')?.[1]
  const pair = given === undefined ? '' : Buffer.from(given, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon === -1) throw refuse(401, 'Authorization is required!', realm)
  const user = same(pair.slice(0, colon), text(fields, 'user'))
  const password = same(pair.slice(colon + 1), text(fields, 'password'))
  if (user && password) return
  // A person who mistyped is asked again; only 401 makes a browser do so.
  if (wrongStatus === 401 || isVisitor({ headers })) throw refuse(401, 'Authentication data is wrong!', realm)
  throw refuse(403, 'Authorization data is wrong!', realm)
}

function checkHeader(headers: IncomingHttpHeaders, fields: JsonObject): void {
  const given = headers[text(fields, 'name').toLowerCase()]
  if (typeof given !== 'string' || !same(given, text(fields, 'value'))) throw wrong(403)
}

function bearer(header: string | undefined): string | undefined {
  return /^bearer\s+(\S+)\s*$/i.exec(header ?? '')?.[1]
}

async function verifyToken(token: string | undefined, fields: JsonObject): Promise<JsonObject> {
  if (token === undefined) throw refuse(401, 'No token provided')
  const jose = await import('jose')
  const algorithm = text(fields, 'algorithm', 'HS256')
  try {
    const key =
      fields['keyType'] === 'pemKey'
        ? await jose.importSPKI(text(fields, 'publicKey'), algorithm)
        : new TextEncoder().encode(text(fields, 'secret'))
    const { payload } = await jose.jwtVerify(token, key, { algorithms: [algorithm] })
    const claims: JsonObject = JSON.parse(JSON.stringify(payload))
    return claims
  } catch (error) {
    if (error instanceof HookRefusal) throw error
    throw refuse(403, tokenSentence(error))
  }
}

/** The sentences that callers of such hooks know. */
function tokenSentence(error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ERR_JWT_EXPIRED':
      return 'jwt expired'
    case 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED':
      return 'invalid signature'
    case 'ERR_JOSE_ALG_NOT_ALLOWED':
      return 'invalid algorithm'
    case 'ERR_JWT_CLAIM_VALIDATION_FAILED':
      return 'jwt not active'
    default:
      return 'jwt malformed'
  }
}

function text(fields: JsonObject, name: string, otherwise = ''): string {
  const value = fields[name]
  const found = typeof value === 'string' && value !== '' ? value : otherwise
  if (found === '') throw noCredential()
  return found
}

function same(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted))
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}
