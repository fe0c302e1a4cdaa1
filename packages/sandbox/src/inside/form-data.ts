/** `FormData`, `Blob` and `File`, as far as a request needs them. */
import { textToBytes, bytesToText } from './codecs.ts'
import { isRecord } from './host.ts'
import { asBytes } from './web.ts'

/** The class lets this module, and nobody else, at its bytes. */
let reach: (blob: Blob) => Uint8Array

export class Blob {
  static {
    reach = (blob) => blob.#bytes
  }

  #bytes: Uint8Array<ArrayBuffer>
  #type: string

  constructor(parts: unknown = [], options: unknown = {}) {
    if (!Array.isArray(parts)) throw new TypeError('A Blob is made of a list of texts and bytes.')
    this.#bytes = joined(parts.map((part: unknown) => (part instanceof Blob ? part.#bytes : asBytes(asPart(part)))))
    const type = isRecord(options) ? options.type : undefined
    this.#type = typeof type === 'string' ? type.toLowerCase() : ''
  }

  get size() {
    return this.#bytes.length
  }

  get type() {
    return this.#type
  }

  async text(): Promise<string> {
    return bytesToText(this.#bytes, 'utf8')
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#bytes.slice().buffer
  }

  async bytes(): Promise<Uint8Array> {
    return this.#bytes.slice()
  }

  slice(start?: number, end?: number, type = ''): Blob {
    return new Blob([this.#bytes.slice(start, end)], { type })
  }
}

/** What a file holds, without a promise. */
export function bytesIn(file: Blob): Uint8Array {
  return reach(file)
}

export class File extends Blob {
  readonly name: string

  constructor(parts: unknown, name: unknown, options: unknown = {}) {
    super(parts, options)
    this.name = String(name)
  }
}

type Entry = readonly [name: string, value: string | File]

export class FormData {
  #entries: Entry[] = []

  append(name: unknown, value: unknown, about?: unknown) {
    this.#entries.push([String(name), entryValue(value, about)])
  }

  set(name: unknown, value: unknown, about?: unknown) {
    const entry: Entry = [String(name), entryValue(value, about)]
    const at = this.#entries.findIndex(([key]) => key === entry[0])
    this.delete(name)
    this.#entries.splice(at < 0 ? this.#entries.length : at, 0, entry)
  }

  delete(name: unknown) {
    this.#entries = this.#entries.filter(([key]) => key !== String(name))
  }

  get(name: unknown): string | File | null {
    return this.#entries.find(([key]) => key === String(name))?.[1] ?? null
  }

  getAll(name: unknown): (string | File)[] {
    return this.#entries.filter(([key]) => key === String(name)).map(([, value]) => value)
  }

  has(name: unknown): boolean {
    return this.#entries.some(([key]) => key === String(name))
  }

  forEach(visit: (value: string | File, name: string, form: FormData) => void) {
    for (const [name, value] of this.#entries) visit(value, name, this)
  }

  keys() {
    return this.#entries.map(([name]) => name).values()
  }

  values() {
    return this.#entries.map(([, value]) => value).values()
  }

  entries() {
    return this.#entries.map(([name, value]): Entry => [name, value]).values()
  }

  [Symbol.iterator]() {
    return this.entries()
  }
}

/** Text stays text. Bytes are a file, named by a text or, as the package `form-data` has it, by `{ filename, contentType }`. */
function entryValue(value: unknown, about: unknown): string | File {
  const options = isRecord(about) ? about : { filename: about }
  const name = typeof options.filename === 'string' ? options.filename : undefined
  if (value instanceof Blob) {
    const own = value instanceof File ? value.name : 'blob'
    return name === undefined && value instanceof File ? value : new File([value], name ?? own, { type: value.type })
  }
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return new File([value], name ?? 'blob', { type: options.contentType })
  }
  return String(value)
}

function asPart(part: unknown): unknown {
  return part instanceof ArrayBuffer || ArrayBuffer.isView(part) ? part : textToBytes(String(part), 'utf8')
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
