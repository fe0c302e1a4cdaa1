import { createVerify, generateKeyPairSync } from 'node:crypto'
import type { JsonObject } from '@millrace/sdk'
import { runNode } from '@millrace/sdk/testing'
import { describe, expect, test } from 'vitest'
import { cryptoNode } from './crypto.node.ts'

const binary = { data: { mimeType: 'text/plain', data: 'aGVsbG8=' } }
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const keys = {
  hmacSecret: 's3cret',
  signPrivateKey: privateKey.replaceAll('\n', '\\n'),
  encryptionPassphrase: 'correct horse',
  encryptionPublicKey: publicKey,
  encryptionPrivateKey: privateKey,
}

async function run(
  parameters: JsonObject,
  { version = 2, credentials = keys }: { version?: number; credentials?: JsonObject } = {},
) {
  const { outputs } = await runNode(cryptoNode, {
    inputs: [[{ json: { id: 1 }, binary }]],
    parameters: { dataPropertyName: 'out', ...parameters },
    version,
    credentials: { crypto: credentials },
  })
  return outputs[0]?.[0]
}

const out = async (...call: Parameters<typeof run>) => (await run(...call))?.json['out']

describe('hashes', () => {
  test('a text, by the function of the version', async () => {
    expect(await out({ value: 'hello' }, { version: 1 })).toBe('5d41402abc4b2a76b9719d911017c592')
    expect(await out({ value: 'hello', encoding: 'base64' })).toBe('LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=')
  })

  test('a file, which the item then leaves behind', async () => {
    expect(await run({ type: 'MD5', binaryData: true })).toMatchObject({
      json: { id: 1, out: '5d41402abc4b2a76b9719d911017c592' },
    })
    expect((await run({ binaryData: true }))?.binary).toBeUndefined()
    expect((await run({ value: 'x' }))?.binary).toBe(binary)
    await expect(run({ binaryData: true, binaryPropertyName: 'photo' })).rejects.toThrow('no file "photo", only "data"')
  })

  test('texts only', async () => {
    await expect(run({ value: 5 })).rejects.toThrow('The value is 5, but a text is needed.')
  })

  test('into a field of any name', async () => {
    const { json } = (await run({ value: 'x', dataPropertyName: '__proto__' })) ?? {}
    expect(Object.keys(json ?? {})).toEqual(['id', '__proto__'])
    expect((await run({ value: 'x', dataPropertyName: 'a.b' }))?.json).toHaveProperty(['a.b'])
  })
})

test('authenticates with the secret of the node or of the credential', async () => {
  const of = { action: 'hmac', type: 'SHA256', value: 'hello' }
  expect(await out(of)).toBe('e5a01537481fa0b2c697f787c7aff885412cf0760d08e08502259b39d2d6ae68')
  expect(await out({ ...of, secret: 's3cret' }, { version: 1 })).toBe(await out(of))
  await expect(run(of, { credentials: {} })).rejects.toThrow('The credential has no HMAC secret.')
})

test('signs', async () => {
  const signature = String(await out({ action: 'sign', value: 'hello', algorithm: 'RSA-SHA256', encoding: 'base64' }))
  expect(createVerify('RSA-SHA256').update('hello').verify(publicKey, signature, 'base64')).toBe(true)
  await expect(
    run({ action: 'sign', value: 'hello', algorithm: 'RSA-SHA256' }, { credentials: { signPrivateKey: 'x' } }),
  ).rejects.toThrow('could not be signed with RSA-SHA256')
})

describe('random texts', () => {
  test.each([
    ['uuid', /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/],
    ['hex', /^[\da-f]{33}$/],
    ['base64', /^[\w+/=]{33}$/],
    // oxlint-disable-next-line no-control-regex -- any of ASCII may come
    ['ascii', /^[\0-\x7f]{33}$/],
  ])('%s', async (encodingType, pattern) => {
    const generate = { action: 'generate', encodingType, stringLength: 33 }
    expect(await out(generate)).toMatch(pattern)
    expect(await out(generate)).not.toBe(await out(generate))
  })

  test('of a sensible length', async () => {
    const generate = { action: 'generate', encodingType: 'hex', stringLength: 1e12 }
    await expect(run(generate)).rejects.toThrow('a whole number from 0 to 1000000')
  })
})

describe('encrypted text', () => {
  test.each([
    { mode: 'symmetric', cipher: 'aes-256-gcm' },
    { mode: 'symmetric', cipher: 'aes-128-gcm' },
    { mode: 'symmetric', cipher: 'chacha20-poly1305' },
    { mode: 'asymmetric' },
  ])('comes back: %j', async (how) => {
    const sealed = await out({ action: 'encrypt', value: 'grüezi', ...how })
    expect(sealed).not.toBe(await out({ action: 'encrypt', value: 'grüezi', ...how }))
    expect(await out({ action: 'decrypt', value: sealed, ...how })).toBe('grüezi')
  })

  test('shows when it was changed, or when the key is another', async () => {
    const sealed = String(await out({ action: 'encrypt', value: 'hello' }))
    const changed = Buffer.from(sealed, 'base64').fill(0, 44)
    const decrypt = { action: 'decrypt', value: sealed }
    await expect(run({ ...decrypt, value: changed.toString('base64') })).rejects.toThrow('could not be decrypted')
    await expect(run(decrypt, { credentials: { encryptionPassphrase: 'wrong' } })).rejects.toThrow(
      'could not be decrypted',
    )
    await expect(run({ ...decrypt, value: 'short' })).rejects.toThrow('could not be decrypted')
    await expect(run({ ...decrypt, mode: 'asymmetric' })).rejects.toThrow('with the private key')
  })
})
