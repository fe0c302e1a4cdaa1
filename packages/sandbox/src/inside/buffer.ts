/**
 * Node's Buffer as code uses it, over memory that is always zeroed: there is no pool, so `allocUnsafe` and
 * `new Buffer(size)` show nobody's bytes.
 */
import { bytesToText, encodingNamed, textToBytes } from './codecs.ts'
import { isRecord } from './host.ts'

const maximumLength = 2 ** 31 - 1

class CodeBuffer extends Uint8Array {
  static alloc(size: unknown, fill?: unknown, encoding?: unknown): CodeBuffer {
    const buffer = new CodeBuffer(checkedSize(size))
    return fill === undefined || fill === 0 ? buffer : buffer.fillWith(fill, 0, buffer.length, encoding)
  }

  static allocUnsafe(size: unknown): CodeBuffer {
    return new CodeBuffer(checkedSize(size))
  }

  static bytesFrom(value: unknown, encodingOrOffset?: unknown, length?: number): CodeBuffer {
    if (typeof value === 'string') return overlay(textToBytes(value, encodingNamed(encodingOrOffset)))
    if (value instanceof ArrayBuffer) {
      return new CodeBuffer(value, typeof encodingOrOffset === 'number' ? encodingOrOffset : 0, length)
    }
    if (value instanceof Uint8Array) return overlay(Uint8Array.from(value))
    if (Array.isArray(value)) return overlay(Uint8Array.from(value, Number))
    if (isRecord(value)) {
      if (value.type === 'Buffer' && Array.isArray(value.data)) return overlay(Uint8Array.from(value.data, Number))
      if (typeof value.length === 'number') return overlay(Uint8Array.from({ length: value.length, ...value }, Number))
      const primitive = value.valueOf()
      if (primitive !== value) return CodeBuffer.bytesFrom(primitive, encodingOrOffset, length)
    }
    throw new TypeError('The first argument must be text, a list, a buffer or an array buffer.')
  }

  static concat(list: unknown, totalLength?: number): CodeBuffer {
    if (!Array.isArray(list)) throw new TypeError('Buffer.concat takes a list of buffers.')
    const parts = list.filter((part) => part instanceof Uint8Array)
    if (parts.length !== list.length) throw new TypeError('Buffer.concat takes a list of buffers.')
    const whole = CodeBuffer.alloc(totalLength ?? parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part.subarray(0, Math.max(0, whole.length - at)), at)
      at = Math.min(whole.length, at + part.length)
    }
    return whole
  }

  static isBuffer(value: unknown): boolean {
    return value instanceof CodeBuffer
  }

  static isEncoding(name: unknown): boolean {
    try {
      return typeof name === 'string' && encodingNamed(name) !== undefined
    } catch {
      return false
    }
  }

  static byteLength(value: unknown, encoding?: unknown): number {
    if (typeof value === 'string') return textToBytes(value, encodingNamed(encoding)).length
    if (value instanceof Uint8Array || value instanceof ArrayBuffer) return value.byteLength
    throw new TypeError('Buffer.byteLength takes text or a buffer.')
  }

  static compare(a: Uint8Array, b: Uint8Array): number {
    const shared = Math.min(a.length, b.length)
    for (let at = 0; at < shared; at++) {
      const difference = (a[at] ?? 0) - (b[at] ?? 0)
      if (difference !== 0) return difference < 0 ? -1 : 1
    }
    return Math.sign(a.length - b.length)
  }

  override toString(encoding?: unknown, start = 0, end = this.length): string {
    return bytesToText(this.subarray(start, end), encodingNamed(encoding))
  }

  override toLocaleString(encoding?: unknown): string {
    return this.toString(encoding)
  }

  toJSON() {
    return { type: 'Buffer', data: Array.from(this) }
  }

  /** Shares memory, as Node's does. */
  override slice(start?: number, end?: number): CodeBuffer {
    return overlay(super.subarray(start, end))
  }

  override subarray(start?: number, end?: number): CodeBuffer {
    return overlay(super.subarray(start, end))
  }

  equals(other: Uint8Array): boolean {
    return CodeBuffer.compare(this, other) === 0
  }

  compare(other: Uint8Array): number {
    return CodeBuffer.compare(this, other)
  }

  copy(target: Uint8Array, targetStart = 0, start = 0, end = this.length): number {
    const part = this.subarray(start, Math.min(end, start + Math.max(0, target.length - targetStart)))
    target.set(part, targetStart)
    return part.length
  }

  write(text: string, offset: unknown = 0, length?: unknown, encoding?: unknown): number {
    if (typeof offset === 'string') return this.write(text, 0, this.length, offset)
    if (typeof length === 'string') return this.write(text, offset, undefined, length)
    const at = Number(offset)
    const room = Math.min(length === undefined ? Infinity : Number(length), this.length - at)
    const bytes = textToBytes(text, encodingNamed(encoding)).subarray(0, Math.max(0, room))
    this.set(bytes, at)
    return bytes.length
  }

  fillWith(value: unknown, start: number, end: number, encoding?: unknown): this {
    if (typeof value === 'number') {
      super.fill(value, start, end)
      return this
    }
    const pattern = CodeBuffer.bytesFrom(value, encoding)
    for (let at = start; at < end && pattern.length > 0; at++) this[at] = pattern[(at - start) % pattern.length] ?? 0
    return this
  }

  find_(value: unknown, from: number, encoding?: unknown): number {
    if (typeof value === 'number') return super.indexOf(value & 0xff, from)
    const wanted = CodeBuffer.bytesFrom(value, encoding)
    for (let at = Math.max(0, from); at + wanted.length <= this.length; at++) {
      if (wanted.every((byte, offset) => this[at + offset] === byte)) return at
    }
    return -1
  }

  readUIntBE(offset: number, length: number): number {
    let value = 0
    for (let at = 0; at < length; at++) value = value * 256 + this.byteAt(offset + at)
    return value
  }

  readUIntLE(offset: number, length: number): number {
    let value = 0
    for (let at = length - 1; at >= 0; at--) value = value * 256 + this.byteAt(offset + at)
    return value
  }

  writeUIntBE(value: number, offset: number, length: number): number {
    for (let at = length - 1, left = value; at >= 0; at--, left = Math.floor(left / 256)) this[offset + at] = left % 256
    return offset + length
  }

  writeUIntLE(value: number, offset: number, length: number): number {
    for (let at = 0, left = value; at < length; at++, left = Math.floor(left / 256)) this[offset + at] = left % 256
    return offset + length
  }

  byteAt(at: number): number {
    const byte = this[at]
    if (byte === undefined) throw new RangeError(`The offset ${at} is outside of the buffer of ${this.length} bytes.`)
    return byte
  }
}

/** `Buffer`, callable with and without `new` as in Node. */
export const Buffer = Object.assign(
  function Buffer(value: unknown, encoding?: unknown, length?: number) {
    return typeof value === 'number' ? CodeBuffer.alloc(value) : CodeBuffer.bytesFrom(value, encoding, length)
  },
  {
    from: (value: unknown, encoding?: unknown, length?: number) => CodeBuffer.bytesFrom(value, encoding, length),
    alloc: (size: unknown, fill?: unknown, encoding?: unknown) => CodeBuffer.alloc(size, fill, encoding),
    allocUnsafe: (size: unknown) => CodeBuffer.allocUnsafe(size),
    allocUnsafeSlow: (size: unknown) => CodeBuffer.allocUnsafe(size),
    concat: (list: unknown, totalLength?: number) => CodeBuffer.concat(list, totalLength),
    isBuffer: (value: unknown) => CodeBuffer.isBuffer(value),
    isEncoding: (name: unknown) => CodeBuffer.isEncoding(name),
    byteLength: (value: unknown, encoding?: unknown) => CodeBuffer.byteLength(value, encoding),
    compare: (a: Uint8Array, b: Uint8Array) => CodeBuffer.compare(a, b),
    poolSize: 0,
  },
)

export function bufferOf(bytes: Uint8Array): Uint8Array {
  return overlay(bytes)
}

/** The same memory seen as a Buffer. */
function overlay(bytes: Uint8Array): CodeBuffer {
  const { buffer } = bytes
  return buffer instanceof ArrayBuffer ? new CodeBuffer(buffer, bytes.byteOffset, bytes.length) : new CodeBuffer(bytes)
}

function checkedSize(size: unknown): number {
  if (typeof size !== 'number') throw new TypeError('The size of a buffer must be a number.')
  if (!(size >= 0 && size <= maximumLength)) throw new RangeError(`A buffer cannot have the size ${size}.`)
  return size
}

/** Methods that differ from a typed array's only in what they take, and Node's many names for one read. */
function finishPrototype() {
  const prototype = CodeBuffer.prototype
  const define = (name: string, value: unknown) =>
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: false })

  define('constructor', Buffer)
  define('fill', function (this: CodeBuffer, value: unknown, start?: unknown, end?: unknown, encoding?: unknown) {
    if (typeof start === 'string') return this.fillWith(value, 0, this.length, start)
    return this.fillWith(value, Number(start ?? 0), Number(end ?? this.length), encoding)
  })
  define('indexOf', function (this: CodeBuffer, value: unknown, from?: number, encoding?: unknown) {
    return this.find_(value, from ?? 0, encoding)
  })
  define('includes', function (this: CodeBuffer, value: unknown, from?: number, encoding?: unknown) {
    return this.find_(value, from ?? 0, encoding) >= 0
  })
  for (const [size, order] of [1, 2, 4].flatMap((bytes) => [[bytes, 'BE'] as const, [bytes, 'LE'] as const])) {
    const suffix = size === 1 ? '8' : `${size * 8}${order}`
    const range = 2 ** (size * 8)
    const read = (buffer: CodeBuffer, offset: number) =>
      order === 'BE' ? buffer.readUIntBE(offset, size) : buffer.readUIntLE(offset, size)
    const write = (buffer: CodeBuffer, value: number, offset: number) =>
      order === 'BE' ? buffer.writeUIntBE(value, offset, size) : buffer.writeUIntLE(value, offset, size)
    for (const name of [`UInt${suffix}`, `Uint${suffix}`]) {
      define(`read${name}`, function (this: CodeBuffer, offset = 0) {
        return read(this, offset)
      })
      define(`write${name}`, function (this: CodeBuffer, value: number, offset = 0) {
        return write(this, value, offset)
      })
    }
    define(`readInt${suffix}`, function (this: CodeBuffer, offset = 0) {
      const value = read(this, offset)
      return value >= range / 2 ? value - range : value
    })
    define(`writeInt${suffix}`, function (this: CodeBuffer, value: number, offset = 0) {
      return write(this, value < 0 ? value + range : value, offset)
    })
  }
  Object.defineProperty(CodeBuffer, Symbol.species, { get: () => CodeBuffer })
  Object.defineProperty(Buffer, Symbol.species, { get: () => CodeBuffer })
  Object.defineProperty(Buffer, 'prototype', { value: prototype })
}

finishPrototype()
