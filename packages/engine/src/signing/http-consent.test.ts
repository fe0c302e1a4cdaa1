import type { ConsentGrant, HttpRequest, HttpResponse, JsonObject } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { isConnected, refreshToken, sendWithConsent, storedToken, withStoredToken } from './http-consent.ts'
import type { OpenCredential } from '../ports.ts'

const grant: ConsentGrant = {
  authUrl: 'https://id.example/ask',
  authParameters: '',
  tokenUrl: 'https://id.example/token',
  clientId: 'me',
  clientSecret: 's3cret',
  scope: '',
  clientIn: 'header',
  pkce: false,
}
const request: HttpRequest = { method: 'GET', url: 'https://api.example/things' }
const answered = (status: number, text = ''): HttpResponse => ({
  status,
  statusText: '',
  headers: {},
  url: request.url,
  text,
})

/** The tokens that requests carry and those that are renewed, where the service takes only this one. */
async function sentWith(
  data: JsonObject,
  good: string,
  renew: OpenCredential['renew'] = async () => ({ token: good }),
) {
  const carried: string[] = []
  const over: string[] = []
  const opened: OpenCredential = {
    type: 'test',
    fields: { oauthTokenData: data },
    allowedHosts: [],
    renew: (token) => {
      over.push(token)
      return renew(token)
    },
  }
  const response = await sendWithConsent(grant, request, opened, {
    send: async ({ signedHeaders }) => {
      const token = signedHeaders?.authorization ?? ''
      carried.push(token)
      return answered(token === `Bearer ${good}` ? 200 : 401)
    },
    now: () => 1000,
  })
  return { carried, over, status: response.status }
}

describe('a token that a person consented to', () => {
  test('is used as it is stored', async () => {
    const sent = await sentWith({ access_token: 'a', refresh_token: 'r', expires_in: 1 }, 'a')
    expect(sent).toEqual({ carried: ['Bearer a'], over: [], status: 200 })
    expect(storedToken({ oauthTokenData: '{"access_token":"t"}' })).toMatchObject({ value: 't' })
    expect(storedToken({ oauthTokenData: '{"access' })).toBeUndefined()
  })

  test('is renewed before it is sent where it is known to be over, and where the service says so', async () => {
    const over = { access_token: 'a', refresh_token: 'r', until: 1000 }
    expect(await sentWith(over, 'b')).toEqual({ carried: ['Bearer b'], over: ['a'], status: 200 })
    const { until: _until, ...unknown } = over
    expect(await sentWith(unknown, 'b')).toEqual({ carried: ['Bearer a', 'Bearer b'], over: ['a'], status: 200 })
  })

  test('that cannot be renewed leaves the service’s answer', async () => {
    expect(await sentWith({ access_token: 'a' }, 'b')).toEqual({ carried: ['Bearer a'], over: [], status: 401 })
  })

  test('is asked for where there is none, and where it cannot be renewed', async () => {
    await expect(sentWith({}, 'a')).rejects.toMatchObject({ code: 'consent_needed' })
    const refused = { message: 'Over.', code: 'consent_needed', hint: 'Connect.' }
    const sent = sentWith({ access_token: 'a', refresh_token: 'r', until: 0 }, 'b', async () => ({ refused }))
    await expect(sent).rejects.toMatchObject({
      message: 'Over.',
      code: 'consent_needed',
      details: { hint: 'Connect.' },
    })
  })

  test('is taken out of the member of the answer that holds it', async () => {
    const service = async () => answered(200, '{"ok":true,"person":{"access_token":"b","refresh_token":"s"}}')
    const old = { value: 'a', refresh: 'r', until: 0 }
    const answer = await refreshToken({ ...grant, tokenIn: 'person' }, old, service)
    expect(answer).toEqual({
      token: 'b',
      seconds: undefined,
      said: { ok: true, access_token: 'b', refresh_token: 's', person: null },
    })
    await expect(refreshToken(grant, old, service)).rejects.toMatchObject({ code: 'oauth_no_token' })
  })

  test('is found in the member where the service gives it, and wherever a later answer has it', () => {
    const grant = { tokenIn: 'person' }
    const data = { access_token: 'bot', person: { access_token: 'a', refresh_token: 'r' } }
    const fields = { oauthTokenData: data }
    expect(storedToken(fields, grant)).toMatchObject({ value: 'a', refresh: 'r' })
    expect(storedToken(fields)).toMatchObject({ value: 'bot' })
    expect(isConnected({ oauthTokenData: { person: { access_token: 'a' } } })).toBe(true)
    expect(isConnected({ oauthTokenData: { person: { id: 'ada' } } })).toBe(false)
    const said = { access_token: 'b', person: null }
    const renewed = withStoredToken(fields, { token: 'b', seconds: undefined, said }, 0)
    expect(storedToken(renewed, grant)).toMatchObject({ value: 'b' })
  })

  test('keeps the refresh token that an answer leaves out', () => {
    const before = { scope: 'x', oauthTokenData: { access_token: 'a', refresh_token: 'r', until: 5 } }
    const said = { access_token: 'b' }
    expect(withStoredToken(before, { token: 'b', seconds: undefined, said }, 0)).toEqual({
      scope: 'x',
      oauthTokenData: { access_token: 'b', refresh_token: 'r' },
    })
    const after = withStoredToken(before, { token: 'b', seconds: 100, said: { ...said, refresh_token: 's' } }, 1000)
    expect(storedToken(after)).toEqual({ value: 'b', refresh: 's', until: 71_000 })
  })

  test('is not renewed where the service has forgotten it, or gave nothing to renew it by', async () => {
    const stored = { value: 'a', refresh: 'r', until: 0 }
    const refusing = async () => answered(400, '{"error":"invalid_grant","error_description":"revoked"}')
    await expect(refreshToken(grant, stored, refusing)).rejects.toMatchObject({ code: 'consent_needed' })
    const failing = async () => answered(503)
    await expect(refreshToken(grant, stored, failing)).rejects.toMatchObject({ code: 'oauth_no_token' })
    const unasked = refreshToken(grant, { ...stored, refresh: undefined }, refusing)
    await expect(unasked).rejects.toMatchObject({ code: 'consent_needed' })
  })
})
