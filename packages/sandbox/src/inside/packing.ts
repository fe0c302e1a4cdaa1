/**
 * JSON with bytes in it, for what crosses between code and callbacks. Bytes become `{ "$bytes": base64 }`;
 * a key of the data that reads `$bytes`, with any number of `$` in front, gets one `$` more, so that data
 * which looks like the mark stays data.
 */
import { bytesToText, textToBytes } from './codecs.ts'

const mark = '$bytes'
const markLike = /^\$+bytes$/

export function packBytes(value: unknown): string {
  return JSON.stringify(packed(value)) ?? 'null'
}

export function unpackBytes(text: string, makeBytes: (bytes: Uint8Array) => unknown = (bytes) => bytes): unknown {
  return text.includes('bytes"') ? unpacked(JSON.parse(text), makeBytes) : JSON.parse(text)
}

function packed(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth > 200) throw new RangeError('The value is nested too deeply, or contains itself.')
  if (value instanceof Uint8Array) return { [mark]: bytesToText(value, 'base64') }
  if (value instanceof ArrayBuffer) return { [mark]: bytesToText(new Uint8Array(value), 'base64') }
  if (Array.isArray(value)) return value.map((entry) => packed(entry, depth + 1))
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON()
  return rebuilt(
    value,
    (key) => (markLike.test(key) ? `$${key}` : key),
    (entry) => packed(entry, depth + 1),
  )
}

function unpacked(value: unknown, makeBytes: (bytes: Uint8Array) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((entry) => unpacked(entry, makeBytes))
  if (mark in value && typeof value[mark] === 'string' && Object.keys(value).length === 1) {
    return makeBytes(textToBytes(value[mark], 'base64'))
  }
  return rebuilt(
    value,
    (key) => (markLike.test(key) ? key.slice(1) : key),
    (entry) => unpacked(entry, makeBytes),
  )
}

/** Defines instead of assigning: a key named `__proto__` is a key like any other. */
function rebuilt(value: object, rename: (key: string) => string, map: (entry: unknown) => unknown): object {
  const copy = {}
  for (const [key, entry] of Object.entries(value)) {
    Object.defineProperty(copy, rename(key), {
      value: map(entry),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return copy
}
