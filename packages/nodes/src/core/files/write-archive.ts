/** Archives in ZIP format, made: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'

export interface ArchivedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

interface ArchiveStyle {
  /** When the files were changed last. */
  readonly at: Date
  /** Left as they are instead of packed. */
  readonly stored?: boolean
}

const stored = 0
const deflated = 8
/** Names are in UTF-8. */
const flags = 0x8_00
const needed = 20

/** An archive of files; one that packing does not make smaller is stored as it is. */
export async function writeArchive(files: readonly ArchivedFile[], style: ArchiveStyle): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  const table: Uint8Array[] = []
  let at = 0
  for (const file of files) {
    const entry = await pack(file, style.stored ?? false)
    const head = common(entry, style.at)
    const local = Buffer.concat([number32(0x04_03_4b_50), head, entry.name])
    parts.push(local, entry.content)
    table.push(number32(0x02_01_4b_50), number16(needed), head, number16(0), number16(0), number16(0), number32(0))
    table.push(number32(at), entry.name)
    at += local.length + entry.content.length
  }
  const directory = Buffer.concat(table)
  return Buffer.concat([...parts, directory, end(files.length, directory.length, at)])
}

interface Packed {
  readonly name: Buffer
  readonly method: number
  readonly checksum: number
  readonly size: number
  readonly content: Uint8Array
}

async function pack({ name, bytes }: ArchivedFile, asItIs: boolean): Promise<Packed> {
  const about = { name: Buffer.from(name), checksum: crc32(bytes), size: bytes.length }
  const smaller = asItIs ? bytes : await deflate(bytes)
  if (smaller.length >= bytes.length) return { ...about, method: stored, content: bytes }
  return { ...about, method: deflated, content: smaller }
}

const deflate = promisify(deflateRaw)

/** What an entry says of itself, and the table of it: all but where it is. */
function common({ name, method, checksum, size, content }: Packed, at: Date): Buffer {
  return Buffer.concat([
    number16(needed),
    number16(flags),
    number16(method),
    ...moment(at),
    number32(checksum),
    number32(content.length),
    number32(size),
    number16(name.length),
    number16(0),
  ])
}

/** Time and date of MS-DOS, which begins in 1980 and counts every other second. */
function moment(at: Date): readonly [Buffer, Buffer] {
  const year = Math.min(Math.max(at.getUTCFullYear() - 1980, 0), 127)
  return [
    number16((at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)),
    number16((year << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()),
  ]
}

function end(entries: number, length: number, at: number): Buffer {
  return Buffer.concat([
    number32(0x06_05_4b_50),
    number32(0),
    number16(entries),
    number16(entries),
    number32(length),
    number32(at),
    number16(0),
  ])
}

function number16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
