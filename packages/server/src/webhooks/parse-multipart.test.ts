import { expect, test } from 'vitest'
import { parseMultipart, type PartHead } from './parse-multipart.ts'

const body = (...parts: string[]) => Buffer.from(`${parts.map((part) => `--B\r\n${part}\r\n`).join('')}--B--\r\n`)
const named = (disposition: string, value = 'v') => `Content-Disposition: form-data; ${disposition}\r\n\r\n${value}`

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function parse(bytes: Buffer, size: number) {
  const parts: (PartHead & { bytes: string })[] = []
  await parseMultipart(inPieces(bytes, size), 'B', (head) => {
    const chunks: Buffer[] = []
    const take = async (chunk: Buffer) => void chunks.push(Buffer.from(chunk))
    return { take, end: async () => void parts.push({ ...head, bytes: Buffer.concat(chunks).toString() }) }
  })
  return parts
}

/** The parts of a body, which are the same however it arrives. */
async function shown(bytes: Buffer) {
  const parts = await parse(bytes, bytes.length || 1)
  for (const size of [1, 2, 3, 7]) expect(await parse(bytes, size)).toEqual(parts)
  return parts
}

test('fields and files come in their order', async () => {
  const file =
    'content-disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\ncontent'
  expect(await shown(body(named('name="f"'), named('name="f2"', 'é'), file))).toEqual([
    { name: 'f', bytes: 'v' },
    { name: 'f2', bytes: 'é' },
    { name: 'file', fileName: 'a.txt', type: 'text/plain', bytes: 'content' },
  ])
})

test('a value may be empty, hold line breaks, and hold what looks like a boundary', async () => {
  expect(await shown(body(named('name="a"', ''), named('name="b"', 'x\r\n\r\n-- B\n--C')))).toEqual([
    { name: 'a', bytes: '' },
    { name: 'b', bytes: 'x\r\n\r\n-- B\n--C' },
  ])
})

test.each([
  ['name="f"; filename="..\\\\..\\\\etc\\\\passwd"', 'passwd'],
  ['name="f"; filename="/etc/passwd"', 'passwd'],
  [`name="f"; filename="x"; filename*=UTF-8''na%C3%AFve.txt`, 'naïve.txt'],
  ['name="f"; filename="a\\"b.txt"', 'a"b.txt'],
])('%s is the file %s', async (disposition, fileName) => {
  expect(await shown(body(named(disposition)))).toEqual([{ name: 'f', fileName, bytes: 'v' }])
})

test('a part without a name is nobody’s', async () => expect(await shown(body('X: y\r\n\r\nv'))).toEqual([]))

test('no parts at all is an empty form', async () => expect(await shown(Buffer.from('--B--'))).toEqual([]))

test('a part that holds nothing may end with the break of its headers', async () => {
  const text = '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n--B--'
  expect(await shown(Buffer.from(text))).toEqual([{ name: 'a', bytes: '' }])
})

test('what follows the last boundary means nothing', async () => {
  expect(await shown(Buffer.concat([body(named('name="a"')), Buffer.from('--B\r\nmore')]))).toHaveLength(1)
})

test.each(['', 'no boundary', '--B\r\nContent-Disposition: form-data; name="f"\r\n\r\nnever ends', '--Bgarbage'])(
  'damaged body %j is refused',
  async (text) => {
    for (const size of [1, 1000])
      await expect(parse(Buffer.from(text), size)).rejects.toThrow(/refused with status 422/)
  },
)

test('a thousand and one parts are too many', async () => {
  const many = body(...Array.from({ length: 1001 }, () => named('name="f"')))
  await expect(parse(many, many.length)).rejects.toThrow(/413/)
})

test('headers without end are refused before they fill the memory', async () => {
  let given = 0
  async function* endless(): AsyncGenerator<Buffer> {
    yield Buffer.from('--B\r\nX: ')
    for (; ; given++) yield Buffer.alloc(1024, 'x')
  }
  const nobody = () => ({ take: async () => {}, end: async () => {} })
  await expect(parseMultipart(endless(), 'B', nobody)).rejects.toThrow(/422/)
  expect(given).toBeLessThan(20)
})
