import type { CredentialSignature, CredentialType, HttpRequest } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { TokenCache } from './http-oauth2.ts'
import type { OpenCredential } from './ports.ts'
import { bothLimits, type CredentialLimits, sendWithCredential } from './send-with-credential.ts'

const request: HttpRequest = { method: 'GET', url: 'https://api.example/things' }

/** What goes out, and under which limits, when a credential that signs so is used. */
async function sentWith(signature: CredentialSignature | undefined, allowedHosts: readonly string[] = []) {
  const sent: { request: HttpRequest; limits: CredentialLimits }[] = []
  const type: CredentialType = {
    type: 'test',
    name: 'Test',
    properties: [],
    ...(signature && { sign: () => signature }),
  }
  const opened: OpenCredential = { type: 'test', fields: {}, allowedHosts }
  await sendWithCredential(type, opened, request, {
    send: async (one, limits) => {
      sent.push({ request: one, limits })
      return { status: 200, statusText: 'OK', headers: {}, url: one.url, text: '{"access_token":"t"}' }
    },
    tokens: new TokenCache(),
    now: () => 0,
  })
  return sent
}

describe('a credential in use', () => {
  test('keeps to its hosts and shows its certificate', async () => {
    const tls = { cert: 'certificate' }
    const [sent] = await sentWith({ headers: { 'X-Key': 'k' }, tls }, ['api.example'])
    expect(sent).toEqual({
      request: { ...request, signedHeaders: { 'X-Key': 'k' } },
      limits: { allowedHosts: [['api.example']], tls },
    })
    expect((await sentWith({}))[0]?.limits).toEqual({})
  })

  test('fetches its token where it says itself, whatever hosts it may be used with', async () => {
    const oauth2 = { tokenUrl: 'https://id.example/token', clientId: 'c', clientSecret: 's', scope: '' } as const
    const sent = await sentWith({ oauth2: { ...oauth2, clientIn: 'header' } }, ['api.example'])
    expect(sent.map((one) => [one.request.url, one.limits.allowedHosts])).toEqual([
      ['https://id.example/token', undefined],
      ['https://api.example/things', [['api.example']]],
    ])
  })

  test('adds headers that are the same for everybody where the author wrote none, and not as secrets', async () => {
    const [sent] = await sentWith({ headers: { 'X-Key': 'k' }, openHeaders: { 'X-Version': '2' } })
    expect(sent?.request).toEqual({ ...request, signedHeaders: { 'X-Key': 'k' }, headers: { 'X-Version': '2' } })
  })

  test('of a kind that signs nothing is not left out silently', async () => {
    await expect(async () => sentWith(undefined)).rejects.toThrow('of the kind “Test”')
  })

  test('beside another: both of them say where it may go', () => {
    expect(bothLimits({ allowedHosts: [['a', 'b']], tls: { ca: 'x' } }, { allowedHosts: [['b']] })).toEqual({
      allowedHosts: [['a', 'b'], ['b']],
      tls: { ca: 'x' },
    })
  })
})
