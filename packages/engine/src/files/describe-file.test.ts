import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { describeFile, sizeForPeople } from './describe-file.ts'

const png = Buffer.from('89504e470d0a1a0a', 'hex')
const text = Buffer.from('hello')

describe('the description of a file', () => {
  test('believes a type that is given, and takes the usual extension where the name has none', () => {
    expect(describeFile(text, { fileName: 'r', mimeType: 'application/json' }, 'id')).toEqual({
      mimeType: 'application/json',
      fileType: 'json',
      fileExtension: 'json',
      fileName: 'r',
      fileSize: '5 B',
      bytes: 5,
      id: 'id',
    })
  })

  test('keeps the extension of the name, whatever the type', () => {
    const file = describeFile(text, { fileName: 'file.txt', mimeType: 'application/json' }, 'id')
    expect(file).toMatchObject({ mimeType: 'application/json', fileType: 'json', fileExtension: 'txt' })
  })

  test('finds the type from the name before it looks at the bytes', () => {
    expect(describeFile(png, { fileName: 'notes.TXT' }, 'id')).toMatchObject({
      mimeType: 'text/plain',
      fileType: 'text',
      fileExtension: 'TXT',
    })
  })

  test('finds the type from the bytes where the name says nothing', () => {
    expect(describeFile(png, {}, 'id')).toMatchObject({
      mimeType: 'image/png',
      fileType: 'image',
      fileExtension: 'png',
    })
    expect(describeFile(png, { fileName: 'out.x' }, 'id')).toMatchObject({
      mimeType: 'image/png',
      fileExtension: 'x',
    })
  })

  test('takes for text what nothing tells, without an extension nobody gave', () => {
    expect(describeFile(text, { fileName: 'file' }, 'id')).toEqual({
      mimeType: 'text/plain',
      fileType: 'text',
      fileName: 'file',
      fileSize: '5 B',
      bytes: 5,
      id: 'id',
    })
    expect(describeFile(Buffer.alloc(0), {}, 'id')).toMatchObject({ mimeType: 'text/plain', bytes: 0 })
    expect(describeFile(text, { mimeType: '' }, 'id').mimeType).toBe('text/plain')
  })

  test('has no extension for types that have no usual one', () => {
    const file = describeFile(text, { fileName: 'r', mimeType: 'application/vnd.api+json' }, 'id')
    expect(file.fileExtension).toBeUndefined()
    expect(file.fileType).toBeUndefined()
  })

  test('separates the name from the folders it lay in', () => {
    expect(describeFile(text, { fileName: 'reports/2024/a b.pdf' }, 'id')).toMatchObject({
      directory: 'reports/2024',
      fileName: 'a b.pdf',
      fileExtension: 'pdf',
      mimeType: 'application/pdf',
      fileType: 'pdf',
    })
    expect(describeFile(text, { fileName: '.env' }, 'id').fileExtension).toBeUndefined()
  })

  test.each([
    ['text/csv; charset=utf-8', 'text', 'csv'],
    ['text/html', 'html', 'html'],
    ['video/mp4', 'video', 'mp4'],
    ['audio/mpeg', 'audio', 'mp3'],
    ['application/pdf', 'pdf', 'pdf'],
    ['application/octet-stream', undefined, 'bin'],
    ['application/zip', undefined, 'zip'],
  ])('%s is shown as %s and ends in %s', (mimeType, fileType, fileExtension) => {
    const file = describeFile(text, { mimeType }, 'id')
    expect([file.mimeType, file.fileType, file.fileExtension]).toEqual([mimeType, fileType, fileExtension])
  })
})

describe('the type found in the bytes', () => {
  const entry = (name: string, content = '') => {
    const head = Buffer.alloc(30)
    head.write('PK\x03\x04', 'latin1')
    head.writeUInt16LE(name.length, 26)
    return Buffer.concat([head, Buffer.from(name + content)])
  }
  const sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  const open = 'application/vnd.oasis.opendocument.spreadsheet'
  const bitmap = Buffer.concat([Buffer.from('BM'), Buffer.from([14, 0, 0, 0]), Buffer.alloc(8)])

  test.each([
    ['a zip archive', entry('a.txt', 'A'), 'application/zip'],
    ['an archive that ends early', Buffer.from('PK\x03\x04'), 'application/zip'],
    ['a workbook', Buffer.concat([entry('[Content_Types].xml'), entry('xl/workbook.xml')]), sheet],
    ['an open document', Buffer.concat([entry('mimetype', open), entry('content.xml')]), open],
    ['packed bytes', gzipSync('A'), 'application/gzip'],
    ['rich text', Buffer.from('{\\rtf1 }'), 'application/rtf'],
    ['a picture of the web', Buffer.from('RIFF\0\0\0\0WEBPVP8 '), 'image/webp'],
    ['a film', Buffer.from('\0\0\0\x18ftypisom'), 'video/mp4'],
    ['a bitmap', bitmap, 'image/bmp'],
    ['text that begins like a bitmap', Buffer.from('BMW and others'), 'text/plain'],
    ['markup', Buffer.from('<!DOCTYPE html><p>x</p>'), 'text/plain'],
    ['two bytes', Buffer.from([0x01, 0xd6]), 'text/plain'],
  ])('%s', (_what, bytes, mimeType) => {
    expect(describeFile(bytes, {}, 'id').mimeType).toBe(mimeType)
  })

  test('of bytes in the middle of a larger buffer', () => {
    const around = Buffer.concat([Buffer.from('....'), Buffer.from('RIFF\0\0\0\0WAVEfmt ')])
    expect(describeFile(around.subarray(4), {}, 'id').mimeType).toBe('audio/wav')
  })
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1194, '1.19 kB'],
  [4678, '4.68 kB'],
  [10_214, '10.2 kB'],
  [16_635, '16.6 kB'],
  [5_000_000, '5 MB'],
])('%d bytes are %s for people', (bytes, size) => {
  expect(sizeForPeople(bytes)).toBe(size)
})
