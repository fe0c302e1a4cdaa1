/**
 * `npm run bench -- large [--items 1000000] [--kill 1]`: a file of JSON Lines, 1 kB each, through Edit Fields, a Filter
 * that keeps one in a hundred, and Aggregate, on a server of its own with everything saved. Memory is that of all its
 * processes (PSS), sampled five times a second. With `--kill 1` the server is killed in the middle and started again.
 * Prints JSON.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { listEvents, listExecutions, listItems } from '@millrace/api'
import { type Browser, signedInBrowser } from '../../tests/integration/server-client.ts'
import { cpuOf, memoryOf } from '../processes.ts'
import { type BenchServer, option, publish, ready, sleep, startServerProcess } from '../server.ts'
import { writeItems } from './items-file.ts'

const items = option(process.argv, 'items', 1_000_000)
const kills = option(process.argv, 'kill', 0) > 0
const document = fileURLToPath(new URL('../workflows/large.json', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-large-'))
const home = join(folder, 'home')
const settings = { MILLRACE_FILE_FOLDERS: folder, MILLRACE_LOG: 'error' }
const file = join(folder, 'items.ndjson')
writeItems(file, items)
publish(home, document, settings)
let server = await startServerProcess(home, settings)
try {
  // A first start builds the editor: what is measured is the server after that.
  await ready(`http://127.0.0.1:${server.port}/`)
  await sleep(2000)
  const idle = memoryOf(server.pid)
  const began = await begin(server)
  let killedAfter: number | undefined
  if (kills) {
    // Most of it is written ahead and nothing of it named yet.
    while (databaseMB() < items / 4000) await sleep(100)
    killedAfter = seconds(began)
    await server.kill()
    server = await startServerProcess(home, settings)
  }
  const browser = await signedInBrowser(server, kills)
  const { id, memory, healthMs } = await untilEnd(server, browser)
  const took = seconds(began)
  const opened = await open(browser, id)
  const report = {
    items,
    fileMB: megabytes(file),
    seconds: took,
    cpuSeconds: Math.round(cpuOf(server.pid)),
    killedAfterSeconds: killedAfter,
    memoryMB: { idle, ...memory, whileRead: opened.memoryMB },
    healthMs,
    databaseMB: databaseMB(),
    openedMs: opened.ms,
    counts: opened.counts,
  }
  console.log(JSON.stringify(report, null, 2))
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** Calls the workflow's webhook; when killed before its owner signs up, there would be nobody to ask later. */
async function begin({ port }: BenchServer): Promise<number> {
  if (kills) await signedInBrowser({ port })
  const answer = await fetch(`http://127.0.0.1:${port}/webhook/bench-large`, { method: 'POST' })
  if (!answer.ok) throw new Error(`The webhook answered ${answer.status}.`)
  return performance.now()
}

async function untilEnd({ pid, port }: BenchServer, browser: Browser) {
  const healthMs = { p50: 0, most: 0 }
  const times: number[] = []
  let peak = 0
  for (;;) {
    peak = Math.max(peak, memoryOf(pid))
    const start = performance.now()
    await (await fetch(`http://127.0.0.1:${port}/healthz`)).text()
    times.push(performance.now() - start)
    const { executions } = await browser.call(listExecutions, {})
    const [first] = executions
    if (first !== undefined && first.endedAt !== null) {
      if (first.status !== 'success') throw new Error(`It ended as ${first.status}: ${first.error}`)
      times.sort((a, b) => a - b)
      healthMs.p50 = round(times[Math.floor(times.length / 2)] ?? 0)
      healthMs.most = round(times.at(-1) ?? 0)
      return { id: first.id, memory: { peak, after: memoryOf(pid) }, healthMs }
    }
    await sleep(200)
  }
}

/** Opens the execution as the editor does: its events, then pages here and there. */
async function open(browser: Browser, id: string) {
  const { ms, value } = await timed(() => browser.call(listEvents, { params: { id } }))
  const counts: Record<string, readonly (number | null)[]> = {}
  for (const { event } of value.events) {
    if (event.type === 'nodeEnded') counts[event.node] = event.outputs.map((output) => output?.count ?? null)
  }
  const page = async (node: string, offset: number) => {
    const read = await timed(() =>
      browser.call(listItems, { params: { id }, query: { node, run: 0, output: 0, offset, limit: 50 } }),
    )
    const [first] = read.value.items
    return { ms: read.ms, n: first?.json['n'] }
  }
  const kept = Math.floor(items / 100)
  const pages = {
    'first of Read': await page('node-read-0000', 0),
    'last of Read': await page('node-read-0000', items - 50),
    'middle of Edit': await page('node-edit-0000', items / 2),
    'first of Filter': await page('node-filter-0000', 0),
    'last of Filter': await page('node-filter-0000', kept - 50),
    Aggregate: await page('node-aggregate-0000', 0),
  }
  return { ms: { events: ms, pages }, counts, memoryMB: memoryOf(server.pid) }
}

async function timed<T>(action: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const start = performance.now()
  const value = await action()
  return { ms: round(performance.now() - start), value }
}

function databaseMB(): number {
  return megabytes(join(home, 'millrace.db')) + megabytes(join(home, 'millrace.db-wal'))
}

function megabytes(path: string): number {
  return Math.round((statSync(path, { throwIfNoEntry: false })?.size ?? 0) / 1e6)
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 100) / 10
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
