/**
 * `npm run bench -- startup [--workflows 1000] [--starts 5]`: how long a server takes to start that has so many
 * published workflows, each with a webhook, and one in ten with a schedule; the first start, which fills the compile
 * cache, is told apart. Prints JSON, in milliseconds from the command to the first answer that it is ready.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { option, publish, ready, startServerProcess } from '../server.ts'

const workflows = option(process.argv, 'workflows', 1000)
const starts = option(process.argv, 'starts', 5)

const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-startup-'))
try {
  const documents = join(folder, 'documents')
  mkdirSync(documents)
  for (let i = 0; i < workflows; i++) writeFileSync(join(documents, `${i}.json`), JSON.stringify(workflow(i)))
  const home = join(folder, 'home')
  publish(home, documents)
  const first = await start(home)
  const later: number[] = []
  for (let i = 0; i < starts; i++) later.push(await start(home))
  const sorted = later.toSorted((a, b) => a - b)
  console.log(JSON.stringify({ workflows, first, median: sorted[starts >> 1], longest: sorted.at(-1) }, null, 2))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function start(home: string): Promise<number> {
  const began = performance.now()
  const server = await startServerProcess(home, { MILLRACE_LOG: 'error' })
  const took = Math.round(performance.now() - began)
  // The last of its webhooks answers: it is not only ready by its own account.
  const answer = await fetch(`http://127.0.0.1:${server.port}/webhook/hook-${workflows - 1}`)
  if (!answer.ok) throw new Error(`The webhook answered ${answer.status}.`)
  await ready(`http://127.0.0.1:${server.port}/`)
  await server.stop()
  return took
}

function workflow(i: number) {
  const schedule = { rule: { interval: [{ field: 'hours', hoursInterval: 6 }] } }
  return {
    id: `workflow-${i}`,
    name: `Workflow ${i}`,
    nodes: [
      node('Webhook', 'webhook', 2, { path: `hook-${i}`, options: {} }),
      ...(i % 10 === 0 ? [node('Schedule', 'scheduleTrigger', 1.2, schedule)] : []),
      node('Edit', 'set', 3.4, { assignments: { assignments: [] }, includeOtherFields: true, options: {} }),
    ],
    connections: { Webhook: { main: [[{ node: 'Edit', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  }
}

function node(name: string, type: string, typeVersion: number, parameters: object) {
  return { id: name, name, type: `n8n-nodes-base.${type}`, typeVersion, position: [0, 0], parameters, webhookId: name }
}
