/**
 * What a call of people's code costs: first call, warm call alone, many at once, with and without waiting, the same
 * for Python, and the memory it takes. Run it with `node bench/sandbox/run.ts`; it prints JSON.
 */
import { readFileSync } from 'node:fs'
import { type CodeCall, createSandbox } from '@millrace/sandbox'

const warmCalls = 1500
const crowdCalls = 6000
const crowd = 20

const mapped =
  'return $input.all().map((item) => ({ json: { ...item.json, total: item.json.price * item.json.count } }))'
const dated = "return [{ json: { day: DateTime.now().toFormat('yyyy-LL-dd'), zone: $now.zoneName } }]"
const asking = "return [{ json: { names: $('Before').all().length } }]"
const waiting = 'await new Promise((resolve) => setTimeout(resolve, 1)); return items'
const eachItem = 'return { json: { total: $json.price * $json.count } }'

const items = (count: number) =>
  JSON.stringify(Array.from({ length: count }, (_, index) => ({ json: { id: index, price: 2.5, count: index + 1 } })))
const answer = items(5)

const call = (code: string, more: Partial<CodeCall> = {}): CodeCall => ({
  language: 'javaScript',
  code,
  mode: 'allItems',
  items: items(3),
  context: JSON.stringify({ zone: 'Europe/Berlin', workflow: { id: '1', name: 'bench' }, execution: { id: '1' } }),
  callbacks: new Map([['node', async () => answer]]),
  tenant: 'bench',
  version: '1',
  ...more,
})

const sandbox = createSandbox()
const since = (start: number) => performance.now() - start
const round = (value: number) => Math.round(value * 10) / 10

/** One call after the other, in microseconds. */
async function alone(what: CodeCall) {
  for (let n = 0; n < 100; n++) await sandbox.run(what)
  const times: number[] = []
  for (let n = 0; n < warmCalls; n++) {
    const start = performance.now()
    await sandbox.run(what)
    times.push(since(start) * 1000)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => round(times[Math.floor(times.length * share)] ?? 0)
  return { p50: at(0.5), p99: at(0.99) }
}

/** Twenty at once, as microseconds per call. */
async function together(what: CodeCall, calls = crowdCalls) {
  const start = performance.now()
  await Promise.all(
    Array.from({ length: crowd }, async () => {
      for (let n = 0; n < calls / crowd; n++) await sandbox.run(what)
    }),
  )
  return round((since(start) * 1000) / calls)
}

function residentMb() {
  const pages = sandbox.pids().map((pid) => {
    const proportional = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]
    return Number(proportional ?? 0) / 1024
  })
  return pages.map(round)
}

const summed = 'return [{"json": {"total": item["json"]["price"] * item["json"]["count"]}} for item in _items]'
const python = call(summed, { language: 'pythonNative' })

/** Milliseconds of Python calls: each with an interpreter ready, and one right behind the other. */
async function pythonCalls() {
  const timed = async () => {
    const start = performance.now()
    await sandbox.run(python)
    return since(start)
  }
  const first = round(await timed())
  const spaced: number[] = []
  for (let n = 0; n < 15; n++) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    spaced.push(await timed())
  }
  spaced.sort((a, b) => a - b)
  const behind = performance.now()
  for (let n = 0; n < 15; n++) await sandbox.run(python)
  return { firstMs: first, readyMs: round(spaced[7] ?? 0), behindEachOtherMs: round(since(behind) / 15) }
}

const start = performance.now()
await sandbox.run(call(mapped))
const first = round(since(start))
await new Promise((resolve) => setTimeout(resolve, 2000))
const idle = process.platform === 'linux' ? residentMb() : undefined
const secondProject = performance.now()
await sandbox.run(call(mapped, { tenant: 'another' }))

const report = {
  firstCallMs: first,
  firstCallOfNextProjectMs: round(since(secondProject)),
  warmUs: {
    map: await alone(call(mapped)),
    hundredItems: await alone(call(mapped, { items: items(100) })),
    eachOfHundred: await alone(call(eachItem, { mode: 'eachItem', items: items(100) })),
    dates: await alone(call(dated)),
    otherNode: await alone(call(asking)),
  },
  twentyAtOnceUs: {
    map: await together(call(mapped)),
    hundredItems: await together(call(mapped, { items: items(100) })),
    otherNode: await together(call(asking)),
    timerOfOneMs: await together(call(waiting), 2000),
  },
  pssMbIdle: idle,
  python: await pythonCalls(),
  pssMbAfter: process.platform === 'linux' ? residentMb() : undefined,
}
console.log(JSON.stringify(report, undefined, 2))
await sandbox.dispose()
