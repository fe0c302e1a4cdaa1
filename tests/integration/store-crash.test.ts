import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { systemPrincipal } from '@millrace/store'
import { describe, expect, test } from 'vitest'
import { targets } from './store-targets.ts'

const me = systemPrincipal('test')
const ROUNDS = 4

/** A process that writes as fast as it can, and tells of each write once the store has acknowledged it. */
function startWriter(home: string, databaseUrl: string | undefined, round: number): ChildProcess {
  const program = fileURLToPath(new URL('./store-crash-writer.ts', import.meta.url))
  return fork(program, [home, String(round), ...(databaseUrl === undefined ? [] : [databaseUrl])], { execArgv: [] })
}

async function killAfter(writer: ChildProcess, writes: number): Promise<readonly string[]> {
  const acknowledged: string[] = []
  writer.on('message', (id) => {
    acknowledged.push(String(id))
    if (acknowledged.length === writes) writer.kill('SIGKILL')
  })
  await new Promise((resolve) => writer.once('exit', resolve))
  return acknowledged
}

describe.each(await targets())('a writer killed on $name', (target) => {
  test('has lost no write it was told about, whole ones and half-done ones alike', async () => {
    const place = await target.fresh()
    const acknowledged: string[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const writer = startWriter(place.options.home, place.options.databaseUrl, round)
      const told = await killAfter(writer, 150 + round * 70)
      expect(told.length).toBeGreaterThanOrEqual(150)
      acknowledged.push(...told)
    }
    const store = await place.open()
    const lost: string[] = []
    for (const id of acknowledged) {
      const [execution = '', step] = id.split('/')
      const entries = await store.journal.read(execution)
      const done = step === 'begun' ? entries.length >= 1 : entries.length === 2
      if (!done) lost.push(id)
    }
    expect(lost).toEqual([])
    for (const { execution } of await store.recovery.unfinished()) {
      expect(await store.journal.read(execution)).toHaveLength(1)
    }
    const { items } = await store.executions.list(me, {}, { limit: 250 })
    for (const row of items) {
      expect(await store.journal.read(row.id)).toHaveLength(row.endedAt === null ? 1 : 2)
    }
    await store.close()
    if (target.name === 'sqlite') expect(integrityOf(join(place.options.home, 'millrace.db'))).toBe('ok')
    await place.remove()
  })
})

function integrityOf(file: string): unknown {
  const database = new DatabaseSync(file, { readOnly: true })
  const row = database.prepare('pragma integrity_check').get()
  database.close()
  return row?.['integrity_check']
}
