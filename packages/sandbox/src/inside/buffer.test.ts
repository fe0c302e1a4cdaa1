import { Buffer as NodeBuffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { Buffer } from './buffer.ts'
import { bytesToText, textToBytes } from './codecs.ts'

const texts = ['', 'a', 'héllo wörld', '€ 😀 𝄞', 'lone \ud800 surrogate', '\u0000\u007f\u0080\u07ff\u0800\uffff']
const encodings = ['utf8', 'base64', 'base64url', 'hex', 'latin1', 'ascii', 'utf16le'] as const
const bytesOf = (buffer: Uint8Array) => [...buffer]

describe('Buffer agrees with the system', () => {
  it.each(encodings)('in writing and reading %s', (encoding) => {
    for (const text of texts) {
      const bytes = NodeBuffer.from(text)
      expect(bytesToText(bytes, encoding)).toBe(bytes.toString(encoding))
      const written = bytes.toString(encoding)
      expect(bytesOf(textToBytes(written, encoding))).toEqual(bytesOf(NodeBuffer.from(written, encoding)))
    }
  })

  it('in replacing what is not UTF-8', () => {
    const broken = [
      [0xc0, 0x80],
      [0xe2, 0x82],
      [0xf0, 0x9f, 0x98],
      [0xed, 0xa0, 0x80],
      [0xf5, 0x41],
      [0x80, 0x41],
    ]
    for (const bytes of broken) {
      expect(bytesToText(Uint8Array.from(bytes), 'utf8')).toBe(NodeBuffer.from(bytes).toString())
    }
  })

  it('in skipping what is no base64 and stopping at what is no hex', () => {
    expect(Buffer.from(' aG\nk=', 'base64').toString()).toBe('hi')
    expect(Buffer.from('-_8', 'base64').toString('hex')).toBe(NodeBuffer.from('-_8', 'base64').toString('hex'))
    expect(Buffer.from('6869zz', 'hex').toString()).toBe('hi')
  })

  it('in numbers', () => {
    const bytes = [0x80, 0x01, 0xfe, 0xff, 0x7f]
    const [ours, theirs] = [Buffer.from(bytes), NodeBuffer.from(bytes)]
    const names = ['UInt8', 'Int8', 'UInt16BE', 'Int16LE', 'UInt32BE', 'Int32BE', 'UInt32LE', 'Int32LE'] as const
    for (const name of names) expect(Reflect.get(ours, `read${name}`).call(ours, 0)).toBe(theirs[`read${name}`](0))
  })
})

describe('Buffer as code uses it', () => {
  it('is made with and without new, and knows its own', () => {
    const buffer = Buffer('abc')
    expect(Buffer.isBuffer(buffer)).toBe(true)
    expect(Buffer.isBuffer(new Uint8Array(1))).toBe(false)
    expect(Reflect.get(buffer, 'constructor')).toBe(Buffer)
  })

  it('never shows memory that was used before', () => {
    for (const buffer of [Buffer(64), Buffer.alloc(64), Buffer.allocUnsafe(64), Buffer.allocUnsafeSlow(64)]) {
      expect(bytesOf(buffer).every((byte) => byte === 0)).toBe(true)
    }
    expect(() => Buffer.alloc(-1)).toThrow(RangeError)
  })

  it('joins, compares, finds, fills and writes', () => {
    const joined = Buffer.concat([Buffer.from('ab'), Buffer.from('cd')])
    expect(joined.toString()).toBe('abcd')
    expect(joined.equals(Buffer.from('abcd'))).toBe(true)
    expect(joined.indexOf(0x63)).toBe(2)
    expect(Reflect.apply(Reflect.get(joined, 'includes'), joined, ['bc'])).toBe(true)
    expect(Buffer.alloc(5, 'ab').toString()).toBe('ababa')
    expect(joined.write('xy', 1)).toBe(2)
    expect(joined.toString()).toBe('axyd')
    expect(JSON.stringify(Buffer.from('a'))).toBe('{"type":"Buffer","data":[97]}')
  })

  it('shares memory in slices, as the system does', () => {
    const whole = Buffer.from('abc')
    whole.slice(1, 2)[0] = 0x78
    expect(whole.toString()).toBe('axc')
  })
})
