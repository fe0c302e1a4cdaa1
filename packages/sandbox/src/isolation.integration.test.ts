/** What hostile code cannot do: stay, reach others, hold the machine, or outlive its parent. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { type CodeCall, createSandbox } from './index.ts'

const sandbox = createSandbox({ zone: 'UTC', limits: { cpuMs: 500, wallMs: 3000 } })
afterAll(() => sandbox.dispose())

const call = (code: string, more: Partial<CodeCall> = {}): CodeCall => ({
  language: 'javaScript',
  code,
  mode: 'allItems',
  items: '[{"json":{}}]',
  context: '{}',
  callbacks: new Map(),
  tenant: 'hostile',
  version: 'v1',
  ...more,
})
const run = (code: string, more?: Partial<CodeCall>) => sandbox.run(call(code, more))
const failure = (code: string, more?: Partial<CodeCall>) =>
  run(code, more).then(
    () => undefined,
    (error: unknown) => error,
  )
const hungry = 'const all = []; for (;;) all.push(new Array(100_000).fill(all.length))'
const works = async () =>
  expect((await run('return { ok: [1, 2].map((n) => n * 2).join() }')).items[0]?.json).toEqual({ ok: '2,4' })

describe('a limit ends the call, and the next one works', () => {
  it.each([
    ['an endless loop', 'for (;;);', 'cpu_limit'],
    ['one that guards itself', 'try { for (;;); } finally { for (;;); }', 'cpu_limit'],
    ['an endless chain of microtasks', 'const spin = () => Promise.resolve().then(spin); await spin()', 'cpu_limit'],
    ['a pattern that backtracks for ever', '/^(a+)+$/.test("a".repeat(40) + "!"); return []', 'cpu_limit'],
    ['a getter that never returns', 'return [{ json: { get x() { for (;;); } } }]', 'cpu_limit'],
    ['a promise nobody settles', 'await new Promise(() => {})', 'never_settles'],
    ['a timer that is never due', 'await new Promise((resolve) => setTimeout(resolve, 60_000))', 'wall_limit'],
  ])('%s', async (_, code, expected) => {
    const started = performance.now()
    expect(await failure(code)).toMatchObject({ code: expected })
    expect(performance.now() - started).toBeLessThan(8000)
    await works()
  })

  it('memory without end', async () => {
    expect(await failure(hungry, { limits: { cpuMs: 30_000, wallMs: 60_000 } })).toMatchObject({ code: 'memory_limit' })
    await works()
  })

  it.each([
    ['immediates', 'const again = () => setImmediate(again); again(); await new Promise(() => {})', 'cpu_limit'],
    ['moments', 'const again = () => setTimeout(again, 2); again(); await new Promise(() => {})', 'cpu_limit'],
    ['timers', 'for (;;) setTimeout(() => {}, 1e6)', 'too_many_timers'],
  ])('%s without end', async (_, code, expected) => {
    expect(await failure(code, { limits: { wallMs: 30_000, cpuMs: 2000 } })).toMatchObject({ code: expected })
    await works()
  })

  it('arrays of bytes of 2 GB', async () => {
    expect(await failure('return { size: new ArrayBuffer(2e9).byteLength }')).toMatchObject({ kind: 'thrown' })
    expect(await failure('const all = []; for (;;) all.push(Buffer.alloc(1e7, 1))')).toMatchObject({
      kind: expect.any(String),
    })
    await works()
  })

  it('more to print or to return than is allowed', async () => {
    const { console } = await run('console.log("x".repeat(1e7)); console.log("more"); return []')
    expect(console.reduce((sum, line) => sum + line.text.length, 0)).toBeLessThan(300_000)
    expect(await failure('return { text: "x".repeat(1e6) }', { limits: { resultChars: 1000 } })).toMatchObject({
      code: 'result_too_large',
    })
    await works()
  })
})

describe('only the call that is to blame is told', () => {
  it('while others of the same workflow wait behind it and run', async () => {
    const quick = Array.from({ length: 10 }, (_, n) => run(`return { n: ${n} }`))
    const loop = failure('for (;;);')
    const behind = Array.from({ length: 10 }, (_, n) => run(`return { n: ${n} }`))
    const answers = await Promise.all([...quick, ...behind])
    expect(answers.map((result) => result.items[0]?.json)).toEqual([...answers.keys()].map((n) => ({ n: n % 10 })))
    expect(await loop).toMatchObject({ code: 'cpu_limit' })
  })

  it('while others wait for their answers', async () => {
    const patient = { limits: { cpuMs: 10_000, wallMs: 30_000 } }
    const waiting = run('await new Promise((resolve) => setTimeout(resolve, 2000)); return { ok: true }', patient)
    expect(await failure(hungry, patient)).toMatchObject({ kind: 'memory' })
    expect((await waiting).items[0]?.json).toEqual({ ok: true })
  })
})

describe('nothing stays', () => {
  it.each([
    'Object.prototype.polluted = 1',
    'Array.prototype.map = () => "evil"',
    'JSON.stringify = () => "evil"',
    'globalThis.polluted = 1',
    'polluted = 1',
    'Object.defineProperty(globalThis, "polluted", { value: 1 })',
    'Object["define" + "Property"]((0, eval)("th" + "is"), "polluted", { value: 1 })',
    'setTimeout = 1; console = 1; Buffer = 1',
    'Date.now = () => 0',
    'Error.prepareStackTrace = () => "evil"',
    'DateTime.prototype.toISO = () => "evil"; DateTime.now = 1',
    'require("luxon").Settings.now = () => 0',
    'Object.getPrototypeOf(async () => 1).polluted = 1',
    'helpers.httpRequest = () => 1; this.helpers.more = 1',
    'DateTime["proto" + "type"].toISO = () => "evil"; DateTime["now"] = 1; DateTime.now().zone.offset = () => 0',
    'require("crypto").createHash("md5")["__pro" + "to__"]; Reflect.getPrototypeOf(require("crypto").createHash("md5")).update = 1',
  ])('of %s', async (code) => {
    await failure(`${code}; return []`)
    const look = `return { p: typeof polluted, o: ({}).polluted, m: [1].map((n) => n), j: JSON.stringify({}), d: Date.now() > 1e12,
      t: typeof setTimeout, b: typeof Buffer, s: String(new Error("x").stack).startsWith("Error: x"),
      n: DateTime.now().toMillis() > 1e12 && DateTime.now().toISO().length > 10, a: (async () => 1).polluted, h: "more" in this.helpers }`
    expect((await run(look)).items[0]?.json).toEqual({
      p: 'undefined',
      m: [1],
      j: '{}',
      d: true,
      t: 'function',
      b: 'function',
      s: true,
      n: true,
      h: false,
    })
  })

  it('though code may change its own realm for itself', async () => {
    const code = 'String.prototype.shout = function () { return this + "!" }; return { a: "x".shout() }'
    expect((await run(code)).items[0]?.json).toEqual({ a: 'x!' })
  })

  it('though heirs of frozen things may have what they inherit', async () => {
    const code = `class Mine extends Error { constructor(text) { super(text); this.name = 'Mine' } }
      const error = new Mine('a'); error.message = 'b'; const record = {}; record.toString = 1; record.constructor = 2
      return { name: error.name, message: error.message, record }`
    expect((await run(code)).items[0]?.json).toEqual({
      name: 'Mine',
      message: 'b',
      record: { toString: 1, constructor: 2 },
    })
  })

  it('from one project to another: they never share a process', async () => {
    await run('return []', { tenant: 'one' })
    await run('return []', { tenant: 'two' })
    const before = sandbox.pids()
    expect(new Set(before).size).toBeGreaterThanOrEqual(3)
  })
})

describe('nothing is reachable', () => {
  it.each([
    'typeof process',
    'typeof fetch',
    'typeof WebAssembly',
    'typeof SharedArrayBuffer',
    'typeof Atomics',
    'typeof $millrace',
    '(() => {}).constructor("return typeof process")()',
    'setTimeout.constructor.constructor("return typeof process")()',
    'this.helpers.httpRequest.constructor("return typeof process")()',
    '$("x").constructor.constructor("return typeof process")()',
  ])('%s is undefined', async (expression) => {
    expect((await run(`return { found: ${expression} }`)).items[0]?.json).toEqual({ found: 'undefined' })
  })

  it('by import, or in the environment', async () => {
    expect(await failure('await import("node:fs")')).toMatchObject({ kind: 'thrown' })
    expect(await failure('return { env: Object.keys($env) }')).toMatchObject({
      message: expect.stringContaining('access to env vars denied'),
    })
  })

  it('with a path of this machine in its errors', async () => {
    for (const code of ['null.x', 'require("cheerio").load(1).nope()', '$("x").first()', 'new URL("x")']) {
      const error = await failure(code)
      expect(JSON.stringify(error)).not.toMatch(/\/(home|work|usr|node_modules)\//)
    }
  })
})

it('a call can be cancelled while it waits', async () => {
  const controller = new AbortController()
  const running = failure('await new Promise((resolve) => setTimeout(resolve, 60_000))', { signal: controller.signal })
  await sleep(100)
  controller.abort()
  expect(await running).toMatchObject({ code: 'cancelled' })
  await works()
})

it('a runner that is killed fails its calls and is replaced', async () => {
  const own = createSandbox()
  const begun = Promise.withResolvers<void>()
  const endless = call('console.log("begun"); await new Promise((resolve) => setTimeout(resolve, 60_000))')
  const running = own.run({ ...endless, console: () => begun.resolve() }).catch((error: unknown) => error)
  await begun.promise
  for (const pid of own.pids()) process.kill(pid, 'SIGKILL')
  expect(await running).toMatchObject({ kind: 'crashed', code: 'runner_crashed' })
  expect((await own.run(call('return { ok: 1 }'))).items).toEqual([{ json: { ok: 1 } }])
  await own.dispose()
  expect(own.pids()).toEqual([])
})

it('more projects than processes take turns', async () => {
  const own = createSandbox({ processes: 2 })
  const code = 'await new Promise((resolve) => setTimeout(resolve, 50)); return [{ json: { ok: 1 } }]'
  const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => own.run(call(code, { tenant: `t${n}` }))))
  expect(answers.every((result) => result.items.length === 1)).toBe(true)
  expect(own.pids().length).toBeLessThanOrEqual(2)
  await own.dispose()
})

it('a runner does not outlive a parent that is killed, even in an endless loop', async () => {
  const door = new URL('./index.ts', import.meta.url).href
  const script = `const { createSandbox } = await import(${JSON.stringify(door)})
    const sandbox = createSandbox()
    const call = ${JSON.stringify({ ...call('for (;;);'), callbacks: undefined })}
    sandbox.run({ ...call, callbacks: new Map() }).catch(() => undefined)
    setInterval(() => console.log(JSON.stringify(sandbox.pids())), 100)`
  const parent = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let pids: number[] = []
  while (pids.length === 0) {
    const [text] = await once(parent.stdout, 'data')
    pids = JSON.parse(String(text).trim().split('\n').at(-1) ?? '[]')
  }
  await sleep(300)
  parent.kill('SIGKILL')
  await sleep(500)
  expect(pids.filter(isAlive)).toEqual([])
})

/** A killed process that nobody has waited for yet still has a number, but is no longer alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}
