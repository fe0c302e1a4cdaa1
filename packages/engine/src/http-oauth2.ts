/**
 * Tokens that a service gives its clients (RFC 6749, client credentials). A token is kept in memory until it is
 * over; all requests that need it meanwhile share one. It is never written down.
 */
import { createHash } from 'node:crypto'
import type { ClientGrant, HttpRequest, HttpResponse } from '@millrace/sdk'
import { askForToken, lastingSeconds, withToken } from './token-request.ts'

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

export class TokenCache {
  readonly #tokens = new Map<string, Promise<Token>>()

  /** Sends a request with a token, and once more with a new one where the service says that it is over. */
  async send(
    grant: ClientGrant,
    request: HttpRequest,
    { send, sendToService, now }: TokenSending,
  ): Promise<HttpResponse> {
    const key = keyOf(grant)
    const fetch = () => fetchToken(grant, sendToService, now)
    const token = await this.#take(key, undefined, fetch, now)
    const response = await send(withToken(request, token.value))
    if (response.status !== (grant.overAt ?? 401)) return response
    const renewed = await this.#take(key, token, fetch, now)
    return send(withToken(request, renewed.value))
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

async function fetchToken(grant: ClientGrant, send: Send, now: () => number): Promise<Token> {
  const { scope } = grant
  const fields = { grant_type: 'client_credentials', ...(scope !== '' && { scope }), ...grant.fields }
  const { token, seconds } = await askForToken(grant, fields, send)
  if (seconds === undefined) return { value: token, until: Infinity }
  return { value: token, until: now() + lastingSeconds(seconds) * 1000 }
}
