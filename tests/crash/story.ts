/**
 * The story that the crash tests tell: callers post numbered events to a webhook that answers at once, and the workflow
 * tells a sink outside twice, in two steps that act on the world.
 */
import { once } from 'node:events'
import { Agent, createServer, request } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'

// The sink

/** A step that told the sink: which event, in which execution, and when. */
export interface Told {
  readonly event: number
  readonly execution: string
  readonly step: string
  readonly at: number
}

export interface Sink {
  readonly port: number
  readonly told: readonly Told[]
  /** Resolves when nobody is connected any more: whatever was sent to it has arrived. */
  quiet(): Promise<void>
  close(): void
}

/** Takes what steps tell, and answers a little later: an accident finds some of them waiting. */
export async function openSink(): Promise<Sink> {
  const delays = numbersFrom(7)
  const told: Told[] = []
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { event, execution, step }: Told = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    told.push({ event: Number(event), execution: String(execution), step: String(step), at: Date.now() })
    setTimeout(() => response.setHeader('content-type', 'application/json').end('{"ok":true}'), delays() * 40)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The sink has no port.')
  const connections = () =>
    new Promise<number>((resolve, reject) => {
      server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
    })
  return {
    port: address.port,
    told,
    async quiet() {
      while ((await connections()) > 0) await pause(10)
    },
    close: () => void server.close(),
  }
}

export function keyOf({ execution, step }: Told): string {
  return `${execution}/${step}`
}

// Callers

export interface Load {
  /** Resolves when so many more events have been accepted. */
  more(events: number): Promise<void>
  /** Events that were answered with 200, and how often every other status was seen; 0 is a broken connection. */
  readonly accepted: readonly number[]
  readonly refused: ReadonlyMap<number, number>
  stop(): Promise<void>
}

/** Callers that send one event after the other until they are stopped. */
export function callFor(port: number, nextEvent: () => number, callers = 12): Load {
  const over = new AbortController()
  const accepted: number[] = []
  const refused = new Map<number, number>()
  const agent = new Agent({ keepAlive: true })
  async function caller(): Promise<void> {
    while (!over.signal.aborted) {
      const event = nextEvent()
      const status = await post(port, agent, event)
      if (status === 0) await pause(5)
      if (status === 200) accepted.push(event)
      else refused.set(status, (refused.get(status) ?? 0) + 1)
    }
  }
  const all = Array.from({ length: callers }, caller)
  return {
    async more(events) {
      const enough = accepted.length + events
      while (accepted.length < enough && !over.signal.aborted) await pause(10)
    },
    accepted,
    refused,
    async stop() {
      over.abort()
      await Promise.all(all)
      agent.destroy()
    },
  }
}

/** The status of the answer; 0 when the connection broke before one came. */
export function post(port: number, agent: Agent, event: number): Promise<number> {
  return new Promise((resolve) => {
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

// What the database says

export function rowsOf(file: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

/** `execution/step` of every telling step whose end is on disk. */
export function recordedSteps(file: string): ReadonlySet<string> {
  const steps = rowsOf(
    file,
    `select x.id as execution, e.node as step from events e join executions x on x.number = e.execution
      where e.type = 'nodeEnded' and e.node in ('first', 'second')`,
  )
  return new Set(steps.map(({ execution, step }) => `${String(execution)}/${String(step)}`))
}

export function endsOf(file: string): ReadonlyMap<string, string> {
  const rows = rowsOf(file, 'select id, status from executions')
  return new Map(rows.map(({ id, status }) => [String(id), String(status)]))
}

export function unendedIn(file: string): number {
  return Number(rowsOf(file, 'select count(*) as open from executions where ended_at is null')[0]?.['open'])
}

export function integrityOf(file: string): unknown {
  return rowsOf(file, 'pragma integrity_check')[0]?.['integrity_check']
}

/** Resolves when every execution has ended and no event waits to begin. */
export async function allEnded(file: string, withinMs: number, said: () => string): Promise<void> {
  for (const limit = Date.now() + withinMs; Date.now() < limit; await pause(50)) {
    if (unendedIn(file) === 0 && rowsOf(file, 'select execution from jobs').length === 0) return
  }
  throw new Error(`Executions did not end: ${said()}`)
}

// What must hold

/** Accepted events that no execution took from the first step to a good end. */
export function lostOf(
  accepted: readonly number[],
  told: readonly Told[],
  ends: ReadonlyMap<string, string>,
): readonly number[] {
  const whole = new Set<number>()
  const first = new Map(told.filter(({ step }) => step === 'first').map((one) => [one.execution, one.event]))
  for (const { step, execution, event } of told) {
    if (step === 'second' && first.get(execution) === event && ends.get(execution) === 'success') whole.add(event)
  }
  return accepted.filter((event) => !whole.has(event))
}

// The workflow, and chance that repeats

export function workflowTelling(sinkPort: number) {
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
  return document('events', 'Events', [
    hook,
    edit('Event', 200, '={{ $json.body.event }}'),
    tell('first', 400),
    edit('Between', 600, '={{ $("Event").item.json.event }}'),
    tell('second', 800),
  ])
}

/** A workflow whose nodes follow each other. */
export function document(id: string, name: string, nodes: readonly { readonly name: string }[]) {
  const connections = nodes.flatMap((node, i) => {
    const to = nodes[i + 1]
    return to === undefined ? [] : [[node.name, { main: [[{ node: to.name, type: 'main', index: 0 }]] }] as const]
  })
  return { id, name, nodes, connections: Object.fromEntries(connections), settings: { executionOrder: 'v1' } }
}

/** The same numbers between 0 and 1 at every run of the test. */
export function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}
