/**
 * Workflows that take all they can get: each ends with a sentence that says why, while the server answers, and while
 * what runs beside them, in the same runner, comes to its end.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, runMillrace, type ServerProcess, type ServerSettings, startServerProcess } from './server-process.ts'
import { allEnded, callFor, document, endsOf, lostOf, openSink, rowsOf, type Sink, workflowTelling } from './story.ts'

/** What each does, and what it is told: where memory runs short, collecting what is left of it takes time as well. */
const hostile = {
  loop: { does: 'while (true) {}', told: /processor time/i },
  array: { does: 'const a = []; while (true) a.push(new Array(1e6).fill(a.length))', told: /memory|processor time/i },
  map: {
    does: "const m = new Map(); for (let i = 0; ; i++) m.set(i, 'x'.repeat(100) + i)",
    told: /memory|processor time/i,
  },
  buffer: {
    does: 'const all = []; while (true) all.push(Buffer.alloc(64 * 1024 * 1024, 1))',
    told: /memory|limit|allocation failed/i,
  },
  fork: { does: "const { fork } = require('child_process'); while (true) fork(__filename)", told: /child_process/ },
} as const

const folder = mkdtempSync(join(tmpdir(), 'millrace-hostile-'))
let sink: Sink
let settings: ServerSettings
let server: ServerProcess

beforeAll(async () => {
  sink = await openSink()
  settings = { home: join(folder, 'home'), port: await freePort(), env: { MILLRACE_LOG: 'silent' } }
  const documents = join(folder, 'documents')
  mkdirSync(documents)
  const save = (name: string, one: object) => writeFileSync(join(documents, `${name}.json`), JSON.stringify(one))
  save('events', workflowTelling(sink.port))
  for (const [name, { does }] of Object.entries(hostile)) save(name, document(name, name, [hook(name), code(does)]))
  const round = [hook('round'), ...['First', 'Second'].map(passing)]
  const back = { Second: { main: [[{ node: 'First', type: 'main', index: 0 }]] } }
  const { connections, ...rest } = document('round', 'round', round)
  save('round', { ...rest, connections: { ...connections, ...back } })
  save('self', document('self', 'self', [hook('self'), called(), call('self', true)]))
  save('chain', document('chain', 'chain', [hook('chain'), called(), call('chain', false)]))
  runMillrace(settings, 'import', documents, '--publish')
  server = startServerProcess(settings)
  await server.ready()
})

afterAll(() => {
  server.signal('SIGKILL')
  sink.close()
  rmSync(folder, { recursive: true, force: true })
})

const file = () => join(settings.home, 'millrace.db')

function endOf(workflow: string): { readonly status: string; readonly error: string } {
  const [row] = rowsOf(
    file(),
    `select status, error from executions where workflow = '${workflow}' order by number limit 1`,
  )
  return { status: String(row?.['status']), error: String(row?.['error']) }
}

test('each ends with a sentence, and takes nobody along', async () => {
  let next = 0
  const load = callFor(settings.port, () => next++, 4)
  await load.more(10)
  const waits: number[] = []
  const watching = new AbortController()
  const watch = (async () => {
    for (; !watching.signal.aborted; await pause(20)) waits.push(await healthTakes())
  })()
  const names = [...Object.keys(hostile), 'round']
  for (const name of names) expect(await start(name)).toBe(200)
  await allEndedOf(names)
  watching.abort()
  await watch
  const meanwhile = load.accepted.length
  await load.stop()
  await allEnded(file(), 60_000, () => server.said())

  for (const [name, { told }] of Object.entries(hostile)) {
    expect(endOf(name).status, name).toBe('error')
    expect(endOf(name).error, name).toMatch(told)
  }
  expect(endOf('round')).toMatchObject({ status: 'error', error: expect.stringMatching(/has run 100000 times/) })
  expect([...load.refused]).toEqual([])
  expect(lostOf(load.accepted, sink.told, endsOf(file()))).toEqual([])
  expect(meanwhile).toBeGreaterThan(20)
  // A machine that is busy with other things answers late; one that is held up does not answer for seconds.
  const [median, worst] = [waits.toSorted((a, b) => a - b)[waits.length >> 1], Math.max(...waits)]
  console.log(`/healthz: ${waits.length} answers, median ${median?.toFixed(1)} ms, longest ${worst.toFixed(1)} ms`)
  expect(median).toBeLessThan(100)
}, 240_000)

test('workflows that call themselves come to an end', async () => {
  for (const name of ['self', 'chain']) expect(await start(name)).toBe(200)
  await allEnded(file(), 120_000, () => server.said())
  expect(endOf('self')).toMatchObject({ status: 'error', error: expect.stringMatching(/levels deep/) })
  const chained = rowsOf(file(), `select status, error from executions where workflow = 'chain' order by number`)
  expect(chained.length).toBeGreaterThan(10)
  expect(chained.length).toBeLessThan(100)
  expect(chained.at(-1)).toMatchObject({ status: 'error', error: expect.stringMatching(/levels deep/) })
}, 240_000)

async function start(path: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${settings.port}/webhook/${path}`, { method: 'POST' })
  return answer.status
}

/** How long the server takes to say that it is there, in milliseconds. */
async function healthTakes(): Promise<number> {
  const began = performance.now()
  const answer = await fetch(`http://127.0.0.1:${settings.port}/healthz`)
  expect(answer.ok).toBe(true)
  await answer.text()
  return performance.now() - began
}

async function allEndedOf(workflows: readonly string[]): Promise<void> {
  const list = workflows.map((name) => `'${name}'`).join()
  for (const limit = Date.now() + 180_000; Date.now() < limit; await pause(100)) {
    const rows = rowsOf(file(), `select id from executions where workflow in (${list}) and ended_at is not null`)
    if (rows.length >= workflows.length) return
  }
  throw new Error(`Hostile executions did not end: ${server.said()}`)
}

function hook(path: string) {
  return {
    id: 'hook',
    name: 'Webhook',
    type: 'n8n-nodes-base.webhook',
    typeVersion: 2,
    position: [0, 0],
    webhookId: path,
    parameters: { path, httpMethod: 'POST', responseMode: 'onReceived', options: {} },
  }
}

function passing(name: string) {
  return { id: name, name, type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [200, 0], parameters: {} }
}

function code(jsCode: string) {
  return {
    id: 'code',
    name: 'Code',
    type: 'n8n-nodes-base.code',
    typeVersion: 2,
    position: [200, 0],
    parameters: { mode: 'runOnceForAllItems', jsCode },
  }
}

/** Where the workflow begins when it is called; between the hook and the call it only hands on. */
function called() {
  return {
    id: 'called',
    name: 'Called',
    type: 'n8n-nodes-base.executeWorkflowTrigger',
    typeVersion: 1,
    position: [200, 0],
    parameters: {},
  }
}

function call(workflow: string, wait: boolean) {
  return {
    id: 'call',
    name: 'Call',
    type: 'n8n-nodes-base.executeWorkflow',
    typeVersion: 1,
    position: [400, 0],
    parameters: { source: 'database', workflowId: workflow, options: { waitForSubWorkflow: wait } },
  }
}
