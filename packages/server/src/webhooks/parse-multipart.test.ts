import { expect, test } from 'vitest'
import { parseMultipart } from './parse-multipart.ts'

const body = (...parts: string[]) => Buffer.from(`${parts.map((part) => `--B\r\n${part}\r\n`).join('')}--B--\r\n`)
const named = (disposition: string, value = 'v') => `Content-Disposition: form-data; ${disposition}\r\n\r\n${value}`

const shown = (bytes: Buffer) => parseMultipart(bytes, 'B').map((part) => ({ ...part, bytes: part.bytes.toString() }))

test('fields and files come in their order', () => {
  const file =
    'content-disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\ncontent'
  expect(shown(body(named('name="f"'), named('name="f2"', 'é'), file))).toEqual([
    { name: 'f', bytes: 'v' },
    { name: 'f2', bytes: 'é' },
    { name: 'file', fileName: 'a.txt', type: 'text/plain', bytes: 'content' },
  ])
})

test('a value may be empty, hold line breaks, and hold what looks like a boundary', () => {
  expect(shown(body(named('name="a"', ''), named('name="b"', 'x\r\n\r\n-- B\n--C')))).toEqual([
    { name: 'a', bytes: '' },
    { name: 'b', bytes: 'x\r\n\r\n-- B\n--C' },
  ])
})

test.each([
  ['name="f"; filename="..\\\\..\\\\etc\\\\passwd"', 'passwd'],
  ['name="f"; filename="/etc/passwd"', 'passwd'],
  [`name="f"; filename="x"; filename*=UTF-8''na%C3%AFve.txt`, 'naïve.txt'],
  ['name="f"; filename="a\\"b.txt"', 'a"b.txt'],
])('%s is the file %s', (disposition, fileName) => {
  expect(shown(body(named(disposition)))).toEqual([{ name: 'f', fileName, bytes: 'v' }])
})

test('a part without a name is nobody’s', () => expect(shown(body('X: y\r\n\r\nv'))).toEqual([]))

test('no parts at all is an empty form', () => expect(shown(Buffer.from('--B--'))).toEqual([]))

test.each(['', 'no boundary', '--B\r\nContent-Disposition: form-data; name="f"\r\n\r\nnever ends', '--Bgarbage'])(
  'damaged body %j is refused',
  (text) => expect(() => parseMultipart(Buffer.from(text), 'B')).toThrow(/refused with status 422/),
)

test('a thousand and one parts are too many', () => {
  const many = body(...Array.from({ length: 1001 }, () => named('name="f"')))
  expect(() => parseMultipart(many, 'B')).toThrow(/413/)
})
