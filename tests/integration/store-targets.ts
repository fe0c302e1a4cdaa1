import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Store, type StoreOptions, openStore } from '@millrace/store'
import { Client } from 'pg'

/** The databases every test of the store runs on: a file of its own, and a Postgres database of its own. */
export interface Target {
  readonly name: 'sqlite' | 'postgres'
  /** A fresh, empty place; options to open it with, as often as a test likes. */
  fresh(): Promise<Place>
}

export interface Place {
  readonly options: StoreOptions
  open(more?: Partial<StoreOptions>): Promise<Store>
  remove(): Promise<void>
}

const SERVER = { host: '127.0.0.1', port: 5432, user: 'postgres' } as const

export const sqlite: Target = {
  name: 'sqlite',
  async fresh() {
    const home = await newFolder()
    return placeAt({ home }, () => rm(home, { recursive: true, force: true }))
  },
}

export const postgres: Target = {
  name: 'postgres',
  async fresh() {
    const home = await newFolder()
    const database = `store_test_${randomBytes(6).toString('hex')}`
    await admin(`create database ${database}`)
    const databaseUrl = `postgres://${SERVER.user}@${SERVER.host}:${SERVER.port}/${database}`
    return placeAt({ home, databaseUrl }, async () => {
      await admin(`drop database ${database} with (force)`)
      await rm(home, { recursive: true, force: true })
    })
  },
}

/** Both, or SQLite alone with a line that says why. */
export async function targets(): Promise<readonly Target[]> {
  try {
    await admin('select 1')
    return [sqlite, postgres]
  } catch {
    console.warn('Skipped on Postgres: none answers at 127.0.0.1:5432 (user postgres, trust).')
    return [sqlite]
  }
}

function placeAt(options: StoreOptions, remove: () => Promise<void>): Place {
  return { options, remove, open: (more) => openStore({ ...options, ...more }) }
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'millrace-store-'))
}

async function admin(statement: string): Promise<void> {
  const client = new Client({ ...SERVER, database: 'postgres' })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
