/** The small part of the web's names that code expects: text codecs, URLs, random ids. */
import { Buffer, bufferOf } from './buffer.ts'
import { bytesToText, encodingNamed, textToBytes } from './codecs.ts'
import { compute } from './compute.ts'
import { isRecord } from './host.ts'

export class TextEncoder {
  get encoding() {
    return 'utf-8'
  }

  encode(text: unknown = ''): Uint8Array {
    return textToBytes(String(text), 'utf8')
  }
}

export class TextDecoder {
  readonly encoding: string

  constructor(label: unknown = 'utf-8') {
    this.encoding = String(label).toLowerCase()
    encodingNamed(this.encoding)
  }

  decode(bytes?: unknown): string {
    const text = bytesToText(bytes === undefined ? new Uint8Array(0) : asBytes(bytes), encodingNamed(this.encoding))
    return text.startsWith('\ufeff') ? text.slice(1) : text
  }
}

export function atob(text: unknown): string {
  const digits = String(text).replace(/[\t\n\f\r ]/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits) || digits.replace(/=+$/, '').length % 4 === 1) {
    throw new Error('The text to be decoded is not base64.')
  }
  return bytesToText(textToBytes(digits, 'base64'), 'latin1')
}

export function btoa(text: unknown): string {
  const value = String(text)
  for (let at = 0; at < value.length; at++) {
    if (value.charCodeAt(at) > 255) throw new Error('btoa takes characters up to U+00FF only.')
  }
  return bytesToText(textToBytes(value, 'latin1'), 'base64')
}

/** Bytes of what holds bytes. */
export function asBytes(value: unknown): Uint8Array {
  if (typeof value === 'string') return textToBytes(value, 'utf8')
  if (value instanceof Uint8Array) return value
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  throw new TypeError('Text or bytes are needed here.')
}

type Pair = [string, string]

export class URLSearchParams {
  #pairs: Pair[]
  #changed: (query: string) => void

  constructor(init: unknown = '', changed: (query: string) => void = () => undefined) {
    this.#pairs = pairsOf(init)
    this.#changed = changed
  }

  get size() {
    return this.#pairs.length
  }

  append(name: unknown, value: unknown) {
    this.#pairs.push([String(name), String(value)])
    this.#changed(this.toString())
  }

  delete(name: unknown) {
    this.#pairs = this.#pairs.filter(([key]) => key !== String(name))
    this.#changed(this.toString())
  }

  get(name: unknown): string | null {
    return this.#pairs.find(([key]) => key === String(name))?.[1] ?? null
  }

  getAll(name: unknown): string[] {
    return this.#pairs.filter(([key]) => key === String(name)).map(([, value]) => value)
  }

  has(name: unknown): boolean {
    return this.#pairs.some(([key]) => key === String(name))
  }

  set(name: unknown, value: unknown) {
    const key = String(name)
    const at = this.#pairs.findIndex(([existing]) => existing === key)
    const pair: Pair = [key, String(value)]
    if (at < 0) this.#pairs.push(pair)
    else this.#pairs = this.#pairs.flatMap((old, index) => (index === at ? [pair] : old[0] === key ? [] : [old]))
    this.#changed(this.toString())
  }

  sort() {
    this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    this.#changed(this.toString())
  }

  forEach(visit: (value: string, name: string, params: URLSearchParams) => void) {
    for (const [name, value] of this.#pairs) visit(value, name, this)
  }

  keys() {
    return this.#pairs.map(([name]) => name).values()
  }

  values() {
    return this.#pairs.map(([, value]) => value).values()
  }

  entries() {
    return this.#pairs.map(([name, value]): Pair => [name, value]).values()
  }

  [Symbol.iterator]() {
    return this.entries()
  }

  toString(): string {
    return this.#pairs.map(([name, value]) => `${formEncoded(name)}=${formEncoded(value)}`).join('&')
  }
}

/** A URL's parts are text; the system parses and writes them. */
export class URL {
  #parts: Record<string, string>
  #params: URLSearchParams | undefined

  constructor(url: unknown, base?: unknown) {
    this.#parts = parseUrl('url', String(url), base === undefined ? undefined : String(base))
  }

  static canParse(url: unknown, base?: unknown): boolean {
    try {
      return new URL(url, base) instanceof URL
    } catch {
      return false
    }
  }

  static parse(url: unknown, base?: unknown): URL | null {
    return URL.canParse(url, base) ? new URL(url, base) : null
  }

  get searchParams(): URLSearchParams {
    this.#params ??= new URLSearchParams(this.#parts.search, (query) => this.change('search', query))
    return this.#params
  }

  part(name: string): string {
    return this.#parts[name] ?? ''
  }

  change(name: string, value: string) {
    this.#parts = parseUrl('urlWith', this.part('href'), name, value)
    if (name === 'href') this.#params = undefined
  }

  toString(): string {
    return this.part('href')
  }

  toJSON(): string {
    return this.part('href')
  }
}

for (const name of [
  'href',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
]) {
  Object.defineProperty(URL.prototype, name, {
    get(this: URL) {
      return this.part(name)
    },
    set(this: URL, value: unknown) {
      this.change(name, String(value))
    },
    enumerable: true,
    configurable: true,
  })
}
Object.defineProperty(URL.prototype, 'origin', {
  get(this: URL) {
    return this.part('origin')
  },
  configurable: true,
})

export const webCrypto = {
  randomUUID: () => String(compute('randomUUID')),
  getRandomValues(target: unknown) {
    if (!ArrayBuffer.isView(target)) throw new TypeError('getRandomValues fills a typed array.')
    new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(randomBytes(target.byteLength))
    return target
  },
}

export function randomBytes(size: number): Uint8Array {
  return bufferOf(textToBytes(String(compute('randomBytes', size)), 'base64'))
}

/** Copies data that JSON knows, dates, maps, sets and bytes; functions are refused. */
export function structuredClone(value: unknown, seen = new Map<object, unknown>()): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError('A function cannot be cloned.')
  if (!isRecord(value)) return value
  const known = seen.get(value)
  if (known !== undefined) return known
  const keep = <T extends object>(copy: T): T => {
    seen.set(value, copy)
    return copy
  }
  if (value instanceof Date) return keep(new Date(value.getTime()))
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags))
  if (value instanceof Uint8Array) return keep(Buffer.from(value))
  if (value instanceof Map) {
    const copy = keep(new Map())
    for (const [key, entry] of value) copy.set(structuredClone(key, seen), structuredClone(entry, seen))
    return copy
  }
  if (value instanceof Set) {
    const copy = keep(new Set())
    for (const entry of value) copy.add(structuredClone(entry, seen))
    return copy
  }
  const copy: Record<string, unknown> = keep(Array.isArray(value) ? Object.assign([], { length: value.length }) : {})
  for (const [key, entry] of Object.entries(value)) copy[key] = structuredClone(entry, seen)
  return copy
}

function parseUrl(name: 'url' | 'urlWith', ...args: readonly (string | undefined)[]): Record<string, string> {
  const parts = compute(name, ...args)
  if (!isRecord(parts)) throw Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: args[0] })
  return Object.fromEntries(Object.entries(parts).map(([key, value]) => [key, String(value)]))
}

function pairsOf(init: unknown): Pair[] {
  if (init instanceof URLSearchParams) return [...init.entries()]
  if (Array.isArray(init)) return init.map((pair): Pair => [String(pair[0]), String(pair[1])])
  if (isRecord(init)) return Object.entries(init).map(([name, value]): Pair => [name, String(value)])
  const text = String(init).replace(/^\?/, '')
  if (text === '') return []
  return text.split('&').map((part): Pair => {
    const at = part.indexOf('=')
    return at < 0 ? [formDecoded(part), ''] : [formDecoded(part.slice(0, at)), formDecoded(part.slice(at + 1))]
  })
}

function formEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/%20/g, '+')
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function formDecoded(text: string): string {
  const bytes: number[] = []
  const spaced = textToBytes(text.replaceAll('+', ' '), 'utf8')
  for (let at = 0; at < spaced.length; at++) {
    const hex = spaced[at] === 37 ? textToBytes(bytesToText(spaced.subarray(at + 1, at + 3), 'latin1'), 'hex') : []
    bytes.push(hex[0] ?? spaced[at] ?? 0)
    if (hex.length > 0) at += 2
  }
  return bytesToText(Uint8Array.from(bytes), 'utf8')
}
