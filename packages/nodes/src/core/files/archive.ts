/**
 * Archives in ZIP format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT. The table at the end is read
 * first, and what it declares is held against the limits before anything is unpacked; then every entry must be what the
 * table says it is. Names are names: nothing is written anywhere by them.
 */
import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import { refuse } from '@millrace/sdk'

export interface ArchiveEntry {
  /** The name, perhaps with folders in front; one of a folder ends with `/`. */
  readonly name: string
  /** The bytes it unpacks to. */
  readonly size: number
  readonly packed: Uint8Array
  readonly method: number
  readonly checksum: number
  readonly encrypted: boolean
}

export interface ArchiveLimits {
  readonly entries: number
  /** The bytes all entries may unpack to. */
  readonly bytes: number
}

export const usualLimits: ArchiveLimits = { entries: 10_000, bytes: 1024 * 1024 * 1024 }

/** How many times its own size a file may unpack to, unless that is little. */
const mostRatio = 100
const little = 32 * 1024 * 1024

/** The most bytes that a packed file of so many bytes may come to. */
export function mostUnpacked(packedBytes: number, limits: ArchiveLimits = usualLimits): number {
  return Math.min(limits.bytes, Math.max(little, packedBytes * mostRatio))
}

const entrySize = 46
const endSize = 22
const end64Size = 56
const locator64Size = 20
const localSize = 30
const longestComment = 0xff_ff

export function isArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5) && bytes[3] === bytes[2] + 1
}

/**
 * The entries of an archive, still packed.
 * @throws NodeError where it is damaged or beyond the limits
 */
export function readArchive(archive: Uint8Array, limits: ArchiveLimits = usualLimits): readonly ArchiveEntry[] {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  const table = tableOf(bytes)
  if (table.entries > limits.entries) {
    throw tooLarge(`it has ${table.entries} entries, and ${limits.entries} are the most`)
  }
  const entries: ArchiveEntry[] = []
  const most = mostUnpacked(bytes.length, limits)
  let at = table.start
  let total = 0
  for (let index = 0; index < table.entries; index++) {
    const { entry, next } = entryAt(bytes, at)
    total += entry.size
    if (total > most) throw tooLarge(`it unpacks to more than ${Math.round(most / 1024 / 1024)} MB`)
    entries.push(entry)
    at = next
  }
  return entries
}

/**
 * What an entry holds.
 * @throws NodeError where it is not what the table says, or packed in a way that is not known
 */
export async function unpackEntry({
  name,
  packed,
  method,
  size,
  checksum,
  encrypted,
}: ArchiveEntry): Promise<Uint8Array> {
  if (encrypted) throw damaged(`"${name}" is protected by a password, which is not supported`)
  const content = await unpacked(name, packed, method, size)
  if (content.length !== size || crc32(content) !== checksum) throw damaged(`"${name}" is not what its table says`)
  return content
}

async function unpacked(name: string, packed: Uint8Array, method: number, size: number): Promise<Uint8Array> {
  if (method === 0) return packed
  if (method !== 8) throw damaged(`"${name}" is packed with method ${method}, which is not supported`)
  try {
    return await inflate(packed, { maxOutputLength: Math.max(size, 1) })
  } catch (cause) {
    throw damaged(`"${name}" cannot be unpacked, or is larger than its table says`, cause)
  }
}

const inflate = promisify(inflateRaw)

// The table

function tableOf(bytes: Buffer): { readonly start: number; readonly entries: number } {
  for (let at = bytes.length - endSize; at >= Math.max(0, bytes.length - endSize - longestComment); at--) {
    if (bytes.readUInt32LE(at) !== 0x06_05_4b_50) continue
    const [entries, start] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 16)]
    return entries === 0xff_ff || start === 0xff_ff_ff_ff ? table64Of(bytes, at) : { start, entries }
  }
  throw damaged('it has no table of its entries')
}

/** The table of a large archive, whose place and length have 64 bits. */
function table64Of(bytes: Buffer, end: number): { readonly start: number; readonly entries: number } {
  const locator = end - locator64Size
  if (locator < 0 || bytes.readUInt32LE(locator) !== 0x07_06_4b_50) throw damaged('its table is not where it should be')
  const at = number64(bytes, locator + 8)
  if (at + end64Size > bytes.length || bytes.readUInt32LE(at) !== 0x06_06_4b_50) {
    throw damaged('its table is not where it should be')
  }
  return { entries: number64(bytes, at + 32), start: number64(bytes, at + 48) }
}

function entryAt(bytes: Buffer, at: number): { readonly entry: ArchiveEntry; readonly next: number } {
  if (at + entrySize > bytes.length || bytes.readUInt32LE(at) !== 0x02_01_4b_50) throw damaged('its table is damaged')
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place))
  const nameAt = at + entrySize
  const extraAt = nameAt + (nameLength ?? 0)
  const next = extraAt + (extraLength ?? 0) + (commentLength ?? 0)
  if (next > bytes.length) throw damaged('its table is damaged')
  const flags = bytes.readUInt16LE(at + 8)
  const { size, packedSize, offset } = placeOf(bytes, at, bytes.subarray(extraAt, extraAt + (extraLength ?? 0)))
  const name = bytes.toString(flags & 0x8_00 ? 'utf8' : 'latin1', nameAt, extraAt)
  const entry = {
    name: flags & 0x8_00 ? name : decodedName(bytes.subarray(nameAt, extraAt), name),
    size,
    packed: packedAt(bytes, offset, packedSize),
    method: bytes.readUInt16LE(at + 10),
    checksum: bytes.readUInt32LE(at + 16),
    encrypted: (flags & 1) === 1,
  }
  return { entry, next }
}

/** Archives are not told to hold UTF-8, but most do; what is none has one letter per byte. */
function decodedName(bytes: Uint8Array, otherwise: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return otherwise
  }
}

function placeOf(bytes: Buffer, at: number, extra: Buffer) {
  const found = { packedSize: bytes.readUInt32LE(at + 20), size: bytes.readUInt32LE(at + 24), offset: 0 }
  found.offset = bytes.readUInt32LE(at + 42)
  let wide = wideNumbers(extra)
  for (const name of ['size', 'packedSize', 'offset'] as const) {
    if (found[name] !== 0xff_ff_ff_ff) continue
    if (wide.length < 8) throw damaged('its table is damaged')
    found[name] = number64(wide, 0)
    wide = wide.subarray(8)
  }
  return found
}

/** The part of an entry's extras that holds its numbers of 64 bits. */
function wideNumbers(extra: Buffer): Buffer {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2)
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + length)
    at += 4 + length
  }
  return extra.subarray(0, 0)
}

function packedAt(bytes: Buffer, offset: number, size: number): Uint8Array {
  if (offset + localSize > bytes.length || bytes.readUInt32LE(offset) !== 0x04_03_4b_50) {
    throw damaged('an entry is not where its table says')
  }
  const start = offset + localSize + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
  if (start + size > bytes.length) throw damaged('an entry is not where its table says')
  return bytes.subarray(start, start + size)
}

function number64(bytes: Buffer, at: number): number {
  const found = bytes.readBigUInt64LE(at)
  if (found > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged('its table is damaged')
  return Number(found)
}

function damaged(why: string, cause?: unknown): Error {
  return refuse(`The archive cannot be unpacked: ${why}.`, { code: 'archive_invalid', retry: 'no', cause })
}

function tooLarge(why: string): Error {
  return refuse(`The archive cannot be unpacked: ${why}.`, { code: 'archive_too_large', retry: 'no' })
}
