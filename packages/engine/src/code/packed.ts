/**
 * JSON with bytes in it, as it crosses between people's code and its helpers: bytes are `{ "$bytes": base64 }`. A
 * key of the data that reads `$bytes`, with any number of `$` in front, travels with one `$` more.
 */
import { refuse } from '@millrace/sdk'

const MARK = '$bytes'
const MARK_LIKE = /^\$+bytes$/
const DEPTH = 200

/** The text of a value with bytes in it. */
export function pack(value: unknown): string {
  return JSON.stringify(mapped(value, packedBytes, (key) => `$${key}`)) ?? 'null'
}

/** The value of a packed text. */
export function unpack(text: string): unknown {
  const value: unknown = JSON.parse(text)
  return text.includes('bytes"') ? mapped(value, unpackedBytes, (key) => key.slice(1)) : value
}

function packedBytes(value: object): unknown {
  if (!(value instanceof Uint8Array)) return undefined
  return { [MARK]: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
}

function unpackedBytes(value: object): unknown {
  if (!(MARK in value) || typeof value[MARK] !== 'string' || Object.keys(value).length !== 1) return undefined
  return Buffer.from(value[MARK], 'base64')
}

/** A copy of a value: what `special` knows is replaced, keys that look like the mark are renamed. */
function mapped(
  value: unknown,
  special: (value: object) => unknown,
  rename: (key: string) => string,
  depth: number = 0,
): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEPTH) throw refuse('The value is nested too deeply for a helper.', { code: 'too_deep' })
  const replaced = special(value)
  if (replaced !== undefined) return replaced
  if (Array.isArray(value)) return value.map((entry: unknown) => mapped(entry, special, rename, depth + 1))
  // Entries are defined, never assigned: a key named `__proto__` is a key like any other.
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      MARK_LIKE.test(key) ? rename(key) : key,
      mapped(entry, special, rename, depth + 1),
    ]),
  )
}
