import type { HttpRequest, OAuth1Secrets } from '@millrace/sdk'
import { expect, test } from 'vitest'
import { signedByOAuth1 } from './http-oauth1.ts'

/** The example of OAuth Core 1.0, appendix A.5. */
const secrets: OAuth1Secrets = {
  clientKey: 'dpf43f3p2l4k3l03',
  clientSecret: 'kd94hf93k423kf44',
  token: 'nnch734d00sl2jdk',
  tokenSecret: 'pfkkdhi9sl3r4s00',
  method: 'HMAC-SHA1',
}
const photos = 'http://photos.example.net/photos'

function signatureOf(request: HttpRequest, by: OAuth1Secrets = secrets): string | undefined {
  const { signedHeaders } = signedByOAuth1(by, request, 1_191_242_096_000, { nonce: 'kllo9940pd9333jh' })
  return /^OAuth .*oauth_signature="([^"]*)"$/.exec(signedHeaders?.['authorization'] ?? '')?.[1]
}

test('a request is signed over its method, address and parameters', () => {
  const query = { size: 'original', file: 'vacation.jpg' }
  expect(signatureOf({ method: 'GET', url: photos, query })).toBe('tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D')
})

test('fields of a form are signed as those of the address are; what JSON holds is not', () => {
  const form = [['a b', "it's (new) *"]] as const
  const written = signatureOf({ method: 'POST', url: photos, body: { kind: 'form', fields: form } })
  expect(written).toBe(signatureOf({ method: 'POST', url: photos, query: Object.fromEntries(form) }))
  const bare = signatureOf({ method: 'POST', url: photos })
  expect(written).not.toBe(bare)
  expect(signatureOf({ method: 'POST', url: photos, body: { kind: 'json', value: { a: 1 } } })).toBe(bare)
})

test('the hash is the one that the credential names', () => {
  const signature = signatureOf({ method: 'GET', url: photos }, { ...secrets, method: 'HMAC-SHA512' })
  expect(Buffer.from(decodeURIComponent(signature ?? ''), 'base64').length).toBe(64)
})
