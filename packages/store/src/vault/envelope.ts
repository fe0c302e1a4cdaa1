import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Sealed bytes: AES-256-GCM under a key of 32 bytes, with a fresh random nonce, bound to what they belong to.
 * Layout: nonce (12) · tag (16) · ciphertext.
 */
const NONCE = 12
const TAG = 16

export function seal(key: Uint8Array, content: Uint8Array, boundTo: string): Uint8Array {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo))
  const text = Buffer.concat([cipher.update(content), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

/** The content, or undefined when the key is another, or a byte of it or of what it is bound to has changed. */
export function unseal(key: Uint8Array, sealed: Uint8Array, boundTo: string): Uint8Array | undefined {
  if (sealed.length < NONCE + TAG) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(sealed.subarray(NONCE, NONCE + TAG))
  const content = decipher.update(sealed.subarray(NONCE + TAG))
  try {
    return Buffer.concat([content, decipher.final()])
  } catch {
    // `final` throws for one reason only: the tag does not fit.
    return undefined
  }
}

export function newKey(): Uint8Array {
  return randomBytes(32)
}

/** A key for one purpose out of another key; labels keep the purposes apart. */
export function derive(key: Uint8Array, label: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, Buffer.alloc(0), `millrace/v1/${label}`, 32))
}
