import { duplexPair } from 'node:stream'
import { type Catalog, createCatalog, defineNode, type Item, refuse, type WatchContext } from '@millrace/sdk'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../ports.ts'
import type { AskedPorts } from '../runner/answer-ask.ts'
import type { RunnerProcess } from '../runner/spawn.ts'
import { drawing, memoryBlobs, memoryJournal, memoryState, memoryWorkflows } from '../testing/index.ts'
import { noNetwork } from '../testing/no-network.ts'
import { memoryTables } from '../local/memory-tables.ts'
import { serveWatcher } from './serve-watcher.ts'
import type { Watched } from './watch-protocol.ts'
import { Watcher } from './watcher.ts'

/** A node type whose trigger does this, and no other. */
function catalogWith(watch: (context: WatchContext) => Promise<void>): Catalog {
  const about = { name: 'Looks', about: 'Looks.', icon: 'lucide:eye', category: 'trigger' } as const
  const looks = defineNode({ ...about, type: 'looks', trigger: { by: 'watch', watch: { watch } } })
  return createCatalog([looks], [])
}

/** A busy machine is not wrong. */
const patience = { timeout: 20_000 }

const watched: Watched = {
  workflow: 'w',
  version: 'v',
  project: 'p',
  node: 'id-of-Looks',
  document: drawing({ Looks: { type: 'looks' } }, []),
  zone: 'UTC',
  active: true,
  manual: false,
  variables: {},
}

/** The clock's pauses are told, and over at once. */
function clockTelling(pauses: number[]): Clock {
  let now = 0
  return {
    now: () => now,
    sleep: async (ms) => {
      pauses.push(ms)
      now += ms
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

/** A watcher whose processes are in this one, behind pipes like any other. */
function watcherOf(watch: (context: WatchContext) => Promise<void>) {
  const pauses: number[] = []
  const faults: string[] = []
  const processes: RunnerProcess[] = []
  const ended: string[] = []
  const spawn = (): RunnerProcess => {
    const [ours, theirs] = duplexPair()
    const listeners: ((reason: string) => void)[] = []
    let over = false
    const exit = (reason: string) => {
      if (over) return
      over = true
      ended.push(reason)
      ours.destroy()
      theirs.destroy()
      for (const listener of listeners.splice(0)) listener(reason)
    }
    serveWatcher({
      pipe: theirs,
      catalog: catalogWith(watch),
      dialer: noNetwork,
      clock: clockTelling(pauses),
      ended: () => exit('exit code 0'),
    })
    const made: RunnerProcess = {
      pid: undefined,
      pipe: ours,
      kill: () => exit('SIGKILL'),
      onExit: (listener) => void listeners.push(listener),
    }
    processes.push(made)
    return made
  }
  const clock = { now: () => 0, newId: () => 'id' }
  const ports: AskedPorts = {
    journal: memoryJournal(),
    workflows: memoryWorkflows([]),
    state: memoryState(),
    blobs: memoryBlobs(),
    vault: { use: () => Promise.reject(refuse('There are no credentials here.')) },
    dataTables: memoryTables(clock),
  }
  let executions = 0
  const watcher = new Watcher({
    ...ports,
    spawn,
    newExecution: () => `execution-${++executions}`,
    onFault: (_watched, what, { message }) => faults.push(`${what}: ${message}`),
  })
  return { watcher, pauses, faults, processes, ended }
}

const until = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

describe('a watch', () => {
  test('begins executions until it is stopped; then its process ends', async () => {
    const found: string[] = []
    let stopped = false
    const { watcher, ended } = watcherOf(async (context) => {
      await context.begin(async () => [{ json: { n: 1 } }], 'key 1')
      await context.begin(async () => [])
      await context.begin(async () => [{ json: { n: 2 } }])
      await until(context.signal)
      stopped = true
    })
    const told = (items: readonly Item[]) => JSON.stringify(items.map(({ json }) => json['n']))
    const look = watcher.look(watched, {
      lasts: true,
      found: async ({ execution, items, key }) => void found.push(`${execution} ${told(items)} ${key ?? ''}`),
    })
    await expect.poll(() => found, patience).toEqual(['execution-1 [1] key 1', 'execution-3 [2] '])
    look.stop()
    await look.ended
    await expect.poll(() => ended, patience).toEqual(['exit code 0'])
    expect(stopped).toBe(true)
  })

  test('hears when what it found could not be kept, and begins again after a while that grows', async () => {
    let kept = 0
    const { watcher, pauses, faults } = watcherOf(async (context) => {
      await context.begin(async () => [{ json: {} }])
      kept += 1
      await until(context.signal)
    })
    let tries = 0
    const look = watcher.look(watched, {
      lasts: true,
      found: async () => {
        tries += 1
        if (tries < 4) throw new Error('The disk is full.')
      },
    })
    await expect.poll(() => kept, patience).toBe(1)
    look.stop()
    expect(pauses.slice(0, 3)).toEqual([1000, 2000, 4000])
    expect(faults).toEqual(Array(3).fill('A trigger failed: The disk is full.'))
  })

  test('goes on in another process when its own dies, and what looks once ends', async () => {
    const begun: string[] = []
    const { watcher, processes, faults } = watcherOf(async (context) => {
      begun.push(context.workflow.id)
      await until(context.signal)
    })
    const found = async () => undefined
    const lasting = watcher.look(watched, { lasts: true, found })
    const once = watcher.look({ ...watched, workflow: 'tried', manual: true }, { lasts: false, found })
    await expect.poll(() => begun, patience).toEqual(['w', 'tried'])
    processes[0]?.kill()
    await once.ended
    await expect.poll(() => begun, patience).toEqual(['w', 'tried', 'w'])
    expect(faults).toEqual(['The process of triggers ended: SIGKILL'])
    expect(processes).toHaveLength(2)
    lasting.stop()
    watcher.close()
  })

  test('tells whoever tries it what is wrong, and the log what is wrong with it', async () => {
    const { watcher, faults } = watcherOf(async () => {
      throw refuse('There is no such folder.')
    })
    const said: string[] = []
    const found = async () => undefined
    await watcher.look(
      { ...watched, manual: true },
      { lasts: false, found, failed: ({ message }) => said.push(message) },
    ).ended
    expect(said).toEqual(['There is no such folder.'])
    await watcher.look({ ...watched, node: 'none' }, { lasts: true, found }).ended
    expect(faults).toEqual([expect.stringContaining('has no trigger none')])
  })
})
