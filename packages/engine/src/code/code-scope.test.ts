import type { BinaryData, HttpRequest, HttpResponse, Item, JsonObject } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import type { Dialer } from '../ports.ts'
import { memoryBlobs } from '../local/memory.ts'
import { drawing } from '../testing/documents.ts'
import { testCatalog } from '../testing/nodes.ts'
import { runWorkflow, type RunWorkflowOptions } from '../testing/run-workflow.ts'
import { pack, unpack } from './packed.ts'
import { noNetwork } from '../testing/no-network.ts'

/** Asks as code in a sandbox does. */
type Ask = (name: string, ...args: readonly unknown[]) => Promise<unknown>

interface Scene {
  readonly credentials?: JsonObject
  readonly items?: readonly Item[]
  readonly options?: Partial<RunWorkflowOptions>
}

/** Runs a function in the place of people's code, behind a node called “Before }}”; gives what it gives. */
async function play<T>(
  code: (ask: Ask) => Promise<T>,
  { items = [{ json: { n: 1 } }], options = {}, credentials = {} }: Scene = {},
) {
  const given: T[] = []
  const document = drawing(
    { Start: { type: 'start' }, 'Before }}': { type: 'pass' }, Code: { type: 'code', settings: { credentials } } },
    ['Start > Before }}', 'Before }} > Code'],
  )
  const run = await runWorkflow(document, {
    catalog: testCatalog(),
    items,
    sandbox: {
      async run({ callbacks }) {
        given.push(
          await code(async (name, ...args) => {
            const callback = callbacks.get(name)
            if (callback === undefined) throw new Error(`${name} is not offered`)
            return unpack(await callback(pack(args)))
          }),
        )
        return { items: [], failures: [] }
      },
    },
    ...options,
  })
  const [result] = given
  if (result === undefined) throw new Error(run.error?.message ?? 'The code did not end.')
  return { result, run }
}

const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => expect.fail('It was not refused.'),
    (error: unknown) => error,
  )

describe('code asks for other nodes', () => {
  test('by links, and by the place of the item', async () => {
    const { result } = await play(
      async (ask) => ({
        first: await ask('node', { node: 'Before }}', get: 'first' }),
        same: await ask('node', { node: 'Before }}', get: 'sameIndex', item: 1 }),
        run: await ask('node', { node: 'Before }}', get: 'runIndex' }),
        items: await ask('items', { node: 'Before }}' }),
        value: await ask('evaluate', '{{ $json.n + 1 }}', 1),
      }),
      { items: [{ json: { n: 1 } }, { json: { n: 2 } }] },
    )
    expect(result).toMatchObject({
      first: { json: { n: 1 } },
      same: { json: { n: 2 }, binary: {} },
      run: 0,
      items: [{ json: { n: 1 } }, { json: { n: 2 } }],
      value: 3,
    })
  })
})

describe('code works with files', () => {
  test('makes one, and reads it back', async () => {
    const { result } = await play(async (ask) => {
      const file = await ask('prepareBinaryData', Buffer.from('new'), 'n.txt', 'text/plain')
      return { file, text: await ask('binaryToString', file), bytes: await ask('binaryToBuffer', file) }
    })
    expect(result.file).toEqual({
      mimeType: 'text/plain',
      fileType: 'text',
      fileExtension: 'txt',
      fileName: 'n.txt',
      fileSize: '3 B',
      bytes: 3,
      id: expect.any(String),
    })
    expect(result).toMatchObject({ text: 'new', bytes: Buffer.from('new') })
  })

  test('reads those of its items, named by index or given with the item', async () => {
    const file = { mimeType: 'text/plain', fileName: 'a.txt', data: 'aGk=' }
    const { result } = await play(
      (ask) =>
        Promise.all([
          ask('getBinaryDataBuffer', 1, 'doc'),
          ask('getBinaryDataBuffer', { json: {}, binary: { doc: file } }, 'doc'),
          ask('getBinaryDataBuffer', 0, file),
          refusal(ask('getBinaryDataBuffer', 1, 'constructor')),
          refusal(ask('getBinaryDataBuffer', 0, 'doc')),
          refusal(ask('getBinaryDataBuffer', 7, 'doc')),
          refusal(ask('binaryToBuffer', { mimeType: 'text/plain' })),
        ]),
      { items: [{ json: {} }, { json: {}, binary: { doc: file } }] },
    )
    expect(result.slice(0, 3)).toEqual([Buffer.from('hi'), Buffer.from('hi'), Buffer.from('hi')])
    expect(result[3]).toMatchObject({ code: 'file_missing', description: 'Its files: doc.' })
    expect(result[4]).toMatchObject({ code: 'file_missing', description: 'It has no files at all.' })
    expect(result[5]).toMatchObject({ code: 'file_missing' })
    expect(result[6]).toMatchObject({ code: 'no_file' })
  })

  test('gives a file other content, under its own name and type', async () => {
    const { result } = await play(async (ask) => {
      const file = { mimeType: 'text/csv', fileName: 'a.csv', directory: 'in', id: 'old', bytes: 99, fileSize: '99 B' }
      const changed = await ask('setBinaryDataBuffer', file, Buffer.from('a,b'))
      return { changed, about: await ask('getBinaryMetadata', changed), text: await ask('binaryToString', changed) }
    })
    expect(result.changed).toMatchObject({ mimeType: 'text/csv', fileName: 'a.csv', directory: 'in', bytes: 3 })
    expect(result.about).toEqual({ mimeType: 'text/csv', fileName: 'a.csv', fileSize: 3 })
    expect(result.text).toBe('a,b')
  })

  test('reads text in its encoding', async () => {
    const { result } = await play(async (ask) => [
      await ask('binaryToString', Uint8Array.of(0x63, 0xe9), 'latin1'),
      await ask('binaryToString', Buffer.from('hi'), 'base64'),
      await ask('binaryToString', Uint8Array.of(0x82, 0xa0), 'shift_jis'),
      await refusal(ask('binaryToString', Buffer.from('hi'), 'klingon')),
      await refusal(ask('prepareBinaryData', { not: 'bytes' })),
    ])
    expect(result).toEqual([
      'cé',
      'aGk=',
      'あ',
      expect.objectContaining({ code: 'unknown_encoding' }),
      expect.objectContaining({ code: 'file_content' }),
    ])
  })

  test('cannot reach the files of another execution, whatever it calls them', async () => {
    const options = { host: { blobs: memoryBlobs() } }
    const { result: secret } = await play((ask) => ask('prepareBinaryData', Buffer.from('secret')), {
      options: { ...options, newId: () => 'theirs' },
    })
    const { id } = secret as BinaryData
    const tries = [id, `mine/../${id}`, `../${id}`, '/etc/passwd', 'filesystem-v2:../../etc/passwd', '__proto__', '']
    const { result } = await play(
      (ask) => Promise.all(tries.map((one) => refusal(ask('binaryToBuffer', { mimeType: 'a/b', id: one })))),
      { options: { ...options, newId: () => 'mine' } },
    )
    for (const error of result) expect(error).toMatchObject({ message: expect.stringContaining('There is no file') })
  })
})

describe('code calls out', () => {
  const calls: { readonly request: HttpRequest; readonly guarded: boolean | undefined }[] = []
  const answering = (response: Partial<HttpResponse>): Dialer => ({
    ...noNetwork,
    async send(request, { guarded }, files) {
      calls.push({ request, guarded })
      const common = { status: 200, statusText: 'OK', headers: { 'x-a': '1' }, url: request.url }
      if (request.expect !== 'file') return { ...common, ...response }
      return { ...common, file: await files.store(Buffer.from('bytes'), {}) }
    },
  })
  const call = async (options: unknown, response: Partial<HttpResponse> = { text: '{"ok":true}' }) => {
    calls.length = 0
    const scene = { options: { dialer: answering(response) } }
    const { result, run } = await play((ask) => ask('httpRequest', options).then((value) => ({ value })), scene)
    return { value: result.value, sent: calls[0], run }
  }

  test('and gets the JSON of the answer, the whole answer, or its bytes', async () => {
    expect((await call({ url: 'https://a.b' })).value).toEqual({ ok: true })
    expect((await call({ url: 'https://a.b', encoding: 'text' })).value).toBe('{"ok":true}')
    expect((await call({ url: 'https://a.b' }, { text: 'plain' })).value).toBe('plain')
    expect((await call({ url: 'https://a.b', encoding: 'arraybuffer' })).value).toEqual(Buffer.from('bytes'))
    expect((await call({ url: 'https://a.b', returnFullResponse: true })).value).toEqual({
      body: { ok: true },
      headers: { 'x-a': '1' },
      statusCode: 200,
      statusMessage: 'OK',
    })
  })

  test('guarded, and with nothing but what a request may say', async () => {
    const { sent } = await call({
      url: 'https://a.b',
      credential: 'httpBasicAuth',
      proxy: 'http://127.0.0.1:1',
      redirects: { follow: true, max: 99 },
      query: { hidden: 1 },
      toString: 'x',
    })
    expect(sent).toEqual({
      guarded: true,
      request: {
        method: 'GET',
        url: 'https://a.b',
        query: {},
        arrayFormat: 'indices',
        headers: {},
        redirects: { follow: true, max: 5 },
      },
    })
  })

  test('signed with a credential that is chosen in the node, and no other', async () => {
    calls.length = 0
    const catalog = {
      ...testCatalog(),
      credential: () => ({
        type: 'tokenApi',
        name: 'Token',
        properties: [],
        sign: (fields: JsonObject) => ({ headers: { 'x-token': String(fields['token']) } }),
      }),
    }
    const options = {
      catalog,
      dialer: answering({ text: '{"ok":true}' }),
      credentials: [{ id: 'c1', type: 'tokenApi', data: { token: 'secret-token' } }],
    }
    const credentials = { tokenApi: { id: 'c1', name: 'Mine' } }
    const { result } = await play(
      async (ask) => ({
        value: await ask('httpRequestWithAuthentication', 'tokenApi', { url: 'https://a.b' }),
        other: await refusal(ask('httpRequestWithAuthentication', 'otherApi', { url: 'https://a.b' })),
        none: await refusal(ask('httpRequestWithAuthentication', { url: 'https://a.b' })),
      }),
      { options, credentials },
    )
    expect(result.value).toEqual({ ok: true })
    expect(result.other).toMatchObject({ code: 'credential_missing' })
    expect(result.none).toMatchObject({ code: 'invalid_request' })
    expect(calls).toMatchObject([{ guarded: true, request: { signedHeaders: { 'x-token': 'secret-token' } } }])
  })

  test('after what was done so far is on disk', async () => {
    const { run } = await call({ url: 'https://a.b' })
    expect(run.journal.writes).toBe(2)
    expect((await play(async () => 1)).run.journal.writes).toBe(1)
  })

  test('and an answer of failure is an error that says what the service said', async () => {
    const asked = (options: object) =>
      call({ url: 'https://a.b', ...options }, { status: 404, text: 'gone', statusText: '' })
    const scene = { options: { dialer: answering({ status: 404, text: 'gone', statusText: 'Not Found' }) } }
    const { result } = await play((ask) => refusal(ask('httpRequest', { url: 'https://a.b' })), scene)
    expect(result).toMatchObject({
      name: 'NodeApiError',
      message: 'Request failed with status code 404 (Not Found)',
      description: 'gone',
    })
    expect((await asked({ ignoreHttpStatusErrors: true })).value).toBe('gone')
  })

  test('the older way, where only JSON that was asked for is read as JSON', async () => {
    const scene = { options: { dialer: answering({ text: '{"ok":true}' }) } }
    const { result } = await play(
      async (ask) => [
        await ask('request', 'https://a.b'),
        await ask('request', { uri: 'https://a.b', json: true }),
        await ask('request', { uri: 'https://a.b', encoding: null }),
      ],
      scene,
    )
    expect(result).toEqual(['{"ok":true}', { ok: true }, Buffer.from('bytes')])
  })
})
