import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, test } from 'vitest'
import { createDisk } from './disk.ts'

const place = mkdtempSync(join(tmpdir(), 'millrace-disk-'))
const [open, home, elsewhere] = ['open', 'open/home', 'elsewhere'].map((name) => join(place, name)) as [
  string,
  string,
  string,
]
for (const folder of [open, home, elsewhere, join(open, 'sub')]) mkdirSync(folder, { recursive: true })
writeFileSync(join(open, 'a.txt'), 'a')
writeFileSync(join(open, 'sub/b.txt'), 'b')
writeFileSync(join(home, 'key'), 'secret')
writeFileSync(join(elsewhere, 'a.txt'), 'secret')
symlinkSync(join(elsewhere, 'a.txt'), join(open, 'link.txt'))
symlinkSync(elsewhere, join(open, 'linked'))
symlinkSync('sub', join(open, 'within'))
afterAll(() => rmSync(place, { recursive: true }))

const disk = createDisk({ folders: [open], closed: [home] })
const read = async (path: string) => String(await disk.read(path))
const code = (doing: Promise<unknown>) =>
  doing.then(
    (value) => `done: ${String(value)}`,
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  )

describe('a file', () => {
  test('beneath an open folder is read', async () => {
    expect(await read(join(open, 'a.txt'))).toBe('a')
    expect(await read('sub/b.txt')).toBe('b')
    expect(await read(join(open, 'sub/../a.txt'))).toBe('a')
    expect(await code(disk.read('nope.txt'))).toBe('file_missing')
    expect(await code(disk.read('a.txt/b'))).toBe('file_missing')
  })

  test('is listed with what tells it from the one before, and links are not', async () => {
    const listed = await disk.stamped(open)
    expect(listed.map(({ name, kind }) => [name, kind])).toEqual(
      (await disk.entries(open)).map(({ name, kind }) => [name, kind]),
    )
    expect(listed.find(({ name }) => name === 'a.txt')).toMatchObject({ bytes: 1, changedAt: expect.any(Number) })
    expect(await disk.stamped('nope')).toEqual([])
    expect(await code(disk.stamped(elsewhere))).toBe('disk_outside')
    expect(await code(disk.stamped(home))).toBe('disk_outside')
  })

  test('is written, anew or behind what is there', async () => {
    await disk.write('new.txt', Buffer.from('longer'), { append: false })
    await disk.write('new.txt', Buffer.from('one'), { append: false })
    await disk.write('new.txt', Readable.from([Buffer.from('t'), Buffer.from('wo')]), { append: true })
    expect(readFileSync(join(open, 'new.txt'), 'utf8')).toBe('onetwo')
    expect(await code(disk.write('no/folder.txt', Buffer.from('x'), { append: false }))).toBe('file_missing')
  })

  test('is read piece by piece, however large it is', async () => {
    writeFileSync(join(open, 'large.txt'), Buffer.alloc(1_000_000, 'ab'))
    const sizes: number[] = []
    for await (const bytes of disk.chunks('large.txt')) sizes.push(bytes.length)
    expect(sizes.length).toBeGreaterThan(2)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000_000)
    for await (const bytes of disk.chunks('large.txt')) {
      expect(String(Buffer.from(bytes.subarray(0, 4)))).toBe('abab')
      break
    }
  })

  test('and a folder are made, looked at and taken away, and nothing that is full', async () => {
    await disk.makeFolder('made')
    await disk.write('made/run.sh', Buffer.from('#!'), { append: false, executable: true })
    expect(await disk.about('made')).toMatchObject({ kind: 'folder' })
    expect(await disk.about('made/run.sh')).toMatchObject({ kind: 'file', bytes: 2, executable: true })
    expect(await disk.about('a.txt')).toMatchObject({ executable: false })
    expect(await code(disk.makeFolder('made'))).toBe('file_exists')
    expect(await code(disk.makeFolder('nope/made'))).toBe('file_missing')
    expect(await code(disk.remove('made'))).toBe('folder_full')
    await disk.remove('made/run.sh')
    await disk.remove('made')
    expect(await disk.about('made')).toBeUndefined()
    expect(await code(disk.remove('made'))).toBe('file_missing')
    expect(await disk.about('link.txt')).toBeUndefined()
  })

  test('is found among the entries of its folder, without what is neither file nor folder', async () => {
    expect((await disk.entries(open)).map(({ name, kind }) => `${name} ${kind}`)).toEqual(
      expect.arrayContaining(['a.txt file', 'home folder', 'sub folder']),
    )
    expect((await disk.entries(open)).map(({ name }) => name)).not.toContain('link.txt')
    expect(await disk.entries('nope')).toEqual([])
    expect(await disk.entries('a.txt')).toEqual([])
  })
})

async function firstOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  for await (const bytes of chunks) return bytes
  return undefined
}

describe('is refused', () => {
  test.each([
    ['elsewhere', join(elsewhere, 'a.txt')],
    ['above', '../elsewhere/a.txt'],
    ['beneath a folder of a like name', `${open}-not/a.txt`],
    ['in a closed folder', 'home/key'],
    ['in a closed folder, on a way around', 'sub/../home/key'],
    ['a file of the system', '/proc/self/environ'],
    ['a device', '/dev/zero'],
    ['behind a link', 'linked/a.txt'],
    ['a link', 'link.txt'],
    ['behind a link within', 'within/b.txt'],
    ['cut off by a zero', 'a.txt\0.png'],
  ])('what is %s: %s', async (_what, path) => {
    expect(['disk_outside', 'file_missing']).toContain(await code(disk.read(path)))
    expect(['disk_outside', 'file_missing']).toContain(
      await code(disk.write(path, Buffer.from('x'), { append: false })),
    )
    expect(['disk_outside', 'file_missing']).toContain(await code(firstOf(disk.chunks(path))))
    expect(['disk_outside', 'file_missing', 'file_exists']).toContain(await code(disk.makeFolder(path)))
    expect(['disk_outside', 'done: undefined']).toContain(await code(disk.about(path)))
    expect(readFileSync(join(elsewhere, 'a.txt'), 'utf8')).toBe('secret')
  })

  test.each(['file:///etc/passwd', '-rf', 'http://localhost/x', '%2e%2e/elsewhere/a.txt', '~/a.txt'])(
    'a name that means something elsewhere is a name: %s',
    async (path) => {
      expect(await code(disk.read(path))).toBe('file_missing')
    },
  )

  test('what is no file', async () => {
    execFileSync('mkfifo', [join(open, 'pipe')])
    expect(await code(disk.read('pipe'))).toBe('file_wrong')
    expect(await code(disk.write('pipe', Buffer.from('x'), { append: false }))).toBe('file_wrong')
    expect(await code(disk.read('sub'))).toBe('file_wrong')
    expect(await code(disk.write('sub', Buffer.from('x'), { append: false }))).toBe('file_wrong')
    expect(await code(disk.read(open))).toBe('file_wrong')
  })

  test('everything, where nothing is open', async () => {
    const closed = createDisk({ folders: [], closed: [] })
    expect(await code(closed.read('a.txt'))).toBe('disk_closed')
    expect(await code(closed.entries('/'))).toBe('disk_closed')
    const whole = createDisk({ folders: ['/'], closed: [place] })
    expect(await code(whole.read(join(open, 'a.txt')))).toBe('disk_outside')
    expect(await code(whole.read('/proc/self/environ'))).toBe('disk_outside')
  })

  test('an open folder that is a link to a closed one', async () => {
    symlinkSync(home, join(place, 'alias'))
    const aliased = createDisk({ folders: [join(place, 'alias')], closed: [home] })
    expect(await code(aliased.read('key'))).toBe('disk_outside')
  })
})

test('a folder that becomes a link meanwhile is not followed', async () => {
  const [real, away] = [join(open, 'swapped'), join(place, 'away')]
  mkdirSync(real)
  writeFileSync(join(real, 'a.txt'), 'inside')
  const over = new AbortController()
  const swapping = (async () => {
    for (let round = 0; !over.signal.aborted; round++) {
      renameSync(real, away)
      symlinkSync(elsewhere, real)
      await new Promise((resolve) => setImmediate(resolve))
      rmSync(real)
      renameSync(away, real)
      if (round % 3 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  })()
  const seen = new Set<unknown>()
  for (let round = 0; round < 300; round++) {
    seen.add(await code(disk.read('swapped/a.txt')))
    seen.add(await code(disk.write('swapped/new.txt', Buffer.from('x'), { append: false })))
  }
  over.abort()
  await swapping
  expect(seen).toContain('done: inside')
  expect(seen).not.toContain('done: secret')
  expect(
    [...seen].every((one) => ['done: inside', 'done: undefined', 'disk_outside', 'file_missing'].includes(String(one))),
  ).toBe(true)
  expect(() => readFileSync(join(elsewhere, 'new.txt'))).toThrow('ENOENT')
})
