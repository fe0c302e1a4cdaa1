import { describe, expect, test } from 'vitest'
import { isTar, readTar, writeTar } from './tar.ts'

const files = [
  { name: 'a.txt', bytes: Buffer.from('aaaa') },
  { name: `${'folder/'.repeat(30)}ü.txt`, bytes: Buffer.alloc(1300, 'b') },
  { name: 'empty', bytes: Buffer.alloc(0) },
]
const archive = () => Buffer.from(writeTar(files, new Date('2024-06-15T12:30:44Z')))

/** An archive with the head of its first entry changed, and the sum in it put right. */
function changed(change: (head: Buffer) => void): Buffer {
  const bytes = archive()
  const head = bytes.subarray(0, 512)
  change(head)
  head.fill(' ', 148, 156)
  const sum = head.reduce((total, byte) => total + byte, 0)
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return bytes
}

test('an archive comes back as it was', () => {
  expect(isTar(archive())).toBe(true)
  expect(readTar(archive())).toEqual(files)
})

test('names may stand in lines of their own', () => {
  const line = '25 path=a long name.txt\n'
  const head = Buffer.from(writeTar([{ name: 'pax', bytes: Buffer.from(`${line}11 mtime=1\n`) }], new Date(0)))
  const extended = changed(() => undefined)
  head.write('x', 156, 'latin1')
  head.fill(' ', 148, 156)
  const sum = head.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  const [first] = readTar(Buffer.concat([head.subarray(0, 1024), extended]))
  expect(first).toEqual({ name: 'a long name.txt', bytes: Buffer.from('aaaa') })
})

test.each(['1', '2', '3', '4', '5', '6'])('what is no file is passed over: %s', (kind) => {
  expect(readTar(changed((head) => head.write(kind, 156, 'latin1'))).map(({ name }) => name)).toEqual(
    files.slice(1).map(({ name }) => name),
  )
})

describe('is refused', () => {
  test.each([
    ['where an entry is longer than the archive', (head: Buffer) => head.write('77777777777', 124, 'latin1')],
    ['where a size is beyond reason', (head: Buffer) => head.fill(0xff, 124, 136)],
    ['where a size is no number', (head: Buffer) => head.write('what is it?', 124, 'latin1')],
  ])('%s', (_what, change) => {
    expect(() => readTar(changed(change))).toThrow('The archive cannot be unpacked')
  })

  test('where a head was changed', () => {
    const bytes = archive()
    bytes[0] = 0x62
    expect(() => readTar(bytes)).toThrow('the head of an entry is not what it says')
  })

  test('where it has too many entries', () => {
    expect(() => readTar(archive(), { entries: 2, bytes: 1 })).toThrow('more than 2 entries')
  })
})
