/** The sandbox as its callers see it: real processes, real isolates. */
import { createHmac } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { type CodeCall, type ConsoleLine, createSandbox, packBytes, unpackBytes } from './index.ts'

const sandbox = createSandbox({ zone: 'UTC' })
afterAll(() => sandbox.dispose())

const items = [{ json: { a: 1 } }, { json: { a: 2 }, binary: { file: { data: 'aGk=', mimeType: 'text/plain' } } }]
const context = {
  workflow: { id: 'w1', name: 'Orders', active: true },
  execution: { id: '7', mode: 'test' },
  prevNode: { name: 'Before', outputIndex: 0, runIndex: 0 },
  zone: 'America/New_York',
  now: Date.UTC(2024, 5, 15, 12, 30, 45, 123),
  vars: { region: 'eu' },
  staticData: { global: { count: 1 } },
}

function call(code: string, more: Partial<CodeCall> = {}): CodeCall {
  return {
    language: 'javaScript',
    code,
    mode: 'allItems',
    items: JSON.stringify(items),
    context: JSON.stringify(context),
    callbacks: new Map(),
    tenant: 'project',
    version: 'v1',
    ...more,
  }
}

const run = (code: string, more?: Partial<CodeCall>) => sandbox.run(call(code, more))
const json = async (code: string, more?: Partial<CodeCall>) => (await run(code, more)).items.map((item) => item.json)
const failure = (code: string, more?: Partial<CodeCall>) =>
  run(code, more).then(
    () => undefined,
    (error: unknown) => error,
  )

describe('code over all items', () => {
  it('hands items on, changed', async () => {
    expect(await json('for (const item of items) item.json.b = item.json.a * 2\nreturn items')).toEqual([
      { a: 1, b: 2 },
      { a: 2, b: 4 },
    ])
  })

  it('knows its workflow, its execution and the time', async () => {
    const code = `return { name: $workflow.name, mode: $execution.mode, from: $prevNode.name, region: $vars.region,
      now: $now.toISO(), today: $today.toISO(), zone: DateTime.now().zoneName, first: $json.a, last: $input.last().json.a }`
    expect(await json(code)).toEqual([
      {
        name: 'Orders',
        mode: 'test',
        from: 'Before',
        region: 'eu',
        now: '2024-06-15T08:30:45.123-04:00',
        today: '2024-06-15T00:00:00.000-04:00',
        zone: 'America/New_York',
        first: 1,
        last: 2,
      },
    ])
  })

  it('may use a name of its own for anything', async () => {
    expect(
      await json('const items = $input.all(); const $json = 5; let console = 1\nreturn { n: items.length }'),
    ).toEqual([{ n: 2 }])
  })

  it('sees the names its caller adds, for this call only', async () => {
    const names = { query: 'ships', JSON: 'not this one' }
    const withNames = { context: JSON.stringify({ ...context, names }) }
    expect(await json('return { found: query, kept: typeof JSON }', withNames)).toEqual([
      { found: 'ships', kept: 'object' },
    ])
    expect(await json('return { query: typeof query }')).toEqual([{ query: 'undefined' }])
  })

  it('has plain JavaScript, without the methods of expressions', async () => {
    expect(await failure('return [{ json: { t: "a b".toTitleCase() } }]')).toMatchObject({
      kind: 'thrown',
      lineNumber: 1,
    })
    expect(await json('return { e: eval("1 + 1"), b: 10n ** 20n }')).toEqual([{ e: 2, b: '100000000000000000000' }])
  })

  it('prints what it prints, live and in the result', async () => {
    const lines: ConsoleLine[] = []
    const result = await run('console.log("a", { b: 1 }); console.error("c"); return []', {
      console: (line) => lines.push(line),
    })
    expect(result.console).toEqual([
      { level: 'log', text: 'a { b: 1 }' },
      { level: 'error', text: 'c' },
    ])
    expect(lines).toEqual(result.console)
  })

  it('returns changed static data and custom data, and only those', async () => {
    expect(
      await run('$getWorkflowStaticData("global").count += 1; $execution.customData.set("k", "v"); return []'),
    ).toMatchObject({
      staticData: { global: { count: 2 } },
      customData: { k: 'v' },
    })
    expect(await run('$getWorkflowStaticData("global").count; return []')).not.toHaveProperty('staticData')
  })
})

describe('code for each item', () => {
  it('links each result to its item and drops what is null', async () => {
    const result = await run('if ($json.a === 1) return null\nreturn { json: { i: $itemIndex, a: item.json.a } }', {
      mode: 'eachItem',
    })
    expect(result.items).toEqual([{ json: { i: 1, a: 2 }, pairedItem: { item: 1 } }])
  })

  it('goes on after a failure when asked to, also when it waits', async () => {
    for (const wait of ['', 'await new Promise((resolve) => setTimeout(resolve, 1));']) {
      const code = `${wait}if ($json.a === 1) throw new Error("first"); return { ok: $json.a }`
      const result = await run(code, { mode: 'eachItem', keepGoing: true })
      expect(result.items).toEqual([{ json: { ok: 2 }, pairedItem: { item: 1 } }])
      expect(result.failures).toMatchObject([{ itemIndex: 0, message: 'first [line 1]' }])
      expect(await failure(code, { mode: 'eachItem' })).toMatchObject({ kind: 'thrown', message: 'first [line 1]' })
    }
  })

  it('refuses the other items with a word on what to use', async () => {
    expect(await failure('return $input.all()', { mode: 'eachItem' })).toMatchObject({ kind: 'result', itemIndex: 0 })
  })
})

describe('the older nodes', () => {
  it('Function sees items; Function Item sees data, and keeps files', async () => {
    expect(
      await json('getWorkflowStaticData("node").seen = true; item = 5; return items', { mode: 'function' }),
    ).toEqual([{ a: 1 }, { a: 2 }])
    expect(
      await run('this.getWorkflowStaticData("global").count = 7; return items', { mode: 'function' }),
    ).toMatchObject({ staticData: { global: { count: 7 } } })
    const result = await run('item.b = typeof getBinaryData(); return item', { mode: 'functionItem' })
    expect(result.items).toEqual([
      { json: { a: 1, b: 'undefined' }, pairedItem: { item: 0 } },
      { json: { a: 2, b: 'object' }, binary: items[1]?.binary, pairedItem: { item: 1 } },
    ])
    expect(await failure('throw new Error("old")', { mode: 'function' })).toMatchObject({
      message: 'old',
      lineNumber: 1,
    })
  })
})

describe('what code asks for', () => {
  const asked: unknown[] = []
  const callbacks = new Map([
    [
      'node',
      async (args: string) => {
        asked.push(JSON.parse(args))
        if (args.includes('Nowhere'))
          throw Object.assign(new Error('There is no such node'), { name: 'ExpressionError' })
        return JSON.stringify(args.includes('"all"') ? [{ json: { n: 1 } }, { json: { n: 2 } }] : { json: { n: 3 } })
      },
    ],
    ['evaluate', async (args: string) => JSON.stringify(`evaluated ${args}`)],
    ['httpRequest', async (args: string) => packBytes({ args: JSON.parse(args), body: Uint8Array.of(104, 105) })],
    ['prepareBinaryData', async (args: string) => JSON.stringify({ got: packBytes(unpackBytes(args)) })],
  ])

  it('other nodes, as if they were at hand, and each only once', async () => {
    const code = `const before = $('Before')
      return { all: before.all().length, again: before.all().length, first: before.first().json.n, by: $node['Before'].json.n }`
    expect(await json(code, { callbacks })).toEqual([{ all: 2, again: 2, first: 3, by: 3 }])
    expect(asked).toHaveLength(3)
  })

  it('and can catch that a node is not there', async () => {
    const code = 'try { $("Nowhere").first() } catch (error) { return { name: error.name, text: error.message } }'
    expect(await json(code, { callbacks })).toEqual([{ name: 'ExpressionError', text: 'There is no such node' }])
  })

  it('requests with forms as their bodies', async () => {
    const code = `const form = new FormData(); form.append('a', 1); form.append('f', new Blob(['hi'], { type: 'text/plain' }), 'a.txt')
      form.append('b', Buffer.from('x'), { filename: 'b.bin', contentType: 'a/b' })
      const { args: [sent] } = await this.helpers.httpRequest({ url: 'http://a.b', body: form })
      const { args: [plain] } = await this.helpers.httpRequest({
        url: 'http://a.b', body: new URLSearchParams([['a', '1'], ['a', '2 3']]), qs: new URLSearchParams('x=1&x=2&y=3') })
      return { sent, plain, same: await new Blob(['h', Buffer.from('i')]).text(), file: form.get('f').name }`
    expect(await json(code, { callbacks })).toEqual([
      {
        sent: {
          url: 'http://a.b',
          bodyParts: [
            { name: 'a', value: '1' },
            { name: 'f', value: { $bytes: 'aGk=' }, fileName: 'a.txt', contentType: 'text/plain' },
            { name: 'b', value: { $bytes: 'eA==' }, fileName: 'b.bin', contentType: 'a/b' },
          ],
        },
        plain: {
          url: 'http://a.b',
          body: 'a=1&a=2+3',
          headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
          qs: { x: ['1', '2'], y: '3' },
          arrayFormat: 'repeat',
        },
        same: 'hi',
        file: 'a.txt',
      },
    ])
  })

  it('helpers that answer later, with bytes both ways', async () => {
    const code = `const answer = await this.helpers.httpRequest({ url: 'http://a.b' })
      const file = await this.helpers.prepareBinaryData(Buffer.from('xyz'), 'a.txt')
      const own = await this.helpers.getBinaryDataBuffer(1, 'file')
      return { url: answer.args[0].url, body: answer.body.toString(), file, own: own.toString() }`
    const result = await run(code, { callbacks })
    expect(result.items[0]?.json).toEqual({
      url: 'http://a.b',
      body: 'hi',
      file: { got: '[{"$bytes":"eHl6"},"a.txt"]' },
      own: 'hi',
    })
    expect(result.calledOut).toBe(true)
  })

  it('and nothing that is not offered', async () => {
    expect(await failure('return await this.helpers.httpRequest({})')).toMatchObject({
      kind: 'thrown',
      message: expect.stringContaining('httpRequest is not available'),
    })
    expect((await run('return []')).calledOut).toBe(false)
  })
})

describe('errors', () => {
  it('carry the line of the code, when it does not parse too', async () => {
    expect(await failure('const a = 1\n\nnope.x')).toMatchObject({
      message: 'nope is not defined [line 3]',
      thrownName: 'ReferenceError',
    })
    expect(await failure('const a = 1\nconst x = ;\nreturn []')).toMatchObject({ code: 'code_syntax', lineNumber: 2 })
  })

  it('show what was thrown, whatever it was', async () => {
    expect(await failure('throw "text"')).toMatchObject({ message: '"text"' })
    expect(await failure('throw { message: "object" }')).toMatchObject({ message: 'object', lineNumber: undefined })
    expect(await failure('throw null')).toMatchObject({ message: 'null' })
    expect(await failure('throw new Proxy({}, { get() { throw 1 } })')).toMatchObject({
      kind: 'thrown',
      message: expect.any(String),
    })
  })

  it('keep what was changed before, for callers that handle them', async () => {
    expect(await failure('$getWorkflowStaticData("node").tries = 1; throw new Error("x")')).toMatchObject({
      changes: { staticData: { node: { tries: 1 } } },
    })
  })

  it('say that no result was given, or none that JSON can hold', async () => {
    expect(await failure('items')).toMatchObject({ kind: 'result', code: 'result_shape' })
    expect(await failure('  ')).toMatchObject({ kind: 'result', code: 'code_empty' })
    expect(await failure('const o = {}; o.o = o; return [{ json: o }]')).toMatchObject({
      code: 'result_not_serialisable',
    })
  })
})

describe('languages and modules', () => {
  it('takes TypeScript', async () => {
    const code = `interface Order { a: number }
      enum Size { small = 1 }
      const orders: Order[] = items.map((item: any) => item.json as Order)
      return { sum: orders.reduce((sum, order) => sum + order.a, 0), size: Size.small }`
    expect(await json(code, { language: 'typeScript' })).toEqual([{ sum: 3, size: 1 }])
    expect(await failure('const x: = 1', { language: 'typeScript' })).toMatchObject({ code: 'code_syntax' })
  })

  it('gives copies of listed modules and no others', async () => {
    const code = `const { createHash, createHmac } = require('crypto'); const page = require('cheerio').load('<b>x</b>')
      return { hash: createHash('md5').update('x').digest('hex'), mac: createHmac('sha1', 'k').update('x').digest('base64'),
        text: page('b').text(), day: require('luxon').DateTime.fromISO('2024-01-02').day }`
    expect(await json(code)).toEqual([
      {
        hash: '9dd4e461268c8034f5c8564e155c67a6',
        mac: createHmac('sha1', 'k').update('x').digest('base64'),
        text: 'x',
        day: 2,
      },
    ])
    expect(await failure('return require("fs")')).toMatchObject({
      message: expect.stringContaining("Cannot find module 'fs'"),
    })
  })

  it('encrypts and decrypts with the tag in its place', async () => {
    const code = `const crypto = require('crypto'); const [key, iv] = [crypto.randomBytes(32), crypto.randomBytes(12)]
      const cipher = crypto.createCipheriv('aes-256-gcm', key, iv)
      const secret = cipher.update('héllo', 'utf8', 'hex') + cipher.final('hex')
      const decipher = crypto.createDecipheriv('aes-256-gcm', key, iv)
      decipher.setAuthTag(cipher.getAuthTag())
      return { text: decipher.update(secret, 'hex', 'utf8') + decipher.final('utf8') }`
    expect(await json(code)).toEqual([{ text: 'héllo' }])
  })
})
