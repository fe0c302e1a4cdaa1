import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { encodeWrite, openStore, packWrite } from '@millrace/store'
import { createJournalWriter } from '../../packages/store/src/sqlite/journal-writer.ts'
import { unpackWrite } from '../../packages/store/src/journal/pack-write.ts'
import { openConnection } from '../../packages/store/src/sqlite/connection.ts'
import { createJournalQueue } from '../../packages/store/src/journal/queue.ts'
import { webhookExecution } from './samples.ts'

/**
 * What a journal write costs, and whom: the same writer on the thread that serves requests, and on its own. `writers`
 * executions are under way at once, each waiting for its write before the next begins.
 */
export interface JournalFigures {
  readonly place: string
  readonly synchronous: string
  readonly writers: number
  readonly executionsPerSecond: number
  /** CPU of the whole process per execution, in microseconds. */
  readonly cpuMicros: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** How long the thread that serves requests was kept from it. */
  readonly loopP99Ms: number
}

type Append = (id: string) => Promise<void>

export async function benchJournal(executions: number): Promise<readonly JournalFigures[]> {
  const figures: JournalFigures[] = []
  for (const synchronous of ['full', 'normal'] as const) {
    for (const writers of [1, 20, 200]) {
      const count = writers === 1 ? Math.ceil(executions / 10) : executions
      figures.push(await inFolder((home) => onThread(home, synchronous, writers, count)))
      figures.push(await inFolder((home) => onOwnThread(home, synchronous, writers, count)))
    }
  }
  return figures
}

async function onOwnThread(home: string, synchronous: 'full' | 'normal', writers: number, count: number) {
  const store = await openStore({ home, synchronous })
  try {
    const append: Append = (id) => store.journal.append(webhookExecution(id))
    return await measure({ place: 'own thread', synchronous, writers }, append, count)
  } finally {
    await store.close()
  }
}

async function onThread(home: string, synchronous: 'full' | 'normal', writers: number, count: number) {
  const store = await openStore({ home })
  await store.close()
  const connection = openConnection({ file: join(home, 'millrace.db'), role: 'writer', synchronous })
  const write = createJournalWriter(connection.database)
  const queue = createJournalQueue(async (writes) => {
    // Lets the event loop turn between two commits, as a server must.
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    return write(writes.map(unpackWrite)).map((failure) => (failure === null ? null : new Error(failure.message)))
  })
  try {
    const append: Append = (id) => queue.append(packWrite(encodeWrite(webhookExecution(id))))
    return await measure({ place: 'same thread', synchronous, writers }, append, count)
  } finally {
    connection.close()
  }
}

async function measure(
  about: Pick<JournalFigures, 'place' | 'synchronous' | 'writers'>,
  append: Append,
  count: number,
): Promise<JournalFigures> {
  await run(append, about.writers, Math.ceil(count / 10), 'warm')
  const lag = watchLag()
  const cpu = process.cpuUsage()
  const start = performance.now()
  const times = await run(append, about.writers, count, 'run')
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  times.sort((a, b) => a - b)
  return {
    ...about,
    executionsPerSecond: Math.round(count / seconds),
    cpuMicros: Math.round((user + system) / count),
    p50Ms: round(times[Math.floor(times.length * 0.5)] ?? 0),
    p99Ms: round(times[Math.floor(times.length * 0.99)] ?? 0),
    loopP99Ms: round(lag.p99()),
  }
}

/** How late the event loop is to what it was to do every millisecond: what a request would have waited. */
function watchLag(): { p99(): number } {
  const late: number[] = []
  let due = performance.now() + 1
  const timer = setInterval(() => {
    const now = performance.now()
    late.push(Math.max(0, now - due))
    due = now + 1
  }, 1)
  return {
    p99() {
      clearInterval(timer)
      return late.sort((a, b) => a - b)[Math.floor(late.length * 0.99)] ?? 0
    },
  }
}

async function run(append: Append, writers: number, count: number, prefix: string): Promise<number[]> {
  const times: number[] = []
  let next = 0
  const one = async (): Promise<void> => {
    while (next < count) {
      const id = `${prefix}${String(next++).padStart(12, '0')}`
      const start = performance.now()
      await append(id)
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: writers }, one))
  return times
}

/** The cost of one append inside a large transaction: what is left when the disk is out of the picture. */
export async function benchAppend(count: number): Promise<{ readonly microsPerExecution: number }> {
  return inFolder(async (home) => {
    const store = await openStore({ home })
    await store.close()
    const database = new DatabaseSync(join(home, 'millrace.db'))
    const write = createJournalWriter(database)
    const writes = Array.from({ length: count }, (_, n) => encodeWrite(webhookExecution(`a${n}`)))
    const start = performance.now()
    write(writes)
    const micros = ((performance.now() - start) * 1000) / count
    database.close()
    return { microsPerExecution: round(micros) }
  })
}

async function inFolder<Result>(action: (home: string) => Promise<Result>): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'millrace-bench-store-'))
  try {
    return await action(home)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

export function round(value: number): number {
  return Math.round(value * 100) / 100
}
