import { generateKeyPairSync } from 'node:crypto'
import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { jwt } from './jwt.node.ts'

const passphrase = { keyType: 'passphrase', secret: 'shh', algorithm: 'HS256' }
function pair(type: 'rsa' | 'ec') {
  const keys =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    keyType: 'pemKey',
    algorithm: type === 'rsa' ? 'RS256' : 'ES256',
    privateKey: String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    publicKey: String(keys.publicKey.export({ type: 'spki', format: 'pem' })),
  }
}

/** The clock of the tests stands at the first second of 2024. */
const now = Date.UTC(2024, 0, 1) / 1000

async function run(parameters: JsonObject, credential: JsonObject = passphrase) {
  const { json } = await runNode(jwt, { parameters, credentials: { jwtAuth: credential } })
  return json[0] ?? {}
}

const signed = async (parameters: JsonObject, credential?: JsonObject) =>
  String((await run({ operation: 'sign', ...parameters }, credential))['token'])

const payload = (claims: JsonObject) => ({ useJson: true, claimsJson: JSON.stringify(claims) })

describe('a token', () => {
  test('holds a payload, and when it was signed', async () => {
    const token = await signed(payload({ sub: 'x' }))
    expect(await run({ operation: 'decode', token })).toEqual({ payload: { sub: 'x', iat: now } })
    expect(await run({ operation: 'decode', token, options: { complete: true } })).toEqual({
      header: { alg: 'HS256', typ: 'JWT' },
      payload: { sub: 'x', iat: now },
      signature: token.split('.')[2],
    })
  })

  test('holds claims with times from now', async () => {
    const claims = { audience: 'a', expiresIn: 60, issuer: 'i', jwtid: 'j', notBefore: 5, subject: 's' }
    const token = await signed({ claims, options: { kid: 'k' }, headerClaims: { cty: 'x' } })
    expect(await run({ operation: 'decode', token, options: { complete: true } })).toMatchObject({
      header: { alg: 'HS256', typ: 'JWT', kid: 'k', cty: 'x' },
      payload: { iat: now, nbf: now + 5, exp: now + 60, aud: 'a', iss: 'i', sub: 's', jti: 'j' },
    })
  })

  test.each(['rsa', 'ec'] as const)('is signed and checked with a pair of keys: %s', async (type) => {
    const keys = pair(type)
    const oneLine = { ...keys, privateKey: keys.privateKey.replaceAll('\n', '\\n') }
    const token = await signed(payload({ a: 1 }), oneLine)
    expect(await run({ operation: 'verify', token }, keys)).toEqual({ payload: { a: 1, iat: now } })
    await expect(run({ operation: 'verify', token }, pair(type))).rejects.toThrow(
      'its signature is not that of the key',
    )
  })

  test('needs a payload that is an object', async () => {
    await expect(signed({ useJson: true, claimsJson: '[1]' })).rejects.toThrow('The payload must be a JSON object.')
    await expect(signed({ useJson: true, claimsJson: '{' })).rejects.toThrow('The payload is no JSON')
    await expect(signed(payload({}), { ...passphrase, secret: '' })).rejects.toThrow('could not be signed with HS256')
  })
})

describe('a check', () => {
  const verify = async (claims: JsonObject, options: JsonObject = {}) =>
    run({ operation: 'verify', token: await signed(payload(claims)), options })

  test('notices what was changed', async () => {
    const [head, , signature] = (await signed(payload({ role: 'reader' }))).split('.')
    const forged = Buffer.from('{"role":"admin"}').toString('base64url')
    await expect(run({ operation: 'verify', token: `${head}.${forged}.${signature}` })).rejects.toThrow('its signature')
  })

  test('does not let a token choose how it is checked', async () => {
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`
    await expect(run({ operation: 'verify', token: unsigned })).rejects.toThrow('its signature')
    await expect(run({ operation: 'verify', token: unsigned }, { ...passphrase, algorithm: 'none' })).rejects.toThrow(
      'without an algorithm nothing can be checked',
    )
    const keys = pair('rsa')
    const confused = await signed(payload({}), { keyType: 'passphrase', secret: keys.publicKey, algorithm: 'HS256' })
    await expect(run({ operation: 'verify', token: confused }, keys)).rejects.toThrow('its signature')
  })

  test('looks at the times', async () => {
    await expect(verify({ exp: now })).rejects.toThrow('it has expired at 2024-01-01T00:00:00.000Z')
    await expect(verify({ nbf: now + 9 })).rejects.toThrow('it begins at 2024-01-01T00:00:09.000Z only')
    await expect(verify({ exp: 'soon' })).rejects.toThrow('its time of expiry is no number')
    expect(await verify({ exp: now - 9, nbf: now + 9 }, { clockTolerance: 10 })).toHaveProperty('payload')
    expect(await verify({ exp: 1 }, { ignoreExpiration: true })).toHaveProperty('payload')
    expect(await verify({ nbf: now * 2 }, { ignoreNotBefore: true })).toHaveProperty('payload')
  })
})

test.each(['', 'junk', 'a.b.c', `${Buffer.from('[]').toString('base64url')}.e30.x`, 'a.b.c.d'])(
  'what is no token is refused: %j',
  async (token) => {
    await expect(run({ operation: 'decode', token })).rejects.toThrow('The token is not valid')
  },
)

test('a failure is the failure of the node', async () => {
  await expect(run({ operation: 'decode', token: 'junk' })).rejects.toMatchObject({ details: { reach: 'node' } })
})
