/** `require('crypto')`: Node's names over the system's digests and ciphers. */
import { Buffer, bufferOf } from './buffer.ts'
import { bytesToText, encodingNamed, textToBytes } from './codecs.ts'
import { compute } from './compute.ts'
import { asBytes, randomBytes, webCrypto } from './web.ts'

/** Collects what is added and computes once at the end. */
class Collector {
  #parts: Uint8Array[] = []

  collect(data: unknown, encoding?: unknown) {
    this.#parts.push(typeof data === 'string' ? textToBytes(data, encodingNamed(encoding)) : asBytes(data))
  }

  collected(): string {
    return base64(Buffer.concat(this.#parts))
  }
}

class Hash {
  #input = new Collector()
  #name: string
  #key: string | undefined

  constructor(name: unknown, key?: unknown) {
    this.#name = String(name)
    this.#key = key === undefined ? undefined : base64(asBytes(key))
    compute('digest', this.#name, '', this.#key)
  }

  update(data: unknown, encoding?: unknown): this {
    this.#input.collect(data, encoding)
    return this
  }

  digest(encoding?: unknown): unknown {
    return encoded(compute('digest', this.#name, this.#input.collected(), this.#key), encoding)
  }
}

class Cipher {
  #input = new Collector()
  #way: 'encrypt' | 'decrypt'
  #settings: readonly unknown[]
  #tag: string | undefined
  #aad: string | undefined

  constructor(way: 'encrypt' | 'decrypt', algorithm: unknown, key: unknown, iv: unknown) {
    this.#way = way
    this.#settings = [String(algorithm), base64(asBytes(key)), iv === null ? null : base64(asBytes(iv))]
  }

  /** The whole result comes with `final`, so what `update` gives is empty. */
  update(data: unknown, inputEncoding?: unknown, outputEncoding?: unknown): unknown {
    this.#input.collect(data, inputEncoding)
    return encoded('', outputEncoding)
  }

  final(outputEncoding?: unknown): unknown {
    const [output, tag] = listOf(
      compute('cipher', this.#way, ...this.#settings, this.#input.collected(), this.#tag ?? null, this.#aad ?? null),
    )
    if (typeof tag === 'string') this.#tag = tag
    return encoded(output, outputEncoding)
  }

  getAuthTag(): unknown {
    return encoded(this.#tag ?? '')
  }

  setAuthTag(tag: unknown): this {
    this.#tag = base64(asBytes(tag))
    return this
  }

  setAAD(data: unknown): this {
    this.#aad = base64(asBytes(data))
    return this
  }
}

/** The classes behind what the module makes. */
export const cryptoClasses = [Hash, Cipher, Collector]

export const cryptoModule = {
  createHash: (name: unknown) => new Hash(name),
  createHmac: (name: unknown, key: unknown) => new Hash(name, key),
  hash: (name: unknown, data: unknown, encoding: unknown = 'hex') => new Hash(name).update(data).digest(encoding),
  createCipheriv: (name: unknown, key: unknown, iv: unknown) => new Cipher('encrypt', name, key, iv),
  createDecipheriv: (name: unknown, key: unknown, iv: unknown) => new Cipher('decrypt', name, key, iv),
  randomBytes: (size: unknown) => randomBytes(Number(size)),
  randomUUID: webCrypto.randomUUID,
  randomInt: (min: unknown, max?: unknown) => {
    const [low, high] = max === undefined ? [0, Number(min)] : [Number(min), Number(max)]
    if (!(high > low)) throw new RangeError('randomInt needs a largest value above the smallest.')
    const bytes = randomBytes(6)
    return low + Math.floor((bytes.reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 48) * (high - low))
  },
  pbkdf2Sync: (password: unknown, salt: unknown, iterations: unknown, length: unknown, digest: unknown) =>
    encoded(
      compute('pbkdf2', base64(asBytes(password)), base64(asBytes(salt)), Number(iterations), Number(length), digest),
    ),
  sign: (algorithm: unknown, data: unknown, key: unknown) =>
    encoded(compute('sign', String(algorithm), base64(asBytes(data)), String(key))),
  createSign: (algorithm: unknown) => {
    const input = new Collector()
    const signer = {
      update: (data: unknown, encoding?: unknown) => {
        input.collect(data, encoding)
        return signer
      },
      sign: (key: unknown, encoding?: unknown) =>
        encoded(compute('sign', String(algorithm), input.collected(), String(key)), encoding),
    }
    return signer
  },
  timingSafeEqual: (a: unknown, b: unknown) => {
    const [one, other] = [asBytes(a), asBytes(b)]
    if (one.length !== other.length) throw new RangeError('timingSafeEqual compares buffers of one length.')
    return one.reduce((difference, byte, at) => difference | (byte ^ (other[at] ?? 0)), 0) === 0
  },
  getHashes: () => compute('hashes'),
  webcrypto: webCrypto,
}

function base64(bytes: Uint8Array): string {
  return bytesToText(bytes, 'base64')
}

/** Base64 from the system as a Buffer, or as text when an encoding is asked for. */
function encoded(text: unknown, encoding?: unknown): unknown {
  const bytes = bufferOf(textToBytes(String(text), 'base64'))
  return encoding === undefined || encoding === 'buffer' ? bytes : bytesToText(bytes, encodingNamed(encoding))
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
