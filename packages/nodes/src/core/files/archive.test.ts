import { NodeError } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import { readArchive, unpackEntry } from './archive.ts'
import { writeArchive } from './write-archive.ts'

const at = new Date('2024-06-15T12:30:44Z')
const bytes = (text: string) => Buffer.from(text)

async function packed(...files: (readonly [name: string, content: Uint8Array])[]): Promise<Buffer> {
  return Buffer.from(
    await writeArchive(
      files.map(([name, content]) => ({ name, bytes: content })),
      { at },
    ),
  )
}

async function unpackAll(archive: Uint8Array): Promise<readonly (readonly [string, string])[]> {
  const found = []
  for (const entry of readArchive(archive)) {
    found.push([entry.name, Buffer.from(await unpackEntry(entry)).toString()] as const)
  }
  return found
}

/** The error an archive is refused with. */
async function refusal(archive: Uint8Array): Promise<NodeError> {
  const thrown = await unpackAll(archive).catch((error: unknown) => error)
  if (!(thrown instanceof NodeError)) throw new TypeError('The archive was unpacked.')
  return thrown
}

const tableMark = Buffer.from([0x50, 0x4b, 1, 2])

describe('an archive', () => {
  test('comes back as it was', async () => {
    const files = [['a.txt', 'aaaa'], ['folder/ünï.txt', 'x'.repeat(5000)] as const, ['empty', '']] as const
    const archive = await packed(...files.map(([name, text]) => [name, bytes(text)] as const))
    expect(archive.length).toBeLessThan(600)
    expect(await unpackAll(archive)).toEqual(files)
  })

  test('may have names that programs put a meaning into', async () => {
    const names = ['../../etc/passwd', '/abs', '__proto__', 'C:\\x']
    expect(
      (await unpackAll(await packed(...names.map((name) => [name, bytes('x')] as const)))).map(([name]) => name),
    ).toEqual(names)
  })
})

describe('is refused', () => {
  test('where it would grow beyond reason', async () => {
    const bomb = await packed(['zeros', Buffer.alloc(40 * 1024 * 1024)])
    expect(bomb.length).toBeLessThan(50_000)
    expect((await refusal(bomb)).code).toBe('archive_too_large')
  })

  test('where its table says less than an entry holds', async () => {
    const archive = await packed(['zeros', Buffer.alloc(1024 * 1024)])
    archive.writeUInt32LE(10, archive.indexOf(tableMark) + 24)
    expect((await refusal(archive)).message).toContain('larger than its table says')
  })

  test('where its table says more than may be unpacked', async () => {
    const archive = await packed(['a', bytes('aaaaaaaaaaaaaaaaaaaaaaaa')])
    archive.writeUInt32LE(0xff_ff_ff_f0, archive.indexOf(tableMark) + 24)
    expect((await refusal(archive)).message).toContain('more than 32 MB')
  })

  test('where it has too many entries', async () => {
    const archive = await packed(['a', bytes('a')])
    archive.writeUInt16LE(10_001, archive.length - 12)
    expect((await refusal(archive)).message).toContain('10001 entries')
  })

  test.each([
    ['an entry was changed', (archive: Buffer) => archive.writeUInt8(0x62, archive.indexOf('aaaaa') + 1)],
    ['an entry is elsewhere', (archive: Buffer) => archive.writeUInt32LE(7, archive.indexOf(tableMark) + 42)],
    ['an entry is protected', (archive: Buffer) => archive.writeUInt16LE(1, archive.indexOf(tableMark) + 8)],
    ['an entry is packed unusually', (archive: Buffer) => archive.writeUInt16LE(14, archive.indexOf(tableMark) + 10)],
    ['the table is elsewhere', (archive: Buffer) => archive.writeUInt32LE(3, archive.length - 6)],
    ['the table ends early', (archive: Buffer) => archive.writeUInt16LE(9, archive.length - 12)],
    [
      'a name is longer than the table',
      (archive: Buffer) => archive.writeUInt16LE(999, archive.indexOf(tableMark) + 28),
    ],
    [
      'the numbers are wide, and missing',
      (archive: Buffer) => archive.fill(0xff, archive.indexOf(tableMark) + 24, archive.indexOf(tableMark) + 28),
    ],
    ['the table is wide, and missing', (archive: Buffer) => archive.writeUInt16LE(0xff_ff, archive.length - 12)],
    ['there is no table', (archive: Buffer) => archive.fill(0, archive.length - 22)],
  ])('where %s', async (_what, change) => {
    const archive = await packed(['a', bytes('aaaa')])
    change(archive)
    expect((await refusal(archive)).code).toBe('archive_invalid')
  })

  test('wherever it is cut', async () => {
    const archive = await packed(['a', bytes('aaaa')], ['b', bytes('bbbb')])
    for (let length = 0; length < archive.length; length++) {
      expect((await refusal(archive.subarray(0, length))).code).toBe('archive_invalid')
    }
  })
})
