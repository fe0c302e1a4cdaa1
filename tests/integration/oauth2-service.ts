/** A service with OAuth2 of a test: it asks a person, gives tokens for codes and refresh tokens, each good once. */
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export const client = { id: 'millrace', secret: 'client-secret-canary' }

export interface OAuth2Service {
  readonly url: string
  /** Every token that it gave; the last access token is the good one. */
  readonly given: string[]
  /** What was asked of `/token`, in order. */
  readonly asked: URLSearchParams[]
  /** Access tokens are not good any more. */
  expire(): void
  /** Refresh tokens are not good any more either. */
  revoke(): void
  /** The next renewal is answered once so many requests came with a token that is over. */
  holdUntilRefused(count: number): void
  close(): void
}

export async function startOAuth2Service(): Promise<OAuth2Service> {
  const given: string[] = []
  const asked: URLSearchParams[] = []
  const codes = new Map<string, URLSearchParams>()
  let access = ''
  let refresh = ''
  let toRefuse = 0
  let release = () => {}
  let held = Promise.resolve()

  function give() {
    access = `access-${randomUUID()}`
    refresh = `refresh-${randomUUID()}`
    given.push(access, refresh)
    return { access_token: access, refresh_token: refresh, token_type: 'Bearer', expires_in: 3600 }
  }

  async function token(request: IncomingMessage): Promise<object | undefined> {
    const fields = new URLSearchParams(await text(request))
    asked.push(fields)
    if (!isClient(request, fields)) return undefined
    if (fields.get('grant_type') === 'refresh_token') {
      await held
      return fields.get('refresh_token') === refresh ? give() : undefined
    }
    const code = fields.get('code') ?? ''
    const consent = codes.get(code)
    codes.delete(code)
    if (consent === undefined || consent.get('redirect_uri') !== fields.get('redirect_uri')) return undefined
    const challenge = consent.get('code_challenge')
    const proof = createHash('sha256')
      .update(fields.get('code_verifier') ?? '')
      .digest('base64url')
    return challenge === null || challenge === proof ? give() : undefined
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://service')
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    if (pathname === '/authorize') {
      const code = randomUUID()
      codes.set(code, searchParams)
      const back = new URL(searchParams.get('redirect_uri') ?? '')
      back.searchParams.set('code', code)
      back.searchParams.set('state', searchParams.get('state') ?? '')
      response.writeHead(302, { location: back.href }).end()
    } else if (pathname === '/token') {
      const tokens = await token(request)
      if (tokens === undefined) answer(400, { error: 'invalid_grant', error_description: 'not good any more' })
      else answer(200, tokens)
    } else if (request.headers.authorization === `Bearer ${access}`) {
      answer(200, { hello: 'Ada' })
    } else {
      answer(401, { error: 'expired' })
      toRefuse -= 1
      if (toRefuse <= 0) release()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    given,
    asked,
    expire: () => (access = ''),
    revoke: () => (access = refresh = ''),
    holdUntilRefused(count) {
      toRefuse = count
      held = new Promise((resolve) => (release = resolve))
    },
    close: () => server.close(),
  }
}

/** A client names itself by header, or, without a secret, among the fields. */
function isClient({ headers }: IncomingMessage, fields: URLSearchParams): boolean {
  const basic = `Basic ${btoa(`${client.id}:${client.secret}`)}`
  return headers.authorization === undefined ? fields.get('client_id') === client.id : headers.authorization === basic
}
