/**
 * Only the runner is killed, again and again: callers notice nothing but time, no event is lost, and nothing recorded
 * is done again.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, runMillrace, type ServerProcess, type ServerSettings, startServerProcess } from './server-process.ts'
import {
  allEnded,
  callFor,
  endsOf,
  keyOf,
  lostOf,
  openSink,
  recordedSteps,
  type Sink,
  workflowTelling,
} from './story.ts'

const KILLS = 4

const folder = mkdtempSync(join(tmpdir(), 'millrace-runner-'))
let sink: Sink
let settings: ServerSettings
let server: ServerProcess

beforeAll(async () => {
  sink = await openSink()
  settings = { home: join(folder, 'home'), port: await freePort(), env: { MILLRACE_LOG: 'silent' } }
  const file = join(folder, 'events.json')
  writeFileSync(file, JSON.stringify(workflowTelling(sink.port)))
  runMillrace(settings, 'import', file, '--publish')
  server = startServerProcess(settings)
  await server.ready()
})

afterAll(() => {
  server.signal('SIGKILL')
  sink.close()
  rmSync(folder, { recursive: true, force: true })
})

test.runIf(process.platform === 'linux')(
  'executions go on in another runner, and callers are answered',
  async () => {
    const database = join(settings.home, 'millrace.db')
    let next = 0
    const load = callFor(settings.port, () => next++, 8)
    const recordedAt: { readonly over: number; readonly recorded: ReadonlySet<string> }[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      await load.more(20)
      const runners = runnersOf(server.pid)
      expect(runners.length).toBeGreaterThan(0)
      for (const pid of runners) process.kill(pid, 'SIGKILL')
      // What it had sent before it died may still arrive.
      await pause(300)
      recordedAt.push({ over: Date.now(), recorded: recordedSteps(database) })
    }
    await load.stop()
    await allEnded(database, 60_000, () => server.said())

    const ends = endsOf(database)
    expect([...load.refused]).toEqual([])
    expect(lostOf(load.accepted, sink.told, ends), `of ${load.accepted.length} accepted`).toEqual([])
    expect([...new Set(ends.values())]).toEqual(['success'])
    const again = recordedAt.flatMap(({ over, recorded }) =>
      sink.told.filter((one) => one.at > over && recorded.has(keyOf(one))).map(keyOf),
    )
    expect(again).toEqual([])
    expect(load.accepted.length).toBeGreaterThan(KILLS * 8)
  },
  240_000,
)

/** Processes of a server that run executions. */
function runnersOf(server: number): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
      return parent === server && command.includes('runner-process') ? [Number(name)] : []
    } catch (error) {
      // It ended between being listed and being read.
      if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return []
      throw error
    }
  })
}
