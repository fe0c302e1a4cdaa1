import { expect, test } from 'vitest'
import { SignJWT } from 'jose'
import { type Asking, authenticate } from './authenticate.ts'
import { HookRefusal } from './webhook-problem.ts'

const verdict = (asking: Asking | Asking['kind'], headers: Record<string, string>, fields: Record<string, string>) =>
  authenticate(typeof asking === 'string' ? { kind: asking } : asking, headers, fields).then(
    () => 200,
    (error: unknown) => (error instanceof HookRefusal ? error.response.status : error),
  )

const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` })
const ada = { user: 'ada', password: 'p:w é' }

test.each([
  [basic('ada:p:w é'), 200],
  [basic('ada:wrong'), 401],
  [basic('eve:p:w é'), 401],
  [{}, 401],
  [{ authorization: 'Bearer x' }, 401],
  [{ authorization: 'Basic !!!' }, 401],
])('basic with %j is %d', async (headers, status) => expect(await verdict('basic', headers, ada)).toBe(status))

test('a wrong password may be forbidden, but a person at a browser is asked again', async () => {
  const asking: Asking = { kind: 'basic', wrongStatus: 403 }
  expect(await verdict(asking, {}, ada)).toBe(401)
  expect(await verdict(asking, basic('ada:wrong'), ada)).toBe(403)
  expect(await verdict(asking, { ...basic('ada:wrong'), accept: 'text/html' }, ada)).toBe(401)
})

test('a browser is told what the password is for', async () => {
  await expect(authenticate({ kind: 'basic', realm: 'Chat 1' }, {}, ada)).rejects.toMatchObject({
    response: { headers: { 'www-authenticate': 'Basic realm="Chat 1"' } },
  })
})

test.each([
  [{ 'x-api-key': 'secret' }, 200],
  [{ 'x-api-key': 'Secret' }, 403],
  [{}, 403],
])('header with %j is %d', async (headers, status) => {
  expect(await verdict('header', headers, { name: 'X-Api-Key', value: 'secret' })).toBe(status)
})

test('a credential without its fields closes the hook', async () => {
  expect(await verdict('basic', basic(':'), { user: '', password: '' })).toBe(500)
  expect(await verdict('header', {}, {})).toBe(500)
})

const secret = new TextEncoder().encode('jwt-secret')
const fields = { keyType: 'passphrase', secret: 'jwt-secret', algorithm: 'HS256' }
const token = (claims: Record<string, unknown>, key = secret) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(key)

test('a token opens the hook and its claims come along', async () => {
  const headers = { authorization: `Bearer ${await token({ sub: 'me' })}` }
  expect(await authenticate({ kind: 'jwt' }, headers, fields)).toEqual({ sub: 'me' })
})

test('a token that is missing, expired, foreign or none at all does not', async () => {
  const given = async (text: string) => verdict('jwt', { authorization: `Bearer ${text}` }, fields)
  expect(await verdict('jwt', {}, fields)).toBe(401)
  expect(await given(await token({ exp: 1 }))).toBe(403)
  expect(await given(await token({}, new TextEncoder().encode('other')))).toBe(403)
  expect(await given('junk')).toBe(403)
})

test('a token that names its own algorithm is not believed', async () => {
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`
  expect(await verdict('jwt', { authorization: `Bearer ${none}` }, fields)).toBe(403)
})
