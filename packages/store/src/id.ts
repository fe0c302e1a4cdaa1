import { createHash, randomInt } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A new random id, in the form that imported workflows carry too. */
export function newId(length = 16): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

/** The version of a document: the same text, the same version. */
export function versionOf(documentText: string): string {
  return digest(documentText).slice(0, 32)
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
