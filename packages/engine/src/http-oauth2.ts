/**
 * Tokens that a service gives its clients (RFC 6749, client credentials). A token is kept in memory until it is
 * over; all requests that need it meanwhile share one. It is never written down.
 */
import { createHash } from 'node:crypto'
import { type ClientGrant, type HttpRequest, type HttpResponse, type Json, serviceError } from '@millrace/sdk'

type Send = (request: HttpRequest) => Promise<HttpResponse>

interface Token {
  readonly value: string
  /** The time from which on it is not used any more. */
  readonly until: number
}

interface TokenSending {
  readonly send: Send
  /** Sends what asks for a token, to the service that the credential itself names. */
  readonly sendToService: Send
  readonly now: () => number
}

/** How many services' tokens are remembered. */
const MOST = 500
/** A token is given up a while before it is over, since it has to arrive while it holds: a short one after half its time. */
const MARGIN_SECONDS = 30

export class TokenCache {
  readonly #tokens = new Map<string, Promise<Token>>()

  /** Sends a request with a token, and once more with a new one where the service says that it is over. */
  async send(
    grant: ClientGrant,
    request: HttpRequest,
    { send, sendToService, now }: TokenSending,
  ): Promise<HttpResponse> {
    const fetch = () => fetchToken(grant, sendToService, now)
    const key = keyOf(grant)
    const token = await this.#take(key, undefined, fetch, now)
    const response = await send(withToken(request, token))
    if (response.status !== (grant.overAt ?? 401)) return response
    return send(withToken(request, await this.#take(key, token, fetch, now)))
  }

  /** The token that is kept unless it is over, else a new one; whoever asks meanwhile shares it. */
  async #take(key: string, over: Token | undefined, fetch: () => Promise<Token>, now: () => number): Promise<Token> {
    const known = this.#tokens.get(key)
    if (known === undefined) return this.#keep(key, fetch())
    const token = await known
    if (token !== over && token.until > now()) return token
    const renewed = this.#tokens.get(key)
    return renewed !== undefined && renewed !== known ? renewed : this.#keep(key, fetch())
  }

  #keep(key: string, fetched: Promise<Token>): Promise<Token> {
    this.#tokens.delete(key)
    this.#tokens.set(key, fetched)
    const [oldest] = this.#tokens.keys()
    if (this.#tokens.size > MOST && oldest !== undefined) this.#tokens.delete(oldest)
    // A failure is not kept: the next request tries again. Whoever waits for this one hears of it.
    fetched.catch(() => {
      if (this.#tokens.get(key) === fetched) this.#tokens.delete(key)
    })
    return fetched
  }
}

/** The cache is in memory, and still holds no secret in its keys. */
function keyOf(grant: ClientGrant): string {
  return createHash('sha256').update(JSON.stringify(grant)).digest('base64')
}

function withToken(request: HttpRequest, { value }: Token): HttpRequest {
  return { ...request, signedHeaders: { ...request.signedHeaders, authorization: `Bearer ${value}` } }
}

async function fetchToken(grant: ClientGrant, send: Send, now: () => number): Promise<Token> {
  const { clientId, clientSecret, scope } = grant
  const inBody = grant.clientIn === 'body'
  const response = await send({
    method: 'POST',
    url: grant.tokenUrl,
    headers: {
      accept: 'application/json, application/x-www-form-urlencoded',
      ...(!inBody && { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` }),
    },
    body: {
      kind: 'form',
      fields: Object.entries({
        grant_type: 'client_credentials',
        ...(scope !== '' && { scope }),
        ...(inBody && { client_id: clientId, client_secret: clientSecret }),
        ...grant.fields,
      }),
    },
    ...(grant.allowUnauthorizedCerts && { allowUnauthorizedCerts: true }),
  })
  const { token, seconds } = readToken(response)
  if (seconds === undefined) return { value: token, until: Infinity }
  return { value: token, until: now() + Math.max(seconds - MARGIN_SECONDS, seconds / 2) * 1000 }
}

/** The service's answer may hold the token, so it is shown only where it says what is wrong. */
function readToken({ status, statusText, text = '' }: HttpResponse): { token: string; seconds: number | undefined } {
  const said = readFields(text)
  const token = said.get('access_token')
  if (status >= 200 && status < 300 && typeof token === 'string' && token !== '') {
    const seconds = Number(said.get('expires_in') ?? Number.NaN)
    return { token, seconds: Number.isFinite(seconds) ? seconds : undefined }
  }
  const reason = said.get('error_description') ?? said.get('error')
  throw serviceError(`The service gave no token (${status} ${statusText}).`, {
    code: 'oauth_no_token',
    httpCode: String(status),
    ...(typeof reason === 'string' && { description: reason }),
    hint: 'Check the credential: the address for tokens, the client’s id and secret, and the scope.',
    retry: status === 429 || status >= 500 ? 'later' : 'no',
  })
}

/** The fields of an answer that is JSON or a form. */
function readFields(text: string): ReadonlyMap<string, Json | undefined> {
  if (!text.trimStart().startsWith('{')) return new Map(new URLSearchParams(text))
  try {
    const value: Json = JSON.parse(text)
    return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
  } catch {
    // What is neither has no fields; the status says the rest.
    return new Map()
  }
}
