/**
 * Tokens that a service gives its clients (RFC 6749, client credentials), and sessions that it opens for them. They
 * are kept in memory until they are over; all requests that need one meanwhile share it. They are never written down.
 */
import { createHash } from 'node:crypto'
import type { ClientGrant, HttpRequest, HttpResponse, OpenedSession } from '@millrace/sdk'
import { Kept, type Lasting } from './kept.ts'
import { askForToken, lastingSeconds, withToken } from './token-request.ts'

type Send = (request: HttpRequest) => Promise<HttpResponse>

interface TokenSending {
  readonly send: Send
  /** Sends what asks for a token, to the service that the credential itself names. */
  readonly sendToService: Send
  readonly now: () => number
}

export class TokenCache {
  readonly #tokens = new Kept<string>()
  /** How requests are signed within the sessions that are open. */
  readonly sessions = new Kept<OpenedSession['signature']>()

  /** Sends a request with a token, and once more with a new one where the service says that it is over. */
  async send(
    grant: ClientGrant,
    request: HttpRequest,
    { send, sendToService, now }: TokenSending,
  ): Promise<HttpResponse> {
    const key = secretKey(grant)
    const using = { fetch: () => fetchToken(grant, sendToService, now), now }
    const token = await this.#tokens.take(key, undefined, using)
    const response = await send(withToken(request, token.value))
    if (response.status !== (grant.overAt ?? 401)) return response
    const renewed = await this.#tokens.take(key, token, using)
    return send(withToken(request, renewed.value))
  }
}

/** The cache is in memory, and still holds no secret in its keys. */
export function secretKey(secrets: unknown): string {
  return createHash('sha256').update(JSON.stringify(secrets)).digest('base64')
}

async function fetchToken(grant: ClientGrant, send: Send, now: () => number): Promise<Lasting<string>> {
  const { scope } = grant
  const fields = { grant_type: 'client_credentials', ...(scope !== '' && { scope }), ...grant.fields }
  const { token, seconds } = await askForToken(grant, fields, send)
  return lasting(token, seconds, now())
}

/** What holds for some seconds; for ever, as far as anybody knows, where the service does not say. */
export function lasting<T>(value: T, seconds: number | undefined, now: number): Lasting<T> {
  return { value, until: seconds === undefined ? Infinity : now + lastingSeconds(seconds) * 1000 }
}
