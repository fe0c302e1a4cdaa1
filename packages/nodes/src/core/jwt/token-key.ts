/** The keys in a credential for tokens: a passphrase, or a pair of keys in PEM. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { JsonObject } from '@millrace/sdk'
import { toPem } from '../values/pem.ts'

/** @throws Error where it is no key */
export function signingKey({ keyType, secret, privateKey }: JsonObject): KeyObject | Uint8Array {
  return keyType === 'pemKey' ? createPrivateKey(toPem(textOf(privateKey))) : passphrase(secret)
}

/** @throws Error where it is no key */
export function checkingKey({ keyType, secret, publicKey }: JsonObject): KeyObject | Uint8Array {
  return keyType === 'pemKey' ? createPublicKey(toPem(textOf(publicKey))) : passphrase(secret)
}

function passphrase(secret: unknown): Uint8Array {
  const text = textOf(secret)
  if (text === '') throw new TypeError('There is no passphrase.')
  return new TextEncoder().encode(text)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
