import type { ClientGrant, HttpRequest, HttpResponse } from '@millrace/sdk'
import { beforeEach, describe, expect, test } from 'vitest'
import { TokenCache } from './http-oauth2.ts'

const grant: ClientGrant = {
  tokenUrl: 'https://id.example/token',
  clientId: 'me',
  clientSecret: 's3cret',
  scope: 'read write',
  clientIn: 'header',
}
const request: HttpRequest = { method: 'GET', url: 'https://api.example/things' }

let now = 0
let sent: HttpRequest[] = []
/** The service's answers: those for tokens, and the statuses of the others. */
let tokens: string[] = []
let statuses: number[] = []

beforeEach(() => {
  now = 1_000_000
  sent = []
  tokens = []
  statuses = []
})

async function send(one: HttpRequest): Promise<HttpResponse> {
  sent.push(one)
  const about = { statusText: '', headers: {}, url: one.url }
  if (one.url === grant.tokenUrl) {
    const text = tokens.shift() ?? ''
    return { ...about, status: text.startsWith('{"error') ? 400 : 200, text }
  }
  return { ...about, status: statuses.shift() ?? 200, text: '' }
}

const ask = (cache: TokenCache, by: ClientGrant = grant) =>
  cache.send(by, request, { send, sendToService: send, now: () => now })
const told = () => sent.map((one) => one.signedHeaders?.authorization ?? (one.body?.kind === 'form' ? 'token' : '?'))

describe('a client’s token', () => {
  test('is fetched once for requests that need it together, and kept until it is nearly over', async () => {
    tokens = ['{"access_token":"a","expires_in":3600}', '{"access_token":"b","expires_in":3600}']
    const cache = new TokenCache()
    await Promise.all([ask(cache), ask(cache)])
    expect(told()).toEqual(['token', 'Bearer a', 'Bearer a'])
    expect(sent[0]).toMatchObject({
      headers: { authorization: `Basic ${btoa('me:s3cret')}` },
      body: {
        fields: [
          ['grant_type', 'client_credentials'],
          ['scope', 'read write'],
        ],
      },
    })
    now += 3_580_000
    await ask(cache)
    expect(told().slice(3)).toEqual(['token', 'Bearer b'])
  })

  test('is fetched anew, once, when the service says that it is over', async () => {
    tokens = ['access_token=a&token_type=bearer', 'access_token=b']
    statuses = [401, 401]
    const response = await ask(new TokenCache(), { ...grant, clientIn: 'body', scope: '' })
    expect(told()).toEqual(['token', 'Bearer a', 'token', 'Bearer b'])
    expect(sent[0]?.body).toMatchObject({
      fields: [
        ['grant_type', 'client_credentials'],
        ['client_id', 'me'],
        ['client_secret', 's3cret'],
      ],
    })
    expect(response.status).toBe(401)
  })

  test('that is refused says why, shows no secret, and is asked for again next time', async () => {
    tokens = ['{"error":"invalid_client","error_description":"no such client"}', '{"access_token":"a"}']
    const cache = new TokenCache()
    const refused = await ask(cache).catch((error: unknown) => error)
    expect(refused).toMatchObject({ details: { code: 'oauth_no_token', description: 'no such client' } })
    expect(JSON.stringify(refused)).not.toContain('s3cret')
    expect((await ask(cache)).status).toBe(200)
  })
})
