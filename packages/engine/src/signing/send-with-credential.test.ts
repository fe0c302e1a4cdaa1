import {
  type CredentialSignature,
  type CredentialType,
  type HttpRequest,
  type JsonObject,
  type OpenedSession,
  refuse,
} from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { TokenCache } from './http-oauth2.ts'
import type { OpenCredential } from '../ports.ts'
import { bothLimits, type CredentialLimits, sendWithCredential } from './send-with-credential.ts'

const request: HttpRequest = { method: 'GET', url: 'https://api.example/things' }

/** What goes out, and under which limits, when a credential that signs so is used. */
async function sentWith(
  signature: CredentialSignature | undefined,
  allowedHosts: readonly string[] = [],
  { fields = {}, more }: { readonly fields?: JsonObject; readonly more?: Partial<HttpRequest> } = {},
) {
  const sent: { request: HttpRequest; limits: CredentialLimits }[] = []
  const type: CredentialType = {
    type: 'test',
    name: 'Test',
    properties: [],
    ...(signature && { sign: () => signature }),
  }
  const opened: OpenCredential = { type: 'test', fields, allowedHosts }
  await sendWithCredential(
    type,
    opened,
    { ...request, ...more },
    {
      send: async (one, limits) => {
        sent.push({ request: one, limits })
        return { status: 200, statusText: 'OK', headers: {}, url: one.url, text: '{"access_token":"t"}' }
      },
      tokens: new TokenCache(),
      now: () => 0,
    },
  )
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

  test('puts its payload where the method has place for it', async () => {
    const payload = { token: 't' }
    expect((await sentWith({ payload }))[0]?.request).toEqual({ ...request, signedHeaders: {}, query: payload })
    const bodies = [
      [undefined, { kind: 'json', value: payload }],
      [
        { kind: 'form', fields: [['a', 'b']] },
        {
          kind: 'form',
          fields: [
            ['a', 'b'],
            ['token', 't'],
          ],
        },
      ],
      [
        { kind: 'multipart', parts: [{ name: 'a' }] },
        { kind: 'multipart', parts: [{ name: 'a' }, { name: 'token', value: 't' }] },
      ],
    ] as const
    for (const [body, after] of bodies) {
      const more = { method: 'POST', ...(body && { body }) }
      expect((await sentWith({ payload }, [], { more }))[0]?.request).toMatchObject({ body: after })
    }
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

describe('a credential whose fields say where workflows may send it', () => {
  const key = { headers: { 'X-Key': 'k' } }
  const anyAddress = { anyAddress: true }

  test('keeps to the domains it names, beside the hosts it is kept to anyway', async () => {
    const fields = { allowedHttpRequestDomains: 'domains', allowedDomains: 'api.example, *.api.example,' }
    const [sent] = await sentWith(key, ['api.example'], { fields, more: anyAddress })
    expect(sent?.limits.allowedHosts).toEqual([['api.example'], ['api.example', '*.api.example']])
    const nowhere = { ...fields, allowedDomains: '' }
    expect((await sentWith(key, [], { fields: nowhere }))[0]?.limits.allowedHosts).toEqual([[]])
  })

  test('is closed to addresses that a workflow names, and open to the nodes of its service', async () => {
    const fields = { allowedHttpRequestDomains: 'none', allowedDomains: 'api.example' }
    await expect(async () => sentWith(key, [], { fields, more: anyAddress })).rejects.toMatchObject({
      code: 'host_not_allowed',
    })
    expect((await sentWith(key, [], { fields }))[0]?.limits).toEqual({})
  })

  test('goes everywhere where it says “all”', async () => {
    const fields = { allowedHttpRequestDomains: 'all', allowedDomains: 'api.example' }
    expect((await sentWith(key, [], { fields, more: anyAddress }))[0]?.limits).toEqual({})
  })
})

describe('a session', () => {
  const opened: OpenCredential = { type: 'test', fields: { password: 'p' }, allowedHosts: ['api.example'] }
  let sent: string[] = []

  /** Sends requests with sessions `s1`, `s2`, …, to a service that answers with these statuses. */
  function service(statuses: number[], failures: string[] = []) {
    sent = []
    let count = 0
    const tokens = new TokenCache()
    const open = async (): Promise<OpenedSession> => {
      const code = failures.shift()
      sent.push(code ?? 'open')
      if (code !== undefined) throw refuse('no', { code })
      count += 1
      return { signature: { headers: { 'X-Session': `s${count}` } }, seconds: 600 }
    }
    const type: CredentialType = {
      type: 'test',
      name: 'Test',
      properties: [],
      sign: () => ({ session: { address: 'https://id.example', open } }),
    }
    return (now = 0) =>
      sendWithCredential(type, opened, request, {
        send: async (one, limits) => {
          expect(limits.allowedHosts).toEqual([['api.example']])
          sent.push(one.signedHeaders?.['X-Session'] ?? 'nothing')
          return { status: statuses.shift() ?? 200, statusText: '', headers: {}, url: one.url }
        },
        tokens,
        now: () => now,
      })
  }

  test('is opened once for requests that need it together, and anew when its time is over', async () => {
    const ask = service([])
    await Promise.all([ask(), ask()])
    await ask(599_000)
    expect(sent).toEqual(['open', 's1', 's1', 'open', 's2'])
  })

  test('is opened anew, once, when the service says that it is over', async () => {
    const ask = service([200, 401, 401])
    await ask()
    expect((await ask()).status).toBe(401)
    expect(sent).toEqual(['open', 's1', 's1', 'open', 's2'])
  })

  test('that is refused is asked for once more, and one that fails is not', async () => {
    await service([], ['session_refused'])()
    expect(sent).toEqual(['session_refused', 'open', 's1'])
    await expect(service([], ['session_refused', 'session_refused'])()).rejects.toThrow('no')
    expect(sent).toEqual(['session_refused', 'session_refused'])
    await expect(service([], ['session_failed'])()).rejects.toThrow('no')
    expect(sent).toEqual(['session_failed'])
  })
})
