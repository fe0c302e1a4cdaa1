/**
 * Requests in the name of a person who consented to them. The token lies in the credential, below the name that n8n
 * gives it, with the one it is renewed by; whoever owns the vault renews it, so that it happens once.
 */
import {
  type ConsentGrant,
  type HttpRequest,
  type HttpResponse,
  isJsonObject,
  type Json,
  type JsonObject,
  type NodeError,
  refuse,
  serviceError,
} from '@millrace/sdk'
import type { OpenCredential, RenewedToken } from '../ports.ts'
import { askForToken, lastingSeconds, type TokenAnswer, withToken } from './token-request.ts'

/** The field of a credential that holds what the service gave. */
export const TOKEN_FIELD = 'oauthTokenData'
/** When the token is given up, in milliseconds: services say how long it holds, and not from when on. */
const UNTIL = 'until'

interface StoredToken {
  readonly value: string
  readonly refresh: string | undefined
  readonly until: number
}

/** The token that the fields of a credential hold; where the service gives it in a member, it may lie there. */
export function storedToken(
  fields: JsonObject,
  { tokenIn }: Pick<ConsentGrant, 'tokenIn'> = {},
): StoredToken | undefined {
  const answer = dataOf(fields)
  const held = tokenIn === undefined ? null : (answer[tokenIn] ?? null)
  const data = isJsonObject(held) && typeof held['access_token'] === 'string' ? held : answer
  const { access_token: value, refresh_token: refresh, [UNTIL]: until } = data
  if (typeof value !== 'string' || value === '') return undefined
  return {
    value,
    refresh: typeof refresh === 'string' && refresh !== '' ? refresh : undefined,
    until: typeof until === 'number' ? until : Infinity,
  }
}

/** Whether the fields hold a token that a service gave for a person, by OAuth2 or OAuth1. */
export function isConnected(fields: JsonObject): boolean {
  const data = dataOf(fields)
  const { oauth_token: token } = data
  const isToken = (value: Json | undefined) => typeof value === 'string' && value !== ''
  return (
    isToken(token) ||
    [data, ...Object.values(data)].some((one = null) => isJsonObject(one) && isToken(one['access_token']))
  )
}

/** The fields with the token of an answer. What it leaves out stays: a refresh token is often said once. */
export function withStoredToken(fields: JsonObject, { said, seconds }: TokenAnswer, now: number): JsonObject {
  const { [UNTIL]: _over, ...before } = dataOf(fields)
  const until = seconds === undefined ? undefined : { [UNTIL]: now + lastingSeconds(seconds) * 1000 }
  return { ...fields, [TOKEN_FIELD]: { ...before, ...said, ...until } }
}

/** Asks for a new token by the stored one. @throws NodeError `consent_needed` where only the person can help */
export async function refreshToken(
  grant: ConsentGrant,
  { refresh }: StoredToken,
  send: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<TokenAnswer> {
  if (refresh === undefined) throw consentNeeded('The token is over, and the service gave none to renew it by.')
  try {
    return await askForToken(grant, { grant_type: 'refresh_token', refresh_token: refresh }, send)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'oauth_grant_over') {
      throw consentNeeded('The service does not renew the token any more.')
    }
    throw error
  }
}

/** Sends a request with the stored token, and once more with a new one where the service says that it is over. */
export async function sendWithConsent(
  grant: ConsentGrant,
  request: HttpRequest,
  opened: OpenCredential,
  { send, now }: { readonly send: (request: HttpRequest) => Promise<HttpResponse>; readonly now: () => number },
): Promise<HttpResponse> {
  const token = storedToken(opened.fields, grant)
  if (token === undefined) throw consentNeeded('Nobody has connected this credential with the service yet.')
  const isOver = token.until <= now()
  const first = isOver ? await renewed(opened, token) : token.value
  const response = await send(withToken(request, first, grant.carriers))
  const mayRenew = !isOver && token.refresh !== undefined && opened.renew !== undefined
  if (response.status !== (grant.overAt ?? 401) || !mayRenew) return response
  return send(withToken(request, await renewed(opened, token), grant.carriers))
}

async function renewed({ renew }: OpenCredential, token: StoredToken): Promise<string> {
  if (renew === undefined) throw consentNeeded('The token is over, and can be renewed only by a server.')
  const answer = await renew(token.value)
  if ('token' in answer) return answer.token
  const { message, ...details } = answer.refused
  throw serviceError(message, { ...details, retry: details.code === 'consent_needed' ? 'no' : 'later' })
}

/** How a failed renewal is told to whoever asked for it, over a pipe too. */
export function refusedRenewal({ message, details }: NodeError): RenewedToken {
  const { code, description, hint, httpCode } = details
  return {
    refused: {
      message,
      ...(code !== undefined && { code }),
      ...(description !== undefined && { description }),
      ...(hint !== undefined && { hint }),
      ...(httpCode !== undefined && { httpCode }),
    },
  }
}

export function consentNeeded(message: string): NodeError {
  return refuse(message, {
    code: 'consent_needed',
    hint: 'Open the credential and press “Connect”.',
    retry: 'no',
  })
}

function dataOf(fields: JsonObject): JsonObject {
  const data = fields[TOKEN_FIELD] ?? null
  if (isJsonObject(data)) return data
  // Documents of others may hold it as text.
  const read = typeof data === 'string' ? parsed(data) : null
  return isJsonObject(read) ? read : {}
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    // What is no JSON holds no token, and whoever asks for one says so.
    return null
  }
}
