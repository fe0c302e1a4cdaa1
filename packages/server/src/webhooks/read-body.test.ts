import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { HookRefusal } from './webhook-problem.ts'
import { readBody } from './read-body.ts'

const limits = { parsed: 1000, upload: 2000 }
const plain = { storeOtherBodies: true }

function request(bytes: Buffer | string, headers: Record<string, string>): IncomingMessage {
  const message = new IncomingMessage(new Socket())
  const body = Buffer.from(bytes)
  message.headers = { 'content-length': String(body.length), ...headers }
  message.push(body)
  message.push(null)
  return message
}

const json = { 'content-type': 'application/json' }
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof HookRefusal ? error.response.status : error),
  )

test.each([
  ['{"a":1}', json, { a: 1 }],
  ['\u{feff}{"a":1}', json, { a: 1 }],
  ['null', json, null],
  ['[1,2]', { 'content-type': 'application/json; charset=utf-8' }, [1, 2]],
  [
    'a=1&c=1&c=2&d%5B%5D=3',
    { 'content-type': 'application/x-www-form-urlencoded' },
    { a: '1', c: ['1', '2'], 'd[]': '3' },
  ],
  ['plain é', { 'content-type': 'text/plain' }, 'plain é'],
  ['<r a="1">x</r>', { 'content-type': 'text/xml' }, { r: { $: { a: '1' }, _: 'x' } }],
])('%s is parsed', async (text, headers, body) => {
  expect(await readBody(request(text, headers), plain, limits)).toEqual({ body, files: {} })
})

test('a charset is honoured', async () => {
  const latin = Buffer.from([0x22, 0xe9, 0x22])
  const read = await readBody(request(latin, { 'content-type': 'application/json; charset=latin1' }), plain, limits)
  expect(read.body).toBe('é')
})

test('no bytes are no body, whatever the type', async () => {
  expect(await readBody(request('', json), plain, limits)).toEqual({ body: undefined, files: {} })
})

test('other types are a file, with a name for their kind', async () => {
  const csv = request('a,b', { 'content-type': 'text/csv' })
  expect(await readBody(csv, plain, limits)).toMatchObject({
    body: undefined,
    files: { data: { mimeType: 'text/csv', fileName: 'body.csv' } },
  })
  const vendor = request('{}', { 'content-type': 'application/vnd.api+json' })
  expect((await readBody(vendor, { ...plain, binaryProperty: 'up' }, limits)).files).toHaveProperty('up')
  expect(await readBody(request('x', {}), { storeOtherBodies: false }, limits)).toEqual({ body: undefined, files: {} })
})

test('the raw body lies beside the parsed one', async () => {
  const read = await readBody(request('{"a":1}', json), { ...plain, rawBody: 'data' }, limits)
  expect(read.body).toEqual({ a: 1 })
  expect(read.files['data']?.bytes.toString()).toBe('{"a":1}')
})

test('a body may be taken whole, as a file', async () => {
  const read = await readBody(
    request('<r/>', { 'content-type': 'application/xml' }),
    { ...plain, bodyAsFile: 'up' },
    limits,
  )
  expect(read).toMatchObject({ body: undefined, files: { up: { mimeType: 'application/xml', fileName: 'body.xml' } } })
})

const form = (...parts: string[]) =>
  request(`${parts.map((part) => `--X\r\nContent-Disposition: form-data; ${part}\r\n`).join('')}--X--`, {
    'content-type': 'multipart/form-data; boundary=X',
  })

test('uploads are named after their field, numbered where it repeats or the hook says so', async () => {
  const files = [
    'name="f"; filename="a"\r\n\r\n1',
    'name="f"; filename="b"\r\n\r\n2',
    'name="g"; filename="c"\r\n\r\n3',
  ]
  expect(Object.keys((await readBody(form(...files), plain, limits)).files)).toEqual(['f0', 'f1', 'g'])
  const named = await readBody(form(...files), { ...plain, binaryProperty: 'up' }, limits)
  expect(Object.keys(named.files)).toEqual(['up0', 'up1', 'up2'])
})

test('a JSON body cannot look like an upload', async () => {
  const text = '{"files":{"data":{"filepath":"/etc/passwd"}}}'
  expect((await readBody(request(text, json), plain, limits)).files).toEqual({})
})

test('damaged bodies are 422', async () => {
  expect(await refusal(readBody(request('{bad', json), plain, limits))).toBe(422)
  expect(await refusal(readBody(request('<r', { 'content-type': 'text/xml' }), plain, limits))).toBe(422)
  expect(await refusal(readBody(request('['.repeat(65), json), plain, limits))).toBe(422)
  const form = request('x', { 'content-type': 'multipart/form-data' })
  expect(await refusal(readBody(form, plain, limits))).toBe(422)
})

test('gzip is read and its inflated bytes count', async () => {
  const zip = (text: string) => request(gzipSync(text), { ...json, 'content-encoding': 'gzip' })
  expect((await readBody(zip('{"z":1}'), plain, limits)).body).toEqual({ z: 1 })
  expect(await refusal(readBody(zip(`"${'x'.repeat(100_000)}"`), plain, limits))).toBe(413)
  expect(await refusal(readBody(request('x', { ...json, 'content-encoding': 'gzip' }), plain, limits))).toBe(422)
  expect(await refusal(readBody(request('x', { ...json, 'content-encoding': 'lzma' }), plain, limits))).toBe(415)
})

test('limits hold at, below and above: parsed and uploaded apart', async () => {
  const text = (size: number, type: string) => request('x'.repeat(size), { 'content-type': type })
  expect(await refusal(readBody(text(1000, 'text/plain'), plain, limits))).toBeUndefined()
  expect(await refusal(readBody(text(1001, 'text/plain'), plain, limits))).toBe(413)
  expect(await refusal(readBody(text(2000, 'image/png'), plain, limits))).toBeUndefined()
  expect(await refusal(readBody(text(2001, 'image/png'), plain, limits))).toBe(413)
})
