/**
 * `npm run bench -- databases [--seconds 8] [--connections 20]`: the webhooks on both databases, waiting for the disk
 * (SQLite `synchronous=FULL`, Postgres `synchronous_commit=on`) and not (`NORMAL`, `off`). Needs a Postgres at
 * 127.0.0.1:5432 (user postgres, trust), where it makes databases of its own. Prints JSON.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { Effort } from '../client.ts'
import { measureMillrace } from '../measure.ts'
import { option, type Settings } from '../server.ts'
import { webhookScenarios } from '../webhooks.ts'

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

const effort: Effort = {
  connections: option(process.argv, 'connections', 20),
  seconds: option(process.argv, 'seconds', 8),
}
for (const [name, scenario] of Object.entries(webhookScenarios)) {
  for (const way of ways) {
    const figures = await withDatabase(way, async (home, settings) => measureMillrace(home, scenario, effort, settings))
    console.log(JSON.stringify({ scenario: name, ...way, ...figures }))
  }
}

async function withDatabase<T>(way: Way, use: (home: string, settings: Settings) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'millrace-bench-databases-'))
  const name = `bench_${randomBytes(6).toString('hex')}`
  if (way.database === 'postgres') await administer(`create database ${name}`)
  try {
    return await use(home, settingsOf(way, name))
  } finally {
    if (way.database === 'postgres') await administer(`drop database ${name} with (force)`)
    rmSync(home, { recursive: true, force: true })
  }
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
