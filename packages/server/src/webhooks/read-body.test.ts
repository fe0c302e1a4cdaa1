import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { HookRefusal } from './webhook-problem.ts'
import { readBody } from './read-body.ts'
import { Uploads } from './uploads.ts'

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

const inMemory = new Uploads({ incoming: () => Promise.reject(new Error('A small file needs no disk.')) })

async function read(message: IncomingMessage, rule: Parameters<typeof readBody>[1], uploads = inMemory) {
  const { body, files } = await readBody(message, rule, limits, uploads)
  return { body, files: Object.fromEntries(Object.entries(files).map(([name, file]) => [name, file.describe()])) }
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
  expect(await read(request(text, headers), plain)).toEqual({ body, files: {} })
})

test('a charset is honoured', async () => {
  const latin = Buffer.from([0x22, 0xe9, 0x22])
  const found = await read(request(latin, { 'content-type': 'application/json; charset=latin1' }), plain)
  expect(found.body).toBe('é')
})

test('no bytes are no body, whatever the type', async () => {
  expect(await read(request('', json), plain)).toEqual({ body: undefined, files: {} })
})

test('other types are a file, with a name for their kind', async () => {
  const csv = request('a,b', { 'content-type': 'text/csv' })
  expect(await read(csv, plain)).toMatchObject({
    body: undefined,
    files: { data: { mimeType: 'text/csv', fileName: 'body.csv' } },
  })
  const vendor = request('{}', { 'content-type': 'application/vnd.api+json' })
  expect((await read(vendor, { ...plain, binaryProperty: 'up' })).files).toHaveProperty('up')
  expect(await read(request('x', {}), { storeOtherBodies: false })).toEqual({ body: undefined, files: {} })
})

test('the raw body lies beside the parsed one', async () => {
  const found = await read(request('{"a":1}', json), { ...plain, rawBody: 'data' })
  expect(found.body).toEqual({ a: 1 })
  expect(found.files['data']).toEqual({ mimeType: 'application/json', bytes: 7, data: btoa('{"a":1}') })
})

test('a body may be taken whole, as a file', async () => {
  const found = await read(request('<r/>', { 'content-type': 'application/xml' }), { ...plain, bodyAsFile: 'up' })
  expect(found).toMatchObject({ body: undefined, files: { up: { mimeType: 'application/xml', fileName: 'body.xml' } } })
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
  expect(Object.keys((await read(form(...files), plain)).files)).toEqual(['f0', 'f1', 'g'])
  const named = await read(form(...files), { ...plain, binaryProperty: 'up' })
  expect(Object.keys(named.files)).toEqual(['up0', 'up1', 'up2'])
  const apart = await read(form(...files), { ...plain, beforeNumber: '_' })
  expect(Object.keys(apart.files)).toEqual(['f_0', 'f_1', 'g'])
})

test('a JSON body cannot look like an upload', async () => {
  const text = '{"files":{"data":{"filepath":"/etc/passwd"}}}'
  expect((await read(request(text, json), plain)).files).toEqual({})
})

test('damaged bodies are 422', async () => {
  expect(await refusal(read(request('{bad', json), plain))).toBe(422)
  expect(await refusal(read(request('<r', { 'content-type': 'text/xml' }), plain))).toBe(422)
  expect(await refusal(read(request('['.repeat(65), json), plain))).toBe(422)
  const form = request('x', { 'content-type': 'multipart/form-data' })
  expect(await refusal(read(form, plain))).toBe(422)
})

test('gzip is read and its inflated bytes count', async () => {
  const zip = (text: string) => request(gzipSync(text), { ...json, 'content-encoding': 'gzip' })
  expect((await read(zip('{"z":1}'), plain)).body).toEqual({ z: 1 })
  expect(await refusal(read(zip(`"${'x'.repeat(100_000)}"`), plain))).toBe(413)
  expect(await refusal(read(request('x', { ...json, 'content-encoding': 'gzip' }), plain))).toBe(422)
  expect(await refusal(read(request('x', { ...json, 'content-encoding': 'lzma' }), plain))).toBe(415)
})

test('limits hold at, below and above: parsed and uploaded apart', async () => {
  const text = (size: number, type: string) => request('x'.repeat(size), { 'content-type': type })
  expect(await refusal(read(text(1000, 'text/plain'), plain))).toBeUndefined()
  expect(await refusal(read(text(1001, 'text/plain'), plain))).toBe(413)
  expect(await refusal(read(text(2000, 'image/png'), plain))).toBeUndefined()
  expect(await refusal(read(text(2001, 'image/png'), plain))).toBe(413)
})

test('fields of a form are held in memory, so together they are limited like what is parsed', async () => {
  const fields = (size: number) => form(...['a', 'b'].map((name) => `name="${name}"\r\n\r\n${'x'.repeat(size)}`))
  expect(await refusal(read(fields(500), plain))).toBeUndefined()
  expect(await refusal(read(fields(501), plain))).toBe(413)
})

test('a large file goes to disk as it arrives, and is gone when nobody takes it', async () => {
  const written: number[] = []
  const dropped: string[] = []
  const incoming = async () => ({
    id: 'blob',
    write: async (bytes: Uint8Array) => void written.push(bytes.length),
    end: async () => {},
    keep: async () => {},
    drop: async () => void dropped.push('blob'),
  })
  const large = { parsed: 1000, upload: 100_000 }
  const uploads = new Uploads({ incoming })
  const message = request('x'.repeat(50_000), { 'content-type': 'image/png' })
  const { files } = await readBody(message, plain, large, uploads)
  expect(files['data']?.describe()).toMatchObject({ id: 'blob', bytes: 50_000, fileSize: '50 kB' })
  expect(written.reduce((sum, size) => sum + size, 0)).toBe(50_000)
  await uploads.drop()
  expect(dropped).toEqual(['blob'])
})
