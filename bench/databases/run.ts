/**
 * `npm run bench -- databases [--rounds 5] [--seconds 2] [--connections 20]`: the webhooks on both databases, waiting for
 * the disk (SQLite `synchronous=FULL`, Postgres `synchronous_commit=on`) and not (`NORMAL`, `off`), beside the floor. All
 * take turns, so that they see the same machine; of the rounds the best counts. Needs a Postgres at 127.0.0.1:5432 (user
 * postgres, trust), where it makes databases of its own. Prints JSON.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { type Effort, type Figures, load } from '../client.ts'
import { expectRight, startFloorProcess, startWith } from '../measure.ts'
import { cpuOf } from '../processes.ts'
import { option, type Settings } from '../server.ts'
import { type WebhookScenario, webhookScenarios } from '../webhooks.ts'

const SERVER = { host: '127.0.0.1', port: 5432, user: 'postgres' } as const

interface Way {
  readonly database: 'sqlite' | 'postgres'
  readonly waits: boolean
}

const ways: readonly Way[] = [
  { database: 'sqlite', waits: true },
  { database: 'sqlite', waits: false },
  { database: 'postgres', waits: true },
  { database: 'postgres', waits: false },
]

const rounds = option(process.argv, 'rounds', 5)
const effort: Effort = {
  connections: option(process.argv, 'connections', 20),
  seconds: option(process.argv, 'seconds', 2),
}

interface Contender {
  readonly name: string
  readonly pid: number
  readonly port: number
  stop(): Promise<void>
}

for (const [name, scenario] of Object.entries(webhookScenarios)) {
  const contenders: Contender[] = []
  try {
    contenders.push(await startFloor())
    for (const way of ways) contenders.push(await startWay(way, scenario))
    console.log(JSON.stringify({ scenario: name, ...(await compare(contenders, scenario)) }))
  } finally {
    for (const one of contenders) await one.stop()
  }
}

/** Loads one after the other, round after round; tells the best of each. */
async function compare(contenders: readonly Contender[], { request }: WebhookScenario) {
  const seen = new Map<string, { figures: Figures; cpuMicros: number }[]>(contenders.map(({ name }) => [name, []]))
  // The first round is for warming up.
  for (let round = 0; round <= rounds; round++) {
    for (const { name, pid, port } of contenders) {
      const before = cpuOf(pid)
      const figures = await load({ ...request, url: `http://127.0.0.1:${port}${request.path}` }, effort)
      const cpuMicros = ((cpuOf(pid) - before) * 1e6) / (figures.requestsPerSecond * effort.seconds)
      if (round > 0) seen.get(name)?.push({ figures, cpuMicros })
    }
  }
  return Object.fromEntries([...seen].map(([name, all]) => [name, bestOf(all)]))
}

function bestOf(all: readonly { readonly figures: Figures; readonly cpuMicros: number }[]) {
  const ranked = all.toSorted((a, b) => b.figures.requestsPerSecond - a.figures.requestsPerSecond)
  const cpu = all.map(({ cpuMicros }) => cpuMicros).toSorted((a, b) => a - b)
  const errors = all.reduce((sum, { figures }) => sum + figures.errors, 0)
  return { ...ranked[0]?.figures, errors, cpuMicros: Math.round(cpu[Math.floor(cpu.length / 2)] ?? 0) }
}

async function startFloor(): Promise<Contender> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-floor-'))
  const { pid, port, stop } = await startFloorProcess(folder)
  const gone = async (): Promise<void> => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { name: 'floor', pid, port, stop: gone }
}

async function startWay(way: Way, scenario: WebhookScenario): Promise<Contender> {
  const home = mkdtempSync(join(tmpdir(), 'millrace-bench-databases-'))
  const database = `bench_${randomBytes(6).toString('hex')}`
  if (way.database === 'postgres') await administer(`create database ${database}`)
  const { pid, port, stop } = await startWith(home, scenario, settingsOf(way, database))
  await expectRight({ port }, scenario)
  const gone = async (): Promise<void> => {
    await stop()
    if (way.database === 'postgres') await administer(`drop database ${database} with (force)`)
    rmSync(home, { recursive: true, force: true })
  }
  return { name: `${way.database}, ${way.waits ? 'waiting' : 'not waiting'}`, pid, port, stop: gone }
}

function settingsOf({ database, waits }: Way, name: string): Settings {
  if (database === 'sqlite') return { MILLRACE_SQLITE_SYNCHRONOUS: waits ? 'full' : 'normal' }
  const options = encodeURIComponent(`-c synchronous_commit=${waits ? 'on' : 'off'}`)
  return { MILLRACE_DATABASE_URL: `postgres://${SERVER.user}@${SERVER.host}:${SERVER.port}/${name}?options=${options}` }
}

async function administer(statement: string): Promise<void> {
  const client = new Client({ ...SERVER, database: 'postgres' })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
