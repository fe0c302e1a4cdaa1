/**
 * `npm run bench -- history [--executions 100000] [--rate 100] [--seconds 10]`: whether asking for the history keeps
 * webhooks waiting. A server with so many executions gets webhooks at a steady rate: alone, and beside somebody who
 * lists the history without a pause, filter after filter. The two take turns, so that both see the same machine.
 * Prints JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { listExecutions, listWorkflows } from '@millrace/api'
import { openStore } from '@millrace/store'
import { type Browser, signedInBrowser } from '../../tests/integration/server-client.ts'
import { option, publish, ready, sleep, startServerProcess } from '../server.ts'
import { fill } from '../store/history.ts'

const executions = option(process.argv, 'executions', 100_000)
const rate = option(process.argv, 'rate', 100)
const seconds = option(process.argv, 'seconds', 10)
const ROUNDS = 3

const home = mkdtempSync(join(tmpdir(), 'millrace-bench-history-'))
try {
  publish(home, fileURLToPath(new URL('../workflows/webhook-noop.json', import.meta.url)))
  const store = await openStore({ home })
  await fill(store, executions)
  await store.close()
  const server = await startServerProcess(home, { MILLRACE_LOG: 'error' })
  try {
    await ready(`http://127.0.0.1:${server.port}/`)
    const browser = await signedInBrowser(server)
    const url = `http://127.0.0.1:${server.port}/webhook/bench-single`
    await webhooks(url, 2)
    const alone: number[] = []
    const beside: number[] = []
    const asked: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      alone.push(...(await webhooks(url, seconds)))
      const asking = askForever(browser)
      beside.push(...(await webhooks(url, seconds)))
      asked.push(...(await asking.stop()))
    }
    const report = {
      executions,
      rate,
      alone: percentiles(alone),
      beside: percentiles(beside),
      lists: percentiles(asked),
    }
    console.log(JSON.stringify(report, null, 2))
  } finally {
    await server.stop()
  }
} finally {
  rmSync(home, { recursive: true, force: true })
}

/** Calls a webhook at a steady rate, whether or not earlier calls were answered; how long each took, in milliseconds. */
async function webhooks(url: string, forSeconds: number): Promise<readonly number[]> {
  const began = performance.now()
  const calls: Promise<number>[] = []
  for (let n = 0; n < rate * forSeconds; n++) {
    const due = began + (n * 1000) / rate
    const wait = due - performance.now()
    if (wait > 0) await sleep(wait)
    calls.push(call(url))
  }
  return Promise.all(calls)
}

async function call(url: string): Promise<number> {
  const start = performance.now()
  const answer = await fetch(url)
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`The webhook answered ${answer.status}.`)
  return performance.now() - start
}

/** Lists the history as its page does, with every filter, and the workflows with their figures. */
function askForever(browser: Browser): { stop(): Promise<readonly number[]> } {
  const times: number[] = []
  const stopped = new AbortController()
  const queries = [
    {},
    { status: ['success'] },
    { status: ['error', 'crashed'] },
    { status: ['waiting'] },
    { workflow: 'w7' },
    { workflow: 'w7', status: ['error'] },
  ] satisfies { workflow?: string; status?: ('success' | 'error' | 'crashed' | 'waiting')[] }[]
  const loop = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      for (const query of queries) await timed(() => browser.call(listExecutions, { query }))
      await timed(() => browser.call(listWorkflows, {}))
    }
  }
  const timed = async (action: () => Promise<unknown>): Promise<void> => {
    const start = performance.now()
    await action()
    times.push(performance.now() - start)
  }
  const done = loop()
  return {
    async stop() {
      stopped.abort()
      await done
      return times
    },
  }
}

function percentiles(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number) => Math.round((sorted[Math.floor(sorted.length * part)] ?? 0) * 10) / 10
  return { count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), mostMs: at(0.9999) }
}
