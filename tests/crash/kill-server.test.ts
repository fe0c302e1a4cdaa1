/**
 * The real server, killed under load, again and again: no accepted event is lost, nothing recorded is done again. At
 * each kill the database is copied as the kill left it, so that for every step one knows whether it was recorded then.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, runMillrace, type ServerProcess, type ServerSettings, startServerProcess } from './server-process.ts'
import {
  allEnded,
  callFor,
  endsOf,
  integrityOf,
  keyOf,
  lostOf,
  numbersFrom,
  openSink,
  recordedSteps,
  type Sink,
  type Told,
  unendedIn,
  workflowTelling,
} from './story.ts'

const KILLS = 4
const CALLERS = 12

/** What a kill left behind. */
interface Kill {
  /** When the last of what the server had started was gone, and all it had said to the sink was heard. */
  readonly over: number
  /** `execution/step` of every telling step whose end is on disk. */
  readonly recorded: ReadonlySet<string>
  readonly unfinished: number
}

const folder = mkdtempSync(join(tmpdir(), 'millrace-kill-'))
let sink: Sink
let settings: ServerSettings
let current: ServerProcess | undefined

beforeAll(async () => {
  sink = await openSink()
  settings = { home: join(folder, 'home'), port: await freePort(), env: { MILLRACE_LOG: 'error' } }
  const file = join(folder, 'events.json')
  writeFileSync(file, JSON.stringify(workflowTelling(sink.port)))
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
    const load = callFor(settings.port, () => next++, CALLERS)
    await load.more(CALLERS * 2)
    await pause(random() * 800)
    server.signal('SIGKILL')
    await server.ended()
    await load.stop()
    accepted.push(...load.accepted)
    // What it had started notices that it is gone, and ends too.
    await server.familyEnded(3000)
    await sink.quiet()
    const copy = copyOfDatabase(round)
    kills.push({ over: Date.now(), recorded: recordedSteps(copy), unfinished: unendedIn(copy) })
  }
  const last = await started()
  await allEnded(databaseFile(), 30_000, () => last.said())
  last.signal('SIGTERM')
  expect(await last.ended()).toBe(0)
  await last.familyEnded(1000)

  const ends = endsOf(databaseFile())
  expect(lostOf(accepted, sink.told, ends), `of ${accepted.length} accepted`).toEqual([])
  expect([...new Set(ends.values())]).toEqual(['success'])
  expect(repeatedThoughRecorded(kills)).toEqual([])
  expect(repeatedWithinALife(kills)).toEqual([])
  expect(integrityOf(databaseFile())).toBe('ok')

  // The story is about something: there was load, and every kill met executions in the middle.
  expect(accepted.length).toBeGreaterThan(CALLERS * KILLS)
  expect(kills.map(({ unfinished }) => unfinished > 0)).toEqual(kills.map(() => true))
  const again = sink.told.length - new Set(sink.told.map(keyOf)).size
  console.log(
    `${kills.length} kills, ${accepted.length} events accepted, ${ends.size} executions, 0 lost; ` +
      `${sink.told.length} tellings, ${again} of them repeats of steps that were in flight`,
  )
}, 240_000)

async function started(): Promise<ServerProcess> {
  current = startServerProcess(settings)
  await current.ready()
  return current
}

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

function repeatedThoughRecorded(kills: readonly Kill[]): readonly string[] {
  return kills.flatMap(({ over, recorded }, round) =>
    sink.told
      .filter((one) => one.at > over && recorded.has(keyOf(one)))
      .map((one) => `${keyOf(one)} after kill ${round}`),
  )
}

/** Between two kills nothing is told twice: what is told again was in flight at a kill. */
function repeatedWithinALife(kills: readonly Kill[]): readonly string[] {
  const lifeOf = ({ at }: Told) => kills.findIndex((kill) => at <= kill.over)
  const seen = new Set<string>()
  return sink.told.flatMap((one) => {
    const key = `${keyOf(one)} in life ${lifeOf(one)}`
    if (seen.has(key)) return [key]
    seen.add(key)
    return []
  })
}
