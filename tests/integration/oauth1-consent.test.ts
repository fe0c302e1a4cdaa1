/** A person consents at a service that speaks OAuth1, and a workflow acts in their name. */
import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beginConsent, createCredential, getCredential, testCredential, updateCredential } from '@millrace/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, rawRequest, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'
import { publishRequest } from './signed-request.ts'

const CALLBACK = '/rest/oauth1-credential/callback'
const client = { key: 'client-key', secret: 'client-secret' }

/** Tokens that the service gave, with their secrets, and what it was told with them. */
const given = new Map<string, { readonly secret: string; readonly callback?: string; verifier?: string }>()
let service: Server
let url: string
let server: TestServer
let ada: Browser

beforeAll(async () => {
  service = createServer((request, response) => {
    const { status, text, headers = {} } = answer(request)
    response.writeHead(status, headers).end(text)
  })
  service.listen(0, '127.0.0.1')
  await once(service, 'listening')
  url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  server = await startTestServer()
  ada = await signedInBrowser(server)
})
afterAll(async () => {
  await server.remove()
  service.close()
})

interface Answer {
  readonly status: number
  readonly text?: string
  readonly headers?: Record<string, string>
}

function answer(request: IncomingMessage): Answer {
  const asked = new URL(request.url ?? '/', url)
  if (asked.pathname === '/authorize') return sendBack(asked.searchParams.get('oauth_token') ?? '')
  const said = signedParameters(request, asked)
  if (said === undefined) return { status: 401, text: 'The signature is wrong.' }
  const token = given.get(said.get('oauth_token') ?? '')
  if (asked.pathname === '/request') return give({ callback: said.get('oauth_callback') ?? '' })
  if (asked.pathname === '/access') {
    if (token?.verifier === undefined || token.verifier !== said.get('oauth_verifier')) return { status: 401 }
    given.delete(said.get('oauth_token') ?? '')
    return give({})
  }
  const headers = { 'content-type': 'application/json' }
  return token === undefined ? { status: 401 } : { status: 200, text: '{"hello":"Ada"}', headers }
}

function give(about: { readonly callback?: string }): Answer {
  const [token, secret] = [randomUUID(), randomUUID()]
  given.set(token, { secret, ...about })
  const text = new URLSearchParams({ oauth_token: token, oauth_token_secret: secret, oauth_callback_confirmed: 'true' })
  return { status: 200, text: text.toString() }
}

function sendBack(token: string): Answer {
  const known = given.get(token)
  if (known?.callback === undefined) return { status: 404 }
  known.verifier = randomUUID()
  const back = new URL(known.callback)
  back.searchParams.set('oauth_token', token)
  back.searchParams.set('oauth_verifier', known.verifier)
  return { status: 302, headers: { location: back.href } }
}

/** What a request says of itself, if it is signed as RFC 5849 has it: worked out here once more. */
function signedParameters({ method = '', headers }: IncomingMessage, asked: URL): Map<string, string> | undefined {
  const written = /^OAuth (.*)$/.exec(headers.authorization ?? '')?.[1] ?? ''
  const said = new Map(
    [...written.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decodeURIComponent(value)]),
  )
  const strict = (text: string) =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
  const pairs = [...said].filter(([name]) => name !== 'oauth_signature').concat([...asked.searchParams])
  const all = pairs.map((pair) => pair.map(strict).join('=')).toSorted()
  const text = [method, `${asked.origin}${asked.pathname}`, all.join('&')].map(strict).join('&')
  const tokenSecret = given.get(said.get('oauth_token') ?? '')?.secret ?? ''
  const signature = createHmac('sha256', `${client.secret}&${tokenSecret}`).update(text).digest('base64')
  const isClient = said.get('oauth_consumer_key') === client.key
  return isClient && said.get('oauth_signature') === signature ? said : undefined
}

async function makeCredential(): Promise<string> {
  const fields = {
    requestTokenUrl: `${url}/request`,
    authUrl: `${url}/authorize?lang=en`,
    accessTokenUrl: `${url}/access`,
    consumerKey: client.key,
    consumerSecret: client.secret,
    signatureMethod: 'HMAC-SHA256',
  }
  return (await ada.call(createCredential, { body: { name: 'Service', type: 'oAuth1Api', fields } })).id
}

const begin = async (id: string) => (await ada.call(beginConsent, { body: { id } })).url
const comeBack = (query: string) => rawRequest(server.port, 'GET', `${CALLBACK}${query}`, { cookie: ada.cookie() })
const isConnected = async (id: string) => (await ada.call(getCredential, { params: { id } })).connected
const tried = (id: string) => ada.call(testCredential, { params: { id }, body: { address: `${url}/me` } })

/** What the service sends the person back with. */
async function consent(asked: string): Promise<string> {
  const { headers } = await fetch(asked, { redirect: 'manual' })
  const back = new URL(headers.get('location') ?? '')
  expect(back.pathname).toBe(CALLBACK)
  return back.search
}

test('a person consents, and a workflow acts in their name until the credential leads elsewhere', async () => {
  const id = await makeCredential()
  expect(await tried(id)).toMatchObject({ ok: false, message: expect.stringContaining('Nobody has connected') })
  const asked = await begin(id)
  expect(new URL(asked).searchParams.get('lang')).toBe('en')
  const { status, text } = await comeBack(await consent(asked))
  expect([status, text.includes('<h1>Connected</h1>')]).toEqual([200, true])
  expect(await isConnected(id)).toBe(true)
  expect(await run(id)).toEqual({ hello: 'Ada' })

  const form = await ada.call(updateCredential, { params: { id }, body: { fields: { authUrl: `${url}/other` } } })
  expect(form.connected).toBe(false)
})

test('what is brought back is believed once, and only for the token that it was begun with', async () => {
  const id = await makeCredential()
  const query = new URLSearchParams(await consent(await begin(id)))
  query.set('oauth_token', 'of-another')
  expect((await comeBack(`?${query}`)).status).toBe(400)
  const denied = new URL(await begin(id)).searchParams.get('oauth_token') ?? ''
  const state = new URL(given.get(denied)?.callback ?? '').searchParams.get('state')
  expect((await comeBack(`?denied=${denied}&state=${state}`)).status).toBe(422)
  expect(await isConnected(id)).toBe(false)
})

test('a service that gives no token says so', async () => {
  const id = await makeCredential()
  await ada.call(updateCredential, { params: { id }, body: { fields: { consumerSecret: 'wrong' } } })
  await expect(begin(id)).rejects.toMatchObject({ status: 422, problem: { code: 'oauth_no_token' } })
})

async function run(credential: string): Promise<unknown> {
  await publishRequest(ada, { path: 'me', url: `${url}/me?q=a b`, type: 'oAuth1Api', credential })
  return JSON.parse((await rawRequest(server.port, 'GET', '/webhook/me')).text)
}
