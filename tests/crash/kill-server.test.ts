/**
 * The real server, killed under load, again and again: no accepted event is lost, nothing recorded is done again.
 *
 * Callers post numbered events to a webhook that answers at once; the workflow tells a sink twice, in two steps that
 * act on the world. At each kill the database is copied as the kill left it, so that for every step one knows
 * whether it was recorded then.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { Agent, createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, runMillrace, type ServerProcess, type ServerSettings, startServerProcess } from './server-process.ts'

const KILLS = 4
const CALLERS = 12

/** A step that told the sink: which event, in which execution, and when. */
interface Told {
  readonly event: number
  readonly execution: string
  readonly step: string
  readonly at: number
}

/** What a kill left behind. */
interface Kill {
  /** When the last of what the server had started was gone, and all it had said to the sink was heard. */
  readonly over: number
  /** `execution/step` of every telling step whose end is on disk. */
  readonly recorded: ReadonlySet<string>
  readonly unfinished: number
}

const folder = mkdtempSync(join(tmpdir(), 'millrace-kill-'))
const told: Told[] = []
let sink: Server
let settings: ServerSettings
let current: ServerProcess | undefined

beforeAll(async () => {
  sink = await openSink()
  settings = { home: join(folder, 'home'), port: await freePort(), env: { MILLRACE_LOG_LEVEL: 'error' } }
  const file = join(folder, 'events.json')
  writeFileSync(file, JSON.stringify(workflowTelling(portOf(sink))))
  runMillrace(settings, 'import', file, '--publish')
})

afterAll(() => {
  current?.signal('SIGKILL')
  sink.close()
  rmSync(folder, { recursive: true, force: true })
})

test('loses no event it accepted and repeats no step it recorded, however often it is killed', async () => {
  const accepted: number[] = []
  const kills: Kill[] = []
  const random = numbersFrom(20_260_101)
  let next = 0
  for (let round = 0; round < KILLS; round++) {
    const server = await started()
    const load = callFor(() => next++, accepted)
    await load.begun
    await pause(200 + random() * 800)
    server.signal('SIGKILL')
    await server.ended()
    await load.stop()
    // What it had started notices that it is gone, and ends too.
    await server.familyEnded(3000)
    await sinkIsQuiet()
    kills.push({ over: Date.now(), ...lookAt(copyOfDatabase(round)) })
  }
  const last = await started()
  await allEnded()
  last.signal('SIGTERM')
  expect(await last.ended()).toBe(0)
  await last.familyEnded(1000)

  const ends = endsOf(databaseFile())
  expect(lostOf(accepted, ends), `of ${accepted.length} accepted`).toEqual([])
  expect([...new Set(ends.values())]).toEqual(['success'])
  expect(repeatedThoughRecorded(kills)).toEqual([])
  expect(repeatedWithinALife(kills)).toEqual([])
  expect(integrityOf(databaseFile())).toBe('ok')

  // The story is about something: there was load, and every kill met executions in the middle.
  expect(accepted.length).toBeGreaterThan(CALLERS * KILLS)
  expect(kills.map(({ unfinished }) => unfinished > 0)).toEqual(kills.map(() => true))
  const again = told.length - new Set(told.map(keyOf)).size
  console.log(
    `${kills.length} kills, ${accepted.length} events accepted, ${ends.size} executions, 0 lost; ` +
      `${told.length} tellings, ${again} of them repeats of steps that were in flight`,
  )
})

async function started(): Promise<ServerProcess> {
  current = startServerProcess(settings)
  await current.ready()
  return current
}

interface Load {
  /** Resolves with the first answer: a server has to start its runner. */
  readonly begun: Promise<void>
  stop(): Promise<void>
}

/** Callers that send one event after the other until the server is gone. */
function callFor(nextEvent: () => number, accepted: number[]): Load {
  const over = new AbortController()
  let begin = (): void => undefined
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const agent = new Agent({ keepAlive: true })
  async function caller(): Promise<void> {
    while (!over.signal.aborted) {
      const event = nextEvent()
      const status = await post(agent, event)
      if (status === 0) await pause(5)
      else begin()
      if (status === 200) accepted.push(event)
    }
  }
  const callers = Array.from({ length: CALLERS }, caller)
  return {
    begun,
    async stop() {
      over.abort()
      await Promise.all(callers)
      agent.destroy()
    },
  }
}

/** The status of the answer; 0 when the connection broke before one came. */
function post(agent: Agent, event: number): Promise<number> {
  return new Promise((resolve) => {
    const { port } = settings
    const headers = { 'content-type': 'application/json' }
    const sent = request({ agent, port, host: '127.0.0.1', method: 'POST', path: '/webhook/events', headers })
    sent.on('response', (answer) => {
      resolve(answer.statusCode ?? 0)
      answer.on('error', () => undefined).resume()
    })
    sent.on('error', () => resolve(0))
    sent.end(JSON.stringify({ event }))
  })
}

/** Takes what steps tell, and answers a little later: a kill finds some of them waiting. */
async function openSink(): Promise<Server> {
  const delays = numbersFrom(7)
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { event, execution, step }: Told = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    told.push({ event: Number(event), execution: String(execution), step: String(step), at: Date.now() })
    setTimeout(() => response.setHeader('content-type', 'application/json').end('{"ok":true}'), delays() * 40)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** Resolves when nobody is connected to the sink any more: whatever was sent to it has arrived. */
async function sinkIsQuiet(): Promise<void> {
  const connections = () =>
    new Promise<number>((resolve, reject) => {
      sink.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
    })
  while ((await connections()) > 0) await pause(10)
}

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The sink has no port.')
  return address.port
}

function keyOf({ execution, step }: Told): string {
  return `${execution}/${step}`
}

// What the database says

function databaseFile(): string {
  return join(settings.home, 'millrace.db')
}

/** A copy of the database as a kill left it, its log included. */
function copyOfDatabase(round: number): string {
  const copy = join(folder, `killed-${round}`)
  for (const name of readdirSync(settings.home).filter((name) => name.startsWith('millrace.db'))) {
    cpSync(join(settings.home, name), join(copy, name))
  }
  return join(copy, 'millrace.db')
}

function rowsOf(file: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

function lookAt(file: string): Pick<Kill, 'recorded' | 'unfinished'> {
  const steps = rowsOf(
    file,
    `select x.id as execution, e.node as step from events e join executions x on x.number = e.execution
      where e.type = 'nodeEnded' and e.node in ('first', 'second')`,
  )
  const unended = rowsOf(file, 'select id from executions where ended_at is null')
  return {
    recorded: new Set(steps.map(({ execution, step }) => `${String(execution)}/${String(step)}`)),
    unfinished: unended.length,
  }
}

function endsOf(file: string): ReadonlyMap<string, string> {
  const rows = rowsOf(file, 'select id, status from executions')
  return new Map(rows.map(({ id, status }) => [String(id), String(status)]))
}

function integrityOf(file: string): unknown {
  return rowsOf(file, 'pragma integrity_check')[0]?.['integrity_check']
}

async function allEnded(): Promise<void> {
  for (const limit = Date.now() + 15_000; Date.now() < limit; await pause(50)) {
    const rows = rowsOf(databaseFile(), 'select count(*) as open from executions where ended_at is null')
    if (rows[0]?.['open'] === 0) return
  }
  throw new Error(`Executions did not end: ${current?.said()}`)
}

// What must hold

/** Events that no execution took from the first step to a good end. */
function lostOf(accepted: readonly number[], ends: ReadonlyMap<string, string>): readonly number[] {
  const whole = new Set<number>()
  const first = new Map(told.filter(({ step }) => step === 'first').map((one) => [one.execution, one.event]))
  for (const { step, execution, event } of told) {
    if (step === 'second' && first.get(execution) === event && ends.get(execution) === 'success') whole.add(event)
  }
  return accepted.filter((event) => !whole.has(event))
}

function repeatedThoughRecorded(kills: readonly Kill[]): readonly string[] {
  return kills.flatMap(({ over, recorded }, round) =>
    told.filter((one) => one.at > over && recorded.has(keyOf(one))).map((one) => `${keyOf(one)} after kill ${round}`),
  )
}

/** Between two kills nothing is told twice: what is told again was in flight at a kill. */
function repeatedWithinALife(kills: readonly Kill[]): readonly string[] {
  const lifeOf = ({ at }: Told) => kills.findIndex((kill) => at <= kill.over)
  const seen = new Set<string>()
  return told.flatMap((one) => {
    const key = `${keyOf(one)} in life ${lifeOf(one)}`
    if (seen.has(key)) return [key]
    seen.add(key)
    return []
  })
}

// The workflow, and chance that repeats

function workflowTelling(sinkPort: number) {
  const tell = (step: string, at: number) => ({
    id: step,
    name: step,
    type: 'n8n-nodes-base.httpRequest',
    typeVersion: 4.2,
    position: [at, 0],
    parameters: {
      method: 'POST',
      url: `http://127.0.0.1:${sinkPort}/`,
      sendBody: true,
      specifyBody: 'json',
      jsonBody: `={{ { "event": $('Event').item.json.event, "execution": $execution.id, "step": "${step}" } }}`,
      options: {},
    },
  })
  const edit = (name: string, at: number, value: string) => ({
    id: name,
    name,
    type: 'n8n-nodes-base.set',
    typeVersion: 3.4,
    position: [at, 0],
    parameters: { assignments: { assignments: [{ id: '0', name: 'event', value, type: 'number' }] }, options: {} },
  })
  const hook = {
    id: 'hook',
    name: 'Webhook',
    type: 'n8n-nodes-base.webhook',
    typeVersion: 2,
    position: [0, 0],
    webhookId: 'events',
    parameters: { path: 'events', httpMethod: 'POST', responseMode: 'onReceived', options: {} },
  }
  const path = [
    hook,
    edit('Event', 200, '={{ $json.body.event }}'),
    tell('first', 400),
    edit('Between', 600, '={{ $("Event").item.json.event }}'),
    tell('second', 800),
  ]
  const connections = path.flatMap(({ name }, i) => {
    const to = path[i + 1]
    return to === undefined ? [] : [[name, { main: [[{ node: to.name, type: 'main', index: 0 }]] }] as const]
  })
  return {
    id: 'events',
    name: 'Events',
    nodes: path,
    connections: Object.fromEntries(connections),
    settings: { executionOrder: 'v1' },
  }
}

/** The same numbers between 0 and 1 at every run of the test. */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}
