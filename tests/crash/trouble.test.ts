/**
 * Trouble with the database under load: a disk that is full for a while, a database that another process holds. What
 * cannot be kept is refused and did not happen; what was accepted goes on by itself when the trouble is over.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, expect, test } from 'vitest'
import { freePort, runMillrace, type ServerProcess, type ServerSettings, startServerProcess } from './server-process.ts'
import {
  allEnded,
  callFor,
  endsOf,
  integrityOf,
  keyOf,
  type Load,
  lostOf,
  openSink,
  type Sink,
  workflowTelling,
} from './story.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-trouble-'))
const disk = join(folder, 'disk')
const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const step of cleanUp.splice(0).toReversed()) step()
})

afterAll(() => {
  if (hasDisk) spawnSync('umount', ['-l', disk])
  rmSync(folder, { recursive: true, force: true })
})

interface Stage {
  readonly server: ServerProcess
  readonly sink: Sink
  readonly settings: ServerSettings
  readonly database: string
}

async function stage(home: string): Promise<Stage> {
  const sink = await openSink()
  cleanUp.push(() => sink.close())
  const settings = { home, port: await freePort(), env: { MILLRACE_LOG: 'silent' } }
  const file = join(folder, 'events.json')
  writeFileSync(file, JSON.stringify(workflowTelling(sink.port)))
  runMillrace(settings, 'import', file, '--publish')
  const server = startServerProcess(settings)
  cleanUp.push(() => server.signal('SIGKILL'))
  await server.ready()
  return { server, sink, settings, database: join(home, 'millrace.db') }
}

/** Whether the server says that it is there. */
async function isWell({ settings }: Stage): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${settings.port}/healthz`)
  return answer.ok
}

/** All that was accepted came to a good end, and nothing was told twice that was recorded in between. */
function expectWhole({ database, sink }: Stage, load: Load): void {
  const ends = endsOf(database)
  expect(lostOf(load.accepted, sink.told, ends), `of ${load.accepted.length} accepted`).toEqual([])
  expect([...new Set(ends.values())]).toEqual(['success'])
  const times = new Map<string, number>()
  for (const one of sink.told) times.set(keyOf(one), (times.get(keyOf(one)) ?? 0) + 1)
  // A step may be told again that ended while nothing could be written down: once for each time of trouble.
  expect(Math.max(...times.values())).toBeLessThanOrEqual(2)
  expect(integrityOf(database)).toBe('ok')
}

function isRefused(load: Load): boolean {
  return [...load.refused.keys()].some((status) => status >= 500)
}

/** A disk of its own, small enough to be filled. Only root on Linux can make one. */
const hasDisk = process.platform === 'linux' && mount()

function mount(): boolean {
  mkdirSync(disk, { recursive: true })
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk]).status === 0
}

test.runIf(hasDisk)(
  'a full disk refuses new events, and what was accepted ends when there is room again',
  async () => {
    const on = await stage(join(disk, 'home'))
    let next = 0
    const load = callFor(on.settings.port, () => next++, 8)
    await load.more(30)
    const ballast = join(disk, 'ballast')
    fill(ballast)
    while (!isRefused(load)) await pause(20)
    const accepted = load.accepted.length
    expect(await isWell(on)).toBe(true)
    await pause(500)
    rmSync(ballast)
    await load.more(30)
    await load.stop()
    await allEnded(on.database, 90_000, () => on.server.said())
    expectWhole(on, load)
    expect(accepted).toBeGreaterThanOrEqual(30)
  },
  240_000,
)

/** Writes until there is no room left. */
function fill(file: string): void {
  const handle = openSync(file, 'w')
  try {
    for (let size = 1_048_576; size >= 512;) {
      try {
        writeSync(handle, Buffer.alloc(size))
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
        size /= 2
      }
    }
  } finally {
    closeSync(handle)
  }
}

test('a database that another process holds keeps events waiting or refuses them, and loses none', async () => {
  const on = await stage(join(folder, 'home'))
  let next = 0
  const load = callFor(on.settings.port, () => next++, 8)
  await load.more(30)
  const other = new DatabaseSync(on.database, { timeout: 10_000 })
  other.exec('begin immediate')
  // Longer than the server waits for the lock.
  const until = Date.now() + 40_000
  while (!isRefused(load) && Date.now() < until) await pause(50)
  expect(isRefused(load)).toBe(true)
  expect(await isWell(on)).toBe(true)
  other.exec('rollback')
  other.close()
  await load.more(30)
  await load.stop()
  await allEnded(on.database, 90_000, () => on.server.said())
  expectWhole(on, load)
}, 240_000)
