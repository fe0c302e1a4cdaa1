/**
 * What an isolate has no way to compute itself: parsing URLs, random bytes, digests, ciphers. Every function
 * takes and gives JSON, touches nothing, and is bounded, because it runs on the thread that watches the others.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSign,
  getHashes,
  pbkdf2Sync,
  randomBytes,
  randomUUID,
} from 'node:crypto'

const maximumBytes = 16 * 1024 * 1024
const maximumIterations = 1_000_000

const functions: ReadonlyMap<string, (args: readonly unknown[]) => unknown> = new Map(
  Object.entries({
    url: ([url, base]: readonly unknown[]) => urlParts(text(url), base === null ? undefined : base),
    urlWith: ([href, name, value]: readonly unknown[]) => urlWith(text(href), text(name), text(value)),
    randomUUID: () => randomUUID(),
    randomBytes: ([size]: readonly unknown[]) => randomBytes(count(size, maximumBytes)).toString('base64'),
    digest: ([name, data, key]: readonly unknown[]) => digest(text(name), bytes(data), key),
    hashes: () => getHashes(),
    pbkdf2: ([password, salt, iterations, length, name]: readonly unknown[]) =>
      pbkdf2Sync(bytes(password), bytes(salt), count(iterations, maximumIterations), count(length, 1024), text(name)),
    sign: ([name, data, key]: readonly unknown[]) => createSign(text(name)).update(bytes(data)).sign(text(key)),
    cipher: ([way, ...settings]: readonly unknown[]) => cipher(way === 'encrypt', settings),
  }),
)

/** Answers like a callback: `V` and JSON, or `E` and an error's name and message, never its stack. */
export function compute(name: string, args: string): string {
  try {
    const list: unknown = JSON.parse(args)
    const work = functions.get(name)
    if (!work || !Array.isArray(list)) throw new TypeError(`There is nothing called ${name} to compute.`)
    const value = work(list)
    return `V${JSON.stringify(Buffer.isBuffer(value) ? value.toString('base64') : (value ?? null))}`
  } catch (error) {
    return errorAnswer(error)
  }
}

/** What may be told of an error: name, message and, if text, description. */
export function errorAnswer(error: unknown): string {
  const known = error instanceof Error ? error : new Error(String(error))
  const description = 'description' in known && typeof known.description === 'string' ? known.description : undefined
  return `E${JSON.stringify({ name: known.name, message: known.message, description })}`
}

function urlParts(url: string, base: unknown): Record<string, string> | null {
  const parsed = URL.parse(url, base === undefined ? undefined : text(base))
  return parsed && partsOf(parsed)
}

function urlWith(href: string, name: string, value: string): Record<string, string> | null {
  const url = URL.parse(href)
  if (!url) return null
  switch (name) {
    case 'href':
      return urlParts(value, undefined)
    case 'protocol':
    case 'username':
    case 'password':
    case 'host':
    case 'hostname':
    case 'port':
    case 'pathname':
    case 'search':
    case 'hash':
      url[name] = value
      return partsOf(url)
    default:
      return null
  }
}

function partsOf(url: URL): Record<string, string> {
  const { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash } = url
  return { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash }
}

function digest(name: string, data: Buffer, key: unknown): string {
  const hash = typeof key === 'string' ? createHmac(name, bytes(key)) : createHash(name)
  return hash.update(data).digest('base64')
}

/** The output and, for the modes that authenticate, the tag. */
function cipher(encrypts: boolean, [name, key, iv, data, tag, aad]: readonly unknown[]): readonly (string | null)[] {
  const vector = iv === null ? null : bytes(iv)
  if (!authenticates(text(name))) {
    const make = encrypts ? createCipheriv : createDecipheriv
    const work = make(text(name), bytes(key), vector)
    return [Buffer.concat([work.update(bytes(data)), work.final()]).toString('base64'), null]
  }
  if (vector === null) throw new TypeError('This cipher needs an initialization vector.')
  const algorithm = authenticatedName(text(name))
  if (encrypts) {
    const work = createCipheriv(algorithm, bytes(key), vector)
    if (typeof aad === 'string') work.setAAD(bytes(aad))
    const output = Buffer.concat([work.update(bytes(data)), work.final()])
    return [output.toString('base64'), work.getAuthTag().toString('base64')]
  }
  const work = createDecipheriv(algorithm, bytes(key), vector)
  if (typeof aad === 'string') work.setAAD(bytes(aad))
  if (typeof tag === 'string') work.setAuthTag(bytes(tag))
  return [Buffer.concat([work.update(bytes(data)), work.final()]).toString('base64'), null]
}

const authenticatedNames = ['aes-128-gcm', 'aes-192-gcm', 'aes-256-gcm'] as const

function authenticates(algorithm: string): boolean {
  return /-(gcm|ccm|ocb)$|poly1305/i.test(algorithm)
}

function authenticatedName(algorithm: string): (typeof authenticatedNames)[number] {
  const known = authenticatedNames.find((name) => name === algorithm.toLowerCase())
  if (!known) throw new TypeError(`The cipher ${algorithm} is not offered here; AES-GCM is.`)
  return known
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('Text is needed here.')
  return value
}

function bytes(value: unknown): Buffer {
  const data = Buffer.from(text(value), 'base64')
  if (data.length > maximumBytes) throw new RangeError(`At most ${maximumBytes} bytes can be worked on at once.`)
  return data
}

function count(value: unknown, most: number): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= most)) throw new RangeError(`At most ${most} is allowed.`)
  return Math.trunc(value)
}
