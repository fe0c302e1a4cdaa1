/** Base64 of UTF-8 text, without host encoders that differ between browser and server. */

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
  const raw = Uint8Array.from(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw)
  } catch {
    return Array.from(raw, (byte) => String.fromCharCode(byte)).join('')
  }
}
