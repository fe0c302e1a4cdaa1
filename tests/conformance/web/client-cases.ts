/**
 * Client cases: what the HTTP Request node sends, and what it makes of the answers. The workflow runs in this
 * process; the servers it calls are scripted and remember what arrived.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDialer, type Dialer, type Sandbox } from '@millrace/engine'
import { memoryBlobs, runWorkflow, TEST_TIME } from '@millrace/engine/testing'
import { catalog } from '@millrace/nodes'
import { createSandbox } from '@millrace/sandbox'
import type { BinaryData, Json } from '@millrace/sdk'
import { compareRun } from '../workflows/compare.ts'
import { listOf, objectOf, readCase, type RecordedCase, textOf } from '../workflows/recorded.ts'
import { compareRequests, recordedRequests } from './compare-requests.ts'
import { judgedRun, sendsAtOnce } from './judged-run.ts'
import { openScriptedServers, type ScriptedServers } from './scripted-servers.ts'
import type { Tell, WebCase } from './web-case.ts'

/** How many cases run at a time: few enough that a time-out of 100 ms is not over before the request is out. */
const AT_ONCE = 4
/** The ports the cases were recorded at: origin, other origin, proxy. */
const RECORDED_PORTS = [18080, 18081, 18082]

interface Surroundings {
  /** The credentials' file as text: an address in it may name a port. */
  readonly credentials: string
  readonly sandbox: Sandbox
  readonly dialer: Dialer
}

/** Plays the cases, several at a time. */
export async function playClientCases(folder: string, cases: readonly WebCase[], tell: Tell): Promise<void> {
  const sandbox = createSandbox({ modules: [], web: false, processes: 3 })
  const dialer = createDialer({ policy: { mode: 'open' } })
  const credentials = readFileSync(join(folder, 'credentials.json'), 'utf8')
  const left = [...cases]
  const player = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      tell(one, await playCase(one, { credentials, sandbox, dialer }))
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, player))
  } finally {
    await Promise.all([sandbox.dispose(), dialer.close()])
  }
}

async function playCase({ raw }: WebCase, surroundings: Surroundings): Promise<string | undefined> {
  const servers = await openScriptedServers()
  try {
    return await playAgainst(servers, atPorts(JSON.stringify(raw), servers), surroundings)
  } catch (fault) {
    return `fault: ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`
  } finally {
    servers.close()
  }
}

/** A text with the recorded ports replaced by those of the servers. */
function atPorts(text: string, { ports }: ScriptedServers): string {
  return RECORDED_PORTS.reduce(
    (all, port, place) => all.replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${ports[place]}`),
    text,
  )
}

async function playAgainst(
  servers: ScriptedServers,
  line: string,
  { credentials, sandbox, dialer }: Surroundings,
): Promise<string | undefined> {
  const raw = objectOf(parse(line))
  const recorded = readCase(line)
  servers.play(objectOf(raw.server))
  const blobs = memoryBlobs()
  const run = await runWorkflow(recorded.workflow, {
    catalog,
    id: recorded.id,
    credentials: credentialsOf(atPorts(credentials, servers)),
    sandbox,
    dialer,
    clock: { now: () => TEST_TIME, sleep: async () => {} },
    host: { blobs },
    trigger: 'Start',
  })
  const read = async (file: BinaryData) =>
    file.id === undefined ? Buffer.from(file.data ?? '', 'base64') : blobs.get('execution', file.id)
  const [origin = [], otherOrigin = [], proxy = []] = servers.arrived
  const anyOrder = sendsAtOnce(recorded, run)
  return (
    (await compareRun(...judgedRun(recorded, run), read, undefined)) ??
    compareRequests(recordedRequests(raw.requests), origin, anyOrder, 'requests') ??
    compareRequests(recordedRequests(raw.requestsOtherOrigin), otherOrigin, anyOrder, 'requestsOtherOrigin') ??
    compareRequests(recordedRequests(raw.requestsToProxy), proxy, anyOrder, 'requestsToProxy')
  )
}

function credentialsOf(text: string): readonly RecordedCase['credentials'][number][] {
  return listOf(parse(text)).map((one) => {
    const { id, type, data } = objectOf(one)
    return { id: textOf(id), type: textOf(type), data: objectOf(data) }
  })
}

function parse(text: string): Json {
  const value: Json = JSON.parse(text)
  return value
}
