import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { toPem } from './pem.ts'

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' })
const text = String(pem)

test.each([
  ['as it is', text],
  ['on one line', text.replaceAll('\n', ' ')],
  ['with line breaks written out', text.replaceAll('\n', '\\n')],
  ['indented', `  ${text.replaceAll('\n', '\n  ')}`],
])('a key %s can be read', (_how, given) => {
  expect(toPem(given)).toBe(text)
  expect(createPrivateKey(toPem(given)).type).toBe('private')
})

test('what is no PEM, or one with headers, stays', () => {
  expect(toPem('secret')).toBe('secret')
  const old = '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n'
  expect(toPem(old)).toBe(old)
})
