/**
 * `npm run bench -- engine [--rounds 40]`: what the engine itself costs in a chain of nodes that do nothing: for each
 * node with one item, and for each further item, writing down included (events are encoded as for the database, which
 * is left out). A short chain and one of 1,000 nodes; the first quarter of the rounds only warms up, and a short chain
 * is run until it is as warm as the long one. Prints JSON, in microseconds.
 */
import { performance } from 'node:perf_hooks'
import { Executor, type StartJob, systemClock } from '@millrace/engine'
import { drawing, memoryJournal, testCatalog, testHost } from '@millrace/engine/testing'
import { encodeWrite } from '@millrace/store'
import { option } from '../server.ts'

const rounds = option(process.argv, 'rounds', 40)
const FURTHER = 1000
const chains = [0, 10, 1000] as const

const workflows = chains.map((nodes) => ({ id: `chain of ${nodes}`, document: chain(nodes), published: true }))
let written = 0
const journal = {
  ...memoryJournal(),
  append: async (write: Parameters<typeof encodeWrite>[0]) => void (written += encodeWrite(write).bytes),
}
const host = testHost({ catalog: testCatalog(), clock: systemClock, host: { journal } }, memoryJournal(), workflows)
const executor = new Executor(host)

const bare = { one: await median(0, 1), many: await median(0, 1 + FURTHER) }
const report: Record<string, object> = {}
for (const nodes of chains.slice(1)) {
  const one = await median(nodes, 1)
  const many = await median(nodes, 1 + FURTHER)
  report[`${nodes} nodes`] = {
    perNode: micros((one - bare.one) / nodes),
    perFurtherItem: micros((many - bare.many - (one - bare.one)) / nodes / FURTHER),
  }
}
if (written === 0) throw new Error('Nothing was written.')
console.log(JSON.stringify(report, null, 2))

/** A chain of nodes that hand on what they get. */
function chain(nodes: number) {
  const names = Array.from({ length: nodes }, (_, i) => `N${i}`)
  const drawn = Object.fromEntries(names.map((name) => [name, { type: 'pass' }]))
  const connections = names.map((name, i) => `${i === 0 ? 'Start' : names[i - 1]} > ${name}`)
  return drawing({ Start: { type: 'start' }, ...drawn }, connections)
}

/** Milliseconds that an execution takes, by its median. */
async function median(nodes: number, items: number): Promise<number> {
  const took: number[] = []
  const times = rounds * Math.ceil(100 / (1 + nodes / 10))
  for (let round = 0; round < times; round++) took.push(await once(job(nodes, items, round)))
  const counted = took.slice(times >> 2).toSorted((a, b) => a - b)
  return counted[counted.length >> 1] ?? 0
}

async function once(start: StartJob): Promise<number> {
  const began = performance.now()
  const { status } = await executor.start(start)
  const took = performance.now() - began
  if (status !== 'success') throw new Error(`The execution ended as ${status}.`)
  return took
}

function job(nodes: number, items: number, round: number): StartJob {
  const execution = `${nodes}-${items}-${round}`
  return {
    execution,
    workflow: `chain of ${nodes}`,
    version: 'published',
    mode: 'webhook',
    trigger: '',
    outputs: [Array.from({ length: items }, (_, n) => ({ json: { n } }))],
    rootId: execution,
    pinData: false,
  }
}

function micros(ms: number): number {
  return Math.round(ms * 100_000) / 100
}
