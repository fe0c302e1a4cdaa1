/** Base64 of UTF-8 text, without host encoders that differ between browser and server. */

import { Raised } from '../run/raised.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const VALUES: ReadonlyMap<string, number> = new Map([
  ...[...ALPHABET].map((character, i): [string, number] => [character, i]),
  ['-', 62],
  ['_', 63],
])

export function encodeBase64(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let made = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const block = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const left = bytes.length - i
    made += ALPHABET.charAt(block >> 18) + ALPHABET.charAt((block >> 12) & 63)
    made += left > 1 ? ALPHABET.charAt((block >> 6) & 63) : '='
    made += left > 2 ? ALPHABET.charAt(block & 63) : '='
  }
  return made
}

/** Characters that are no base64 are passed over. Bytes that are no UTF-8 are read as Latin-1. */
export function decodeBase64(text: string): string {
  const bytes: number[] = []
  let buffer = 0
  let bits = 0
  for (const character of text) {
    const value = VALUES.get(character)
    if (value === undefined) continue
    buffer = (buffer << 6) | value
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes.push((buffer >> bits) & 255)
    }
  }
  // A lone character cannot make a byte.
  if (bits === 6) throw Raised.error('Error', 'The text is not base64')
  return utf8OrLatin1(bytes)
}

/** UTF-8 sequences as the characters they mean, stray bytes as Latin-1. */
function utf8OrLatin1(bytes: readonly number[]): string {
  let made = ''
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i] ?? 0
    const length = lead >= 0xf0 && lead < 0xf8 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
    const rest = bytes.slice(i + 1, i + length)
    if (length === 1 || lead >= 0xf8 || rest.length < length - 1 || rest.some((byte) => (byte & 0xc0) !== 0x80)) {
      made += String.fromCharCode(lead)
      continue
    }
    const code = rest.reduce((sum, byte) => (sum << 6) | (byte & 0x3f), lead & (0xff >> (length + 1)))
    made += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
    i += length - 1
  }
  return made
}
