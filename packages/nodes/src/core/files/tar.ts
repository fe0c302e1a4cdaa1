/**
 * Archives in TAR format: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06. Only
 * files are taken out of one: links, devices and folders are passed over, since nothing is written anywhere.
 */
import { refuse } from '@millrace/sdk'
import { type ArchiveLimits, usualLimits } from './archive.ts'
import type { ArchivedFile } from './write-archive.ts'

const block = 512
const nameLength = 100
const prefixLength = 155
const longestName = 64 * 1024

/** Places in the head of an entry. */
const at = { size: 124, checksum: 148, kind: 156, mark: 257, prefix: 345 } as const

/** Whether some bytes are such an archive, by the mark in its first head. */
export function isTar(bytes: Uint8Array): boolean {
  return bytes.length >= block && Buffer.from(bytes.subarray(at.mark, at.mark + 5)).toString('latin1') === 'ustar'
}

/**
 * The files in an archive.
 * @throws NodeError where it is damaged or beyond the limits
 */
export function readTar(archive: Uint8Array, limits: ArchiveLimits = usualLimits): readonly ArchivedFile[] {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  const files: ArchivedFile[] = []
  let longName: string | undefined
  let entries = 0
  for (let place = 0; place + block <= bytes.length && bytes[place] !== 0;) {
    entries += 1
    if (entries > limits.entries) throw damaged(`it has more than ${limits.entries} entries`)
    const head = bytes.subarray(place, place + block)
    if (octal(head, at.checksum, 8) !== checksumOf(head)) throw damaged('the head of an entry is not what it says')
    const size = sizeIn(head)
    const start = place + block
    if (start + size > bytes.length) throw damaged('it ends within an entry')
    const content = bytes.subarray(start, start + size)
    const kind = String.fromCharCode(head[at.kind] ?? 0)
    if (kind === 'L' || kind === 'x') longName = longNameIn(kind, content) ?? longName
    else {
      if (kind === '0' || kind === '\0' || kind === '7') files.push({ name: longName ?? nameIn(head), bytes: content })
      longName = undefined
    }
    place = start + Math.ceil(size / block) * block
  }
  return files
}

/** An archive of files. */
export function writeTar(files: readonly ArchivedFile[], changed: Date): Uint8Array {
  const seconds = Math.floor(changed.getTime() / 1000)
  const parts = files.flatMap(({ name, bytes }) => {
    const short = Buffer.from(name)
    const long = short.length > nameLength ? [Buffer.concat([short, Buffer.alloc(1)])] : []
    return [...long.flatMap((text) => entry('././@LongLink', text, 'L', 0)), ...entry(name, bytes, '0', seconds)]
  })
  return Buffer.concat([...parts, Buffer.alloc(block * 2)])
}

function entry(name: string, bytes: Uint8Array, kind: string, seconds: number): readonly Uint8Array[] {
  const head = Buffer.alloc(block)
  Buffer.from(name).copy(head, 0, 0, nameLength)
  head.write('0000644\0'.concat('0000000\0'.repeat(2)), nameLength, 'latin1')
  head.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, at.size, 'latin1')
  head.write(`${seconds.toString(8).padStart(11, '0')}\0`, at.size + 12, 'latin1')
  head.write(kind, at.kind, 'latin1')
  head.write('ustar\x0000', at.mark, 'latin1')
  head.write(`${checksumOf(head).toString(8).padStart(6, '0')}\0 `, at.checksum, 'latin1')
  return [head, bytes, Buffer.alloc((block - (bytes.length % block)) % block)]
}

function checksumOf(head: Buffer): number {
  let sum = 0
  for (let place = 0; place < block; place++) {
    const itself = place >= at.checksum && place < at.checksum + 8
    sum += itself ? 0x20 : (head[place] ?? 0)
  }
  return sum
}

function sizeIn(head: Buffer): number {
  // A size of more than eleven digits is written in binary, with the first bit set.
  const wide = ((head[at.size] ?? 0) & 0x80) !== 0
  const size = wide ? Number(head.readBigUInt64BE(at.size + 4)) : octal(head, at.size, 12)
  if (!Number.isSafeInteger(size) || size < 0) throw damaged('the size of an entry makes no sense')
  return size
}

function octal(head: Buffer, place: number, length: number): number {
  return Number.parseInt(textIn(head, place, length).trim() || '0', 8)
}

function nameIn(head: Buffer): string {
  const name = textIn(head, 0, nameLength)
  const prefix = textIn(head, at.mark, 6) === 'ustar' ? textIn(head, at.prefix, prefixLength) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

/** A name that is too long for a head stands in an entry before it: alone, or as one of several lines. */
function longNameIn(kind: 'L' | 'x', content: Buffer): string | undefined {
  if (content.length > longestName) throw damaged('a name in it is too long')
  if (kind === 'L') return textIn(content, 0, content.length)
  return /(?:^|\n)\d+ path=(.*)\n/.exec(content.toString())?.[1]
}

function textIn(bytes: Buffer, place: number, length: number): string {
  const end = bytes.indexOf(0, place)
  return bytes.toString('utf8', place, end < 0 ? place + length : Math.min(end, place + length))
}

function damaged(why: string): Error {
  return refuse(`The archive cannot be unpacked: ${why}.`, { code: 'archive_invalid', retry: 'no' })
}
