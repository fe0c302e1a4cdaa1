/**
 * Text to bytes and back. An isolate is bare JavaScript: no Buffer, no TextEncoder, so these are ours.
 */
export type Encoding = 'utf8' | 'base64' | 'base64url' | 'hex' | 'latin1' | 'ascii' | 'utf16le'

export function encodingNamed(name: unknown): Encoding {
  switch (String(name ?? 'utf8').toLowerCase()) {
    case 'utf8':
    case 'utf-8':
      return 'utf8'
    case 'base64':
      return 'base64'
    case 'base64url':
      return 'base64url'
    case 'hex':
      return 'hex'
    case 'latin1':
    case 'binary':
      return 'latin1'
    case 'ascii':
      return 'ascii'
    case 'ucs2':
    case 'ucs-2':
    case 'utf16le':
    case 'utf-16le':
      return 'utf16le'
    default:
      throw new TypeError(`Unknown encoding: ${String(name)}`)
  }
}

export function textToBytes(text: string, encoding: Encoding): Uint8Array {
  switch (encoding) {
    case 'utf8':
      return utf8Bytes(text)
    case 'base64':
    case 'base64url':
      return base64Bytes(text)
    case 'hex':
      return hexBytes(text)
    case 'latin1':
    case 'ascii':
      return Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at) & 0xff)
    case 'utf16le': {
      const bytes = new Uint8Array(text.length * 2)
      for (let at = 0; at < text.length; at++) {
        const unit = text.charCodeAt(at)
        bytes[at * 2] = unit & 0xff
        bytes[at * 2 + 1] = unit >> 8
      }
      return bytes
    }
  }
}

export function bytesToText(bytes: Uint8Array, encoding: Encoding): string {
  switch (encoding) {
    case 'utf8':
      return utf8Text(bytes)
    case 'base64':
      return base64Text(bytes, standardAlphabet, '=')
    case 'base64url':
      return base64Text(bytes, urlAlphabet, '')
    case 'hex': {
      let text = ''
      for (const byte of bytes) text += hexDigits.charAt(byte >> 4) + hexDigits.charAt(byte & 15)
      return text
    }
    case 'latin1':
      return unitsToText(bytes.length, (at) => bytes[at] ?? 0)
    case 'ascii':
      return unitsToText(bytes.length, (at) => (bytes[at] ?? 0) & 0x7f)
    case 'utf16le':
      return unitsToText(bytes.length >> 1, (at) => (bytes[at * 2] ?? 0) | ((bytes[at * 2 + 1] ?? 0) << 8))
  }
}

const hexDigits = '0123456789abcdef'
const standardAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const urlAlphabet = standardAlphabet.slice(0, 62) + '-_'

/** Value of each character code, 64 for what is no digit; both alphabets are read. */
const base64Values = (() => {
  const values = new Uint8Array(128).fill(64)
  for (const alphabet of [standardAlphabet, urlAlphabet]) {
    for (let digit = 0; digit < 64; digit++) values[alphabet.charCodeAt(digit)] = digit
  }
  return values
})()

/** Lone surrogates become U+FFFD, as everywhere on the web. */
function utf8Bytes(text: string): Uint8Array {
  let bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    let point = text.charCodeAt(at)
    if (point < 0x80) {
      bytes[length++] = point
      continue
    }
    if (point >= 0xd800 && point < 0xe000) {
      const low = text.charCodeAt(at + 1)
      if (point < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00)
        at++
      } else point = 0xfffd
    }
    if (point >= 0x10000) {
      bytes[length++] = 0xf0 | (point >> 18)
      bytes[length++] = 0x80 | ((point >> 12) & 63)
    } else if (point >= 0x800) bytes[length++] = 0xe0 | (point >> 12)
    if (point >= 0x800) bytes[length++] = 0x80 | ((point >> 6) & 63)
    else bytes[length++] = 0xc0 | (point >> 6)
    bytes[length++] = 0x80 | (point & 63)
  }
  return bytes.slice(0, length)
}

/** The decoder of the Encoding Standard: each maximal malformed part becomes one U+FFFD. */
function utf8Text(bytes: Uint8Array): string {
  const units: number[] = []
  let text = ''
  let at = 0
  while (at < bytes.length) {
    const lead = bytes[at++] ?? 0
    if (lead < 0x80) units.push(lead)
    else {
      const more =
        lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : 0
      let point = more === 0 ? 0xfffd : lead & (0x3f >> more)
      let low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
      let high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
      for (let n = 0; n < more; n++) {
        const byte = bytes[at] ?? 0
        if (at >= bytes.length || byte < low || byte > high) {
          point = 0xfffd
          break
        }
        point = (point << 6) | (byte & 63)
        low = 0x80
        high = 0xbf
        at++
      }
      if (point >= 0x10000) units.push(0xd7c0 + (point >> 10), 0xdc00 | (point & 0x3ff))
      else units.push(point)
    }
    if (units.length >= 8192) text += String.fromCharCode(...units.splice(0))
  }
  return text + String.fromCharCode(...units)
}

function base64Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4))
  let length = 0
  let bits = 0
  let held = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 61) break
    const value = base64Values[code] ?? 64
    if (value === 64) continue
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[length++] = (held >> bits) & 0xff
    }
  }
  return bytes.slice(0, length)
}

function base64Text(bytes: Uint8Array, alphabet: string, padding: string): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63)
    text += left > 1 ? alphabet.charAt((group >> 6) & 63) : padding
    text += left > 2 ? alphabet.charAt(group & 63) : padding
  }
  return text
}

/** Reads pairs of digits up to the first that is none. */
function hexBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1)
  for (let at = 0; at < bytes.length; at++) {
    const high = hexDigits.indexOf(text.charAt(at * 2).toLowerCase())
    const low = hexDigits.indexOf(text.charAt(at * 2 + 1).toLowerCase())
    if (high < 0 || low < 0) return bytes.slice(0, at)
    bytes[at] = (high << 4) | low
  }
  return bytes
}

function unitsToText(length: number, unit: (at: number) => number): string {
  let text = ''
  for (let from = 0; from < length; from += 8192) {
    const units: number[] = []
    for (let at = from; at < Math.min(from + 8192, length); at++) units.push(unit(at))
    text += String.fromCharCode(...units)
  }
  return text
}
