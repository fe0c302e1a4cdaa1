/**
 * `npm run bench -- soak [--executions 50000] [--parts 10]`: whether memory stays flat. A server performs so many
 * executions through its webhook; after each part it rests for a moment, and its memory is told. What it grew from the
 * third part on (the first two fill caches) is told in MB per 100,000 executions. Prints JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from '../client.ts'
import { memoryOf } from '../processes.ts'
import { option, publish, ready, sleep, startServerProcess } from '../server.ts'
import { webhookScenarios } from '../webhooks.ts'

const executions = option(process.argv, 'executions', 50_000)
const parts = option(process.argv, 'parts', 10)
const WARM = 2
const CONNECTIONS = 20
const { file, request } = webhookScenarios['webhook-set'] ?? {}
if (file === undefined || request === undefined) throw new Error('The document of the soak is gone.')

const home = mkdtempSync(join(tmpdir(), 'millrace-bench-soak-'))
try {
  publish(home, fileURLToPath(new URL(`../workflows/${file}`, import.meta.url)))
  const server = await startServerProcess(home, { MILLRACE_LOG: 'error' })
  try {
    const url = `http://127.0.0.1:${server.port}${request.path}`
    await ready(`http://127.0.0.1:${server.port}/`)
    const memory: { readonly done: number; readonly MB: number }[] = []
    let done = 0
    for (let part = 1; part <= parts; part++) {
      while (done < (executions / parts) * part) {
        const { requestsPerSecond, errors } = await load({ ...request, url }, { connections: CONNECTIONS, seconds: 2 })
        if (errors > 0) throw new Error(`${errors} requests failed.`)
        done += requestsPerSecond * 2
      }
      await sleep(2000)
      memory.push({ done, MB: memoryOf(server.pid) })
    }
    console.log(JSON.stringify({ memory, growth: growthOf(memory.slice(WARM)) }, null, 2))
  } finally {
    await server.stop()
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}

/** The slope of the line that fits best, in MB per 100,000 executions. */
function growthOf(memory: readonly { readonly done: number; readonly MB: number }[]): number {
  const mean = (of: (one: { readonly done: number; readonly MB: number }) => number) =>
    memory.reduce((sum, one) => sum + of(one), 0) / memory.length
  const done = mean((one) => one.done)
  const MB = mean((one) => one.MB)
  const slope = mean((one) => (one.done - done) * (one.MB - MB)) / mean((one) => (one.done - done) ** 2)
  return Math.round(slope * 100_000 * 100) / 100
}
