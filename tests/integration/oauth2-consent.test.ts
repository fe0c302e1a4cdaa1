/** A person consents at a service, and workflows act in their name for as long as the service lets them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beginConsent, createApiKey, createCredential, getCredential, updateCredential } from '@millrace/api'
import type { JsonObject } from '@millrace/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { client, type OAuth2Service, startOAuth2Service } from './oauth2-service.ts'
import { type Browser, rawRequest, signedInBrowser, startTestServer, type TestServer } from './server-client.ts'
import { publishRequest } from './signed-request.ts'

/** As it is registered with services. */
const CALLBACK = '/rest/oauth2-credential/callback'

let service: OAuth2Service
let server: TestServer
let ada: Browser

beforeAll(async () => {
  service = await startOAuth2Service()
  server = await startTestServer()
  ada = await signedInBrowser(server)
})
afterAll(async () => {
  await server.remove()
  service.close()
})

async function makeCredential(fields: JsonObject = {}): Promise<string> {
  const { id, connected } = await ada.call(createCredential, {
    body: {
      name: 'Service',
      type: 'oAuth2Api',
      fields: {
        authUrl: `${service.url}/authorize`,
        accessTokenUrl: `${service.url}/token`,
        clientId: client.id,
        clientSecret: client.secret,
        scope: 'read write',
        authQueryParameters: 'access_type=offline&state=mine',
        ...fields,
      },
    },
  })
  expect(connected).toBe(false)
  return id
}

const begin = async (id: string) => new URL((await ada.call(beginConsent, { body: { id } })).url)

/** What the service sends the person back with. */
async function consent(asked: URL): Promise<string> {
  const { headers } = await fetch(asked, { redirect: 'manual' })
  const back = new URL(headers.get('location') ?? '')
  expect(back.pathname).toBe(CALLBACK)
  return back.search
}

const comeBack = (query: string, cookie = ada.cookie()) =>
  rawRequest(server.port, 'GET', `${CALLBACK}${query}`, { cookie })

const isConnected = async (id: string) => (await ada.call(getCredential, { params: { id } })).connected

async function connect(id: string): Promise<void> {
  expect((await comeBack(await consent(await begin(id)))).status).toBe(200)
}

describe('a person who consents', () => {
  test('is asked for what the credential says, and its token is stored and not shown', async () => {
    const id = await makeCredential()
    const asked = await begin(id)
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      access_type: 'offline',
      response_type: 'code',
      client_id: client.id,
      redirect_uri: `http://localhost:${server.port}${CALLBACK}`,
      scope: 'read write',
      state: expect.stringMatching(/^[\w-]{43}$/),
    })
    const { status, headers, text } = await comeBack(await consent(asked))
    expect([status, text.includes('<h1>Connected</h1>')]).toEqual([200, true])
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['cache-control']).toBe('no-store')
    const form = await ada.call(getCredential, { params: { id } })
    expect(form).toMatchObject({ connected: true, filled: ['clientSecret', 'oauthTokenData'] })
    expect(JSON.stringify(form)).not.toMatch(/access-|refresh-/)
  })

  test('is known by proof where the grant is PKCE, without a secret too', async () => {
    const id = await makeCredential({ grantType: 'pkce', clientSecret: '' })
    const asked = await begin(id)
    expect(asked.searchParams.get('code_challenge_method')).toBe('S256')
    const forged = new URL(asked)
    forged.searchParams.set('code_challenge', 'of-another')
    const refused = await comeBack(await consent(forged))
    expect([refused.status, refused.text.includes('not good any more')]).toEqual([422, true])
    expect(await isConnected(id)).toBe(false)
    await connect(id)
    expect(await isConnected(id)).toBe(true)
  })

  test('is believed once, in the session that they began in, with the state that they were given', async () => {
    const id = await makeCredential()
    const elsewhere = await signedInBrowser(server, true)
    for (const cookie of ['', elsewhere.cookie()]) {
      const query = await consent(await begin(id))
      expect((await comeBack(query, cookie)).status).toBe(403)
      // Nor is it good afterwards where it would have been.
      expect((await comeBack(query)).status).toBe(400)
    }
    expect((await comeBack('?code=stolen&state=guessed')).status).toBe(400)
    expect((await comeBack('?code=a&code=b&state=x')).status).toBe(400)
    expect(await isConnected(id)).toBe(false)
    const query = await consent(await begin(id))
    expect((await comeBack(query)).status).toBe(200)
    const exchanges = service.asked.length
    expect((await comeBack(query)).status).toBe(400)
    expect(service.asked).toHaveLength(exchanges)
  })

  test('may say no, and reads what the service says of it as text', async () => {
    const id = await makeCredential()
    const state = (await begin(id)).searchParams.get('state')
    const { status, text } = await comeBack(`?error=access_denied&error_description=<img+src=x>&state=${state}`)
    expect(status).toBe(422)
    expect(text).toContain('&lt;img src=x&gt;')
    expect(await isConnected(id)).toBe(false)
  })

  test('is asked again when the credential leads elsewhere', async () => {
    const id = await makeCredential()
    await connect(id)
    const change = (fields: JsonObject) => ada.call(updateCredential, { params: { id }, body: { fields } })
    expect((await change({ scope: 'read' })).connected).toBe(true)
    expect((await change({ authUrl: 'https://elsewhere.example/ask' })).connected).toBe(false)
  })

  test('is not needed for the secret to leave: whoever sends it elsewhere enters it again', async () => {
    const id = await makeCredential()
    await connect(id)
    const change = (fields: JsonObject) => ada.call(updateCredential, { params: { id }, body: { fields } })
    const elsewhere = { accessTokenUrl: 'https://elsewhere.example/token' }
    await expect(change(elsewhere)).rejects.toMatchObject({ status: 422, problem: { code: 'secrets_needed_again' } })
    expect(await isConnected(id)).toBe(true)
    expect((await change({ ...elsewhere, clientSecret: 'another' })).connected).toBe(false)
  })

  test('is sent nowhere but to a web address', async () => {
    const id = await makeCredential({ authUrl: 'javascript:alert(1)' })
    await expect(begin(id)).rejects.toMatchObject({ status: 422 })
    const own = await makeCredential({ grantType: 'clientCredentials' })
    await expect(begin(own)).rejects.toMatchObject({ status: 422 })
  })
})

/** What the folder of the instance holds in clear of tokens and secrets. */
function kept(): string[] {
  return readdirSync(server.home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name))
      return [...service.given, client.secret].filter((secret) => bytes.includes(secret)).map(() => name)
    })
}

test('a token that is over is renewed once for all who need it, until only the person can help', async () => {
  const credential = await makeCredential()
  await connect(credential)
  const workflowId = await publishRequest(ada, {
    path: 'me',
    url: `${service.url}/me`,
    type: 'oAuth2Api',
    credential,
  })
  const run = async () => JSON.parse((await rawRequest(server.port, 'GET', '/webhook/me')).text)
  expect(await run()).toEqual({ hello: 'Ada' })

  for (let round = 0; round < 2; round++) {
    service.expire()
    service.holdUntilRefused(2)
    const exchanges = service.asked.length
    expect(await Promise.all([run(), run()])).toEqual([{ hello: 'Ada' }, { hello: 'Ada' }])
    expect(service.asked.slice(exchanges).map((one) => one.get('grant_type'))).toEqual(['refresh_token'])
  }

  service.revoke()
  await rawRequest(server.port, 'GET', '/webhook/me')
  const key = (await ada.call(createApiKey, { body: { name: 'reader' } })).text
  const path = `/api/v1/executions?workflowId=${workflowId}&includeData=true`
  const record = await rawRequest(server.port, 'GET', path, { 'x-n8n-api-key': key })
  expect(record.text).toContain('The service does not renew the token any more.')
  expect(kept()).toEqual([])
})
