/**
 * Text encrypted with a passphrase or an RSA key.
 *
 * With a passphrase the result is base64 of salt (16 bytes), nonce (12), tag (16) and cipher text; the key comes
 * from the passphrase by scrypt with a salt of its own, so equal texts look different. With RSA it is base64 of
 * OAEP with SHA-256, which takes short texts only: 190 bytes with a key of 2048 bits.
 */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  scrypt,
} from 'node:crypto'
import { refuse } from '@millrace/sdk'

/** Ciphers that also notice tampering, and the length of their keys. */
const keyBytes = { 'aes-256-gcm': 32, 'aes-192-gcm': 24, 'aes-128-gcm': 16, 'chacha20-poly1305': 32 } as const

export type Cipher = keyof typeof keyBytes

const saltBytes = 16
const nonceBytes = 12
const authTagLength = 16

export async function encryptWithPassphrase(text: string, passphrase: string, cipher: Cipher): Promise<string> {
  const [salt, nonce] = [randomBytes(saltBytes), randomBytes(nonceBytes)]
  const key = await derivedKey(passphrase, salt, cipher)
  const encrypting =
    cipher === 'chacha20-poly1305'
      ? createCipheriv(cipher, key, nonce, { authTagLength })
      : createCipheriv(cipher, key, nonce, { authTagLength })
  const body = Buffer.concat([encrypting.update(text, 'utf8'), encrypting.final()])
  return Buffer.concat([salt, nonce, encrypting.getAuthTag(), body]).toString('base64')
}

/** @throws NodeError where the text was not encrypted like this, or with another passphrase */
export async function decryptWithPassphrase(text: string, passphrase: string, cipher: Cipher): Promise<string> {
  const bytes = Buffer.from(text, 'base64')
  const [nonceAt, tagAt] = [saltBytes, saltBytes + nonceBytes]
  const bodyAt = tagAt + authTagLength
  if (bytes.length < bodyAt) throw undecipherable('passphrase')
  const key = await derivedKey(passphrase, bytes.subarray(0, nonceAt), cipher)
  const nonce = bytes.subarray(nonceAt, tagAt)
  const decrypting =
    cipher === 'chacha20-poly1305'
      ? createDecipheriv(cipher, key, nonce, { authTagLength })
      : createDecipheriv(cipher, key, nonce, { authTagLength })
  decrypting.setAuthTag(bytes.subarray(tagAt, bodyAt))
  try {
    return Buffer.concat([decrypting.update(bytes.subarray(bodyAt)), decrypting.final()]).toString('utf8')
  } catch (cause) {
    throw undecipherable('passphrase', cause)
  }
}

const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }

/** @throws NodeError where the key is none, or too small for the text */
export function encryptWithKey(text: string, publicKey: string): string {
  try {
    return publicEncrypt({ key: publicKey, ...padding }, Buffer.from(text, 'utf8')).toString('base64')
  } catch (cause) {
    throw refuse('The text could not be encrypted with the public key.', {
      code: 'crypto_encrypt_failed',
      hint: 'Check the public key in the credential. RSA takes short texts only: use a passphrase for longer ones.',
      retry: 'no',
      cause,
    })
  }
}

/** @throws NodeError where the text was not encrypted for the key */
export function decryptWithKey(text: string, privateKey: string): string {
  try {
    return privateDecrypt({ key: privateKey, ...padding }, Buffer.from(text, 'base64')).toString('utf8')
  } catch (cause) {
    throw undecipherable('private key', cause)
  }
}

function derivedKey(passphrase: string, salt: Uint8Array, cipher: Cipher): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, keyBytes[cipher], (error, key) => (error ? reject(error) : resolve(key)))
  })
}

function undecipherable(what: string, cause?: unknown): Error {
  return refuse(`The text could not be decrypted with the ${what}.`, {
    code: 'crypto_decrypt_failed',
    hint: `Check that it was encrypted by this node, with the same cipher, and that the ${what} belongs to it.`,
    retry: 'no',
    cause,
  })
}
