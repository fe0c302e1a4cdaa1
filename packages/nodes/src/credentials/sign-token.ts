/** JSON web tokens (https://datatracker.ietf.org/doc/html/rfc7519) that prove to a service who asks. */
import { constants, createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import type { JsonObject } from '@millrace/sdk'
import { toPem } from '../core/values/pem.ts'
import { cannotSign } from './signing.ts'

/** A token signed with RSA and SHA-256; by PSS where the head says PS256. */
export function signedByKey(claims: JsonObject, key: KeyObject, head: JsonObject = {}): string {
  const padding = head['alg'] === 'PS256' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  return signedBy({ alg: 'RS256', typ: 'JWT', ...head }, claims, (text) =>
    sign('sha256', Buffer.from(text), { key, padding, saltLength }),
  )
}

/** A token signed with HMAC and SHA-256. */
export function signedBySecret(claims: JsonObject, secret: Uint8Array, head: JsonObject = {}): string {
  return signedBy({ alg: 'HS256', typ: 'JWT', ...head }, claims, (text) =>
    createHmac('sha256', secret).update(text).digest(),
  )
}

/** @throws NodeError `credential_cannot_sign` where the text is no key; it is not shown */
export function privateKey(text: string): KeyObject {
  try {
    return createPrivateKey(toPem(text))
  } catch {
    // What the parser says of the key may quote it.
    throw cannotSign(
      'The private key of the credential is no key in PEM.',
      'It begins with -----BEGIN PRIVATE KEY-----.',
    )
  }
}

function signedBy(head: JsonObject, claims: JsonObject, mac: (text: string) => Buffer): string {
  const text = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${text}.${mac(text).toString('base64url')}`
}
