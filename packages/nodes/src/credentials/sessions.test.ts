import { generateKeyPairSync, verify } from 'node:crypto'
import type { HttpRequest, HttpResponse, JsonObject } from '@millrace/sdk'
import { expect, test } from 'vitest'
import { catalog } from '../index.ts'

const now = Date.UTC(2025, 0, 15, 12)
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))

/** What opening a session sends, and how requests are signed in it, when the service answers so. */
async function opened(type: string, fields: JsonObject, ...answers: readonly Partial<HttpResponse>[]) {
  const sent: HttpRequest[] = []
  const left = [...answers]
  const session = catalog.credential(type)?.sign?.(fields).session
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    sent.push(request)
    return { status: 200, statusText: '', headers: {}, url: request.url, ...left.shift() }
  }
  const result = await session?.open({ send, now, scope: '' })
  return { ...result, sent, address: session?.address }
}

const json = (value: JsonObject) => ({ text: JSON.stringify(value) })
const formOf = (request: HttpRequest | undefined) =>
  request?.body?.kind === 'form' ? Object.fromEntries(request.body.fields) : {}

function readToken(token: string): {
  readonly head: JsonObject
  readonly claims: JsonObject
  readonly isGood: boolean
} {
  const [head = '', claims = '', signature = ''] = token.split('.')
  const isGood = verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))
  const read = (part: string): JsonObject => JSON.parse(Buffer.from(part, 'base64url').toString())
  return { head: read(head), claims: read(claims), isGood }
}

test('a name and a password are shown for a session', async () => {
  const fields = { url: 'https://bi.example/', username: 'ada', password: 'p' }
  const { sent, signature, address } = await opened('metabaseApi', fields, json({ id: 's1' }))
  expect(address).toBe('https://bi.example/api/session')
  expect(sent[0]).toMatchObject({
    method: 'POST',
    url: address,
    body: { kind: 'json', value: { username: 'ada', password: 'p' } },
  })
  expect(signature).toEqual({ headers: { 'X-Metabase-Session': 's1' } })
})

test('a session may be a cookie, or come in a header', async () => {
  const zscaler = { baseUrl: 'zsapi.example', username: 'ada', password: 'p', apiKey: 'abcdefghijkl' }
  const cookies = ['x=1; Path=/', 'JSESSIONID=AB12; Path=/; HttpOnly']
  const { sent, signature } = await opened('zscalerZiaApi', zscaler, { headers: { 'set-cookie': cookies } })
  expect(signature).toEqual({ headers: { Cookie: 'JSESSIONID=AB12' } })
  // The time ends in 400000, its half is 200000.
  expect(sent[0]?.body).toMatchObject({ value: { apiKey: 'eaaaaaeccccc', timestamp: String(now) } })

  const formIo = await opened('formIoApi', { email: 'a@b.c', password: 'p' }, { headers: { 'x-jwt-token': 'j' } })
  expect(formIo.signature).toEqual({ headers: { 'x-jwt-token': 'j' } })
})

test('a service account asserts who it is, and for whom it acts', async () => {
  const fields = { email: 'robot@example.com', privateKey: pem.replaceAll('\n', '\\n'), httpNode: true }
  const scopes = 'https://www.googleapis.com/auth/drive,\nhttps://www.googleapis.com/auth/calendar'
  const answer = json({ access_token: 'g', expires_in: 3599 })
  const { sent, signature, seconds } = await opened('googleApi', { ...fields, scopes }, answer)
  const { assertion = '', grant_type } = formOf(sent[0])
  expect(grant_type).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
  expect(readToken(assertion)).toEqual({
    head: { alg: 'RS256', typ: 'JWT' },
    claims: {
      iss: 'robot@example.com',
      sub: 'robot@example.com',
      scope: scopes.replace(',\n', ' '),
      aud: 'https://oauth2.googleapis.com/token',
      iat: now / 1000,
      exp: now / 1000 + 3600,
    },
    isGood: true,
  })
  expect({ signature, seconds }).toEqual({ signature: { headers: { Authorization: 'Bearer g' } }, seconds: 3599 })

  const forAda = { ...fields, scopes, inpersonate: true, delegatedEmail: 'ada@example.com' }
  const other = await opened('googleApi', forAda, answer)
  expect(readToken(formOf(other.sent[0])['assertion'] ?? '').claims).toMatchObject({ sub: 'ada@example.com' })
  await expect(opened('googleApi', fields)).rejects.toThrow('no scopes')
  const asked: HttpRequest[] = []
  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    asked.push(request)
    return { status: 200, statusText: '', headers: {}, url: request.url, ...answer }
  }
  const service = { send, now, scope: 'of-the-node' }
  await catalog
    .credential('googleApi')
    ?.sign?.({ ...fields, scopes })
    .session?.open(service)
  expect(readToken(formOf(asked[0])['assertion'] ?? '').claims).toMatchObject({ scope: 'of-the-node' })
})

test('an app of GitHub is given a token for its installation', async () => {
  const fields = { appId: '7', installationId: '42', privateKey: pem, server: 'https://git.example/api/v3/' }
  const answer = { status: 201, ...json({ token: 't', expires_at: '2025-01-15T13:00:00Z' }) }
  const { sent, signature, seconds } = await opened('githubAppApi', fields, answer)
  expect(sent[0]?.url).toBe('https://git.example/api/v3/app/installations/42/access_tokens')
  const [, token = ''] = sent[0]?.signedHeaders?.['authorization']?.split(' ') ?? []
  expect(readToken(token)).toMatchObject({
    claims: { iss: '7', iat: now / 1000 - 60, exp: now / 1000 + 540 },
    isGood: true,
  })
  expect(signature?.headers).toEqual({ Authorization: 'Bearer t' })
  expect(seconds).toBe(3600)
})

test('Salesforce is asked where the organisation is, or where all are', async () => {
  const fields = { clientId: 'c', username: 'ada', privateKey: pem }
  const answer = json({ access_token: 's' })
  const { sent } = await opened('salesforceJwtApi', { ...fields, environment: 'sandbox' }, answer)
  expect(sent[0]?.url).toBe('https://test.salesforce.com/services/oauth2/token')
  expect(readToken(formOf(sent[0])['assertion'] ?? '').claims).toMatchObject({ aud: 'https://test.salesforce.com' })
  const own = await opened('salesforceJwtApi', { ...fields, myDomainUrl: 'https://acme.my.salesforce.com/' }, answer)
  expect(own.address).toBe('https://acme.my.salesforce.com/services/oauth2/token')
})

test('a role of AWS is assumed by keys that may, and its own keys sign', async () => {
  const fields = { stsAccessKeyId: 'A', stsSecretAccessKey: 'S', roleArn: 'arn:aws:iam::1:role/r', region: 'eu-west-1' }
  const text =
    '<AssumeRoleResult><Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>k</SecretAccessKey>' +
    '<SessionToken>tok</SessionToken><Expiration>2025-01-15T13:00:00Z</Expiration></Credentials></AssumeRoleResult>'
  const { sent, signature, seconds } = await opened('awsAssumeRole', fields, { text })
  expect(sent[0]).toMatchObject({ method: 'POST', url: 'https://sts.eu-west-1.amazonaws.com/' })
  expect(sent[0]?.signedHeaders?.['authorization']).toContain('Credential=A/20250115/eu-west-1/sts/aws4_request')
  expect(seconds).toBe(3600)
  const wire = {
    method: 'GET',
    url: new URL('https://sqs.eu-west-1.amazonaws.com/'),
    headers: {},
    body: new Uint8Array(),
  }
  expect(signature?.seal?.(wire, now).headers).toMatchObject({
    authorization: expect.stringContaining('Credential=ASIA1/20250115/eu-west-1/sqs/aws4_request'),
    'x-amz-security-token': 'tok',
  })
})

test('a service that opens none is told from one that fails', async () => {
  const fields = { url: 'https://bi.example', username: 'ada', password: 'secret-word' }
  const refused = opened('metabaseApi', fields, { status: 401, ...json({ message: 'no such user' }) })
  await expect(refused).rejects.toMatchObject({
    code: 'session_refused',
    details: { httpCode: '401', description: 'no such user' },
  })
  await expect(opened('metabaseApi', fields, json({}))).rejects.toMatchObject({ code: 'session_refused' })
  await expect(opened('metabaseApi', fields, { status: 503 })).rejects.toMatchObject({
    code: 'session_failed',
    details: { retry: 'later' },
  })
})

test('a key that is none is refused without being shown', async () => {
  const opening = opened('githubAppApi', { appId: '7', installationId: '42', privateKey: 'hunter2' })
  await expect(opening).rejects.toThrow('no key in PEM')
  await expect(opening).rejects.not.toThrow('hunter2')
})

test('Ghost is shown a token of five minutes, signed with the secret of the key', () => {
  const sign = (apiKey: string) => catalog.credential('ghostAdminApi')?.sign?.({ apiKey })
  const wire = {
    method: 'GET',
    url: new URL('https://blog.example/ghost/api/admin/posts'),
    headers: {},
    body: new Uint8Array(),
  }
  const [scheme, token = ''] = sign('6e61:00ff')?.seal?.(wire, now).headers?.['authorization']?.split(' ') ?? []
  expect(scheme).toBe('Ghost')
  expect(readToken(token)).toMatchObject({
    head: { alg: 'HS256', kid: '6e61' },
    claims: { aud: '/v2/admin/', iat: now / 1000, exp: now / 1000 + 300 },
  })
  expect(() => sign('nothing')).toThrow('no Admin API key')
})

test('the gaps of a template are filled, and no value changes what is around it', () => {
  const template = '{"headers":{"Authorization":"Bearer {{ key }}"},"qs":{"v":"{{n}}"}}'
  const sign = (placeholderValues: string) =>
    catalog.credential('httpTemplatedCustomAuth')?.sign?.({ template, placeholderValues })
  expect(sign('{"key":"a\\"},{{n}}","n":2}')).toEqual({
    headers: { Authorization: 'Bearer a"},{{n}}' },
    query: { v: '2' },
  })
  expect(() => sign('{"key":"a"}')).toThrow('no value for “n”')
})
