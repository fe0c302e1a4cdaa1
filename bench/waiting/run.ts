/**
 * `npm run bench -- waiting [--executions 10000]`: what executions cost that wait. They are begun through a webhook on
 * a server of its own, and wait for an hour; the memory of the server and its children is told before and after, and
 * after a server that was started anew with all of them. Prints JSON, in MB of PSS.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryOf } from '../processes.ts'
import { option, publish, ready, sleep, startServerProcess } from '../server.ts'

const executions = option(process.argv, 'executions', 10_000)
const CALLERS = 20

const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-waiting-'))
try {
  const file = join(folder, 'waiting.json')
  writeFileSync(file, JSON.stringify(waiting()))
  const home = join(folder, 'home')
  publish(home, file)
  const none = await restingMemory(home, async () => undefined)
  const begun = await restingMemory(home, (port) => begin(`http://127.0.0.1:${port}/webhook/wait`))
  const anew = await restingMemory(home, async () => undefined)
  console.log(JSON.stringify({ executions, none, begun, anew, cost: Math.round((anew - none) * 10) / 10 }, null, 2))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** What a server takes that did something and has come to rest. */
async function restingMemory(home: string, work: (port: number) => Promise<void>): Promise<number> {
  const server = await startServerProcess(home, { MILLRACE_LOG: 'error' })
  try {
    await ready(`http://127.0.0.1:${server.port}/`)
    // The runner starts with the first execution, and counts.
    await call(`http://127.0.0.1:${server.port}/webhook/wait`)
    await work(server.port)
    await sleep(5000)
    return memoryOf(server.pid)
  } finally {
    await server.stop()
  }
}

async function begin(url: string): Promise<void> {
  let left = executions
  const callers = Array.from({ length: CALLERS }, async () => {
    while (left-- > 0) await call(url)
  })
  await Promise.all(callers)
}

async function call(url: string): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
  await answer.text()
  if (!answer.ok) throw new Error(`The webhook answered ${answer.status}.`)
}

function waiting() {
  const node = (id: string, type: string, at: number, parameters: object) => ({
    id,
    name: id,
    type: `n8n-nodes-base.${type}`,
    position: [at, 0],
    parameters,
  })
  return {
    id: 'waiting',
    name: 'waiting',
    nodes: [
      {
        ...node('Webhook', 'webhook', 0, { path: 'wait', httpMethod: 'POST', responseMode: 'onReceived', options: {} }),
        typeVersion: 2,
        webhookId: 'wait',
      },
      { ...node('Wait', 'wait', 200, { resume: 'timeInterval', amount: 1, unit: 'hours' }), typeVersion: 1.1 },
    ],
    connections: { Webhook: { main: [[{ node: 'Wait', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  }
}
