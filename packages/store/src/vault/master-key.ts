import { scryptSync } from 'node:crypto'
import { StoreError } from '../error.ts'
import { derive } from './envelope.ts'

/**
 * A master key as the vault uses it. It is never used itself: one derived key wraps, and a derived identifier, from
 * which nothing follows about the key, tells which of several wrapped a row.
 */
export interface MasterKey {
  readonly id: string
  readonly wrapping: Uint8Array
  /** A passphrase's salt, kept with the key's row. */
  readonly salt: Uint8Array | null
}

const KEY_BYTES = 32
/** Costs about 128 MB and a third of a second, once, at start. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 160 * 1024 * 1024 }

export function masterKey(bytes: Uint8Array, salt: Uint8Array | null = null): MasterKey {
  return { id: Buffer.from(derive(bytes, 'key-id')).toString('hex', 0, 8), wrapping: derive(bytes, 'wrap'), salt }
}

export function passphraseKey(passphrase: string, salt: Uint8Array): MasterKey {
  return masterKey(scryptSync(passphrase.normalize('NFKC'), salt, KEY_BYTES, SCRYPT), salt)
}

/** Keys of a text, first one first. @throws StoreError `key_invalid`, never showing the text */
export function readKeys(text: string, where: string): readonly MasterKey[] {
  const lines = text.split(/[\n,]/).map((line) => line.trim())
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => readKey(line, where))
  if (keys.length === 0)
    throw new StoreError(
      'key_invalid',
      `There is no key in ${where}. Put the one back that it held; \`openssl rand -base64 32\` makes one for a new instance.`,
    )
  return keys
}

function readKey(line: string, where: string): MasterKey {
  const hexadecimal = /^[0-9a-f]{64}$/i.test(line)
  const bytes = Buffer.from(line, hexadecimal ? 'hex' : 'base64')
  if (bytes.length === KEY_BYTES) return masterKey(bytes)
  throw new StoreError(
    'key_invalid',
    `A key in ${where} is not 32 bytes as base64 or hexadecimal. ` +
      '`openssl rand -base64 32` makes one; an instance that holds credentials needs the one it began with.',
  )
}
