import { stat } from 'node:fs/promises'
import { Kysely } from 'kysely'
import type { EngineRoom } from '../engine-room.ts'
import { createGate, holdTogether } from '../gate.ts'
import { type Home, prepareDatabaseFile } from '../home.ts'
import { type MigrateOptions, migrate } from '../migrations/migrate.ts'
import type { Schema } from '../schema.ts'
import type { StoreOptions } from '../store.ts'
import { type ConnectionOptions, openConnection } from './connection.ts'
import { type DatabaseThread, startThread } from './database-thread.ts'
import { type Run, sqliteDialect } from './dialect.ts'
import { holdHome } from './hold-home.ts'
import { remembering } from './remember.ts'

/**
 * Three connections to one file. The writer's thread waits for the disk; the reader's thread, started when somebody
 * first asks for a list, walks through history; the one on this thread looks rows up by key, which takes microseconds.
 * None of them keeps a webhook waiting for anything but its own commit.
 */
export async function openSqlite(
  home: Home,
  { synchronous = 'full', alone = false }: Pick<StoreOptions, 'synchronous' | 'alone'>,
): Promise<EngineRoom> {
  await prepareDatabaseFile(home)
  const hold = alone ? holdHome(home, process.pid) : undefined
  const file = home.database
  const writer = startThread({ file, role: 'writer', synchronous })
  try {
    const gate = createGate()
    const journalGate = holdTogether(gate)
    // What is written besides executions; counted when it is on disk, as whoever waits for it may look then.
    let changes = 0
    const run: Run = async (sql, parameters) => {
      const result = await writer.query(sql, parameters)
      changes += 1
      return result
    }
    const write = { run, gate }
    await prepareSchema(new Kysely({ dialect: sqliteDialect({ read: writer.query, write }) }), writer, file)
    const reader = lazyReader(() => startThread({ file, role: 'reader', synchronous }))
    const here = openConnection({ file, role: 'reader', synchronous })
    const lookUp: Run = async (sql, parameters) => here.query(sql, parameters)
    const db = new Kysely<Schema>({ dialect: sqliteDialect({ read: reader.query, write }) })
    return {
      kind: 'sqlite',
      db,
      look: new Kysely<Schema>({ dialect: sqliteDialect({ read: lookUp }) }),
      ask: remembering(
        (sql, parameters) => here.query(sql, parameters).rows,
        () => changes,
      ),
      batchesAtOnce: BATCHES_AT_ONCE,
      async commitJournal(writes) {
        const leave = await journalGate.enter()
        try {
          const { refusals, wroteBesides } = await writer.journal(writes)
          if (wroteBesides) changes += 1
          return refusals
        } finally {
          leave()
        }
      },
      async giveBack() {
        for (let free = Infinity; ;) {
          const leave = await gate.enter()
          try {
            await writer.query(`pragma incremental_vacuum(${PAGES_BACK})`, [])
            const left = Number((await writer.query('pragma freelist_count', [])).rows[0]?.['freelist_count'] ?? 0)
            if (left === 0 || left >= free) return
            free = left
          } finally {
            leave()
          }
        }
      },
      backup: (to) => copyDatabase({ file, role: 'reader', synchronous }, to),
      async close() {
        await db.destroy()
        here.close()
        await reader.close()
        await writer.close()
        hold?.release()
      },
    }
  } catch (error) {
    await writer.close()
    hold?.release()
    throw error
  }
}

/** Copies a database that is written to: over a connection of its own, so that it keeps nobody waiting. */
async function copyDatabase(from: ConnectionOptions, to: string): Promise<void> {
  const thread = startThread(from)
  try {
    await thread.backup(to)
  } finally {
    await thread.close()
  }
}

/** Batches that the writer's thread has at a time: while it commits one, it finds the next without being woken. */
const BATCHES_AT_ONCE = 4

/** At once, so that giving back never holds the writer long: 4 MB. */
const PAGES_BACK = 1_000

/** Migrates a file that nobody has open; a test of upgrades brings steps of its own. */
export async function migrateFile(file: string, steps: MigrateOptions['steps']): Promise<void> {
  const writer = startThread({ file, role: 'writer', synchronous: 'full' })
  try {
    const write = { run: writer.query, gate: createGate() }
    await prepareSchema(new Kysely({ dialect: sqliteDialect({ read: writer.query, write }) }), writer, file, steps)
  } finally {
    await writer.close()
  }
}

async function prepareSchema(
  db: Kysely<unknown>,
  writer: DatabaseThread,
  file: string,
  steps?: MigrateOptions['steps'],
): Promise<void> {
  await migrate(db, {
    kind: 'sqlite',
    steps,
    async beforeUpgrade(to) {
      const copy = `${file.replace(/\.db$/, '')}.before-${to}.db`
      // A copy from an attempt that failed half-way is the state before as well.
      if (!(await exists(copy))) await writer.backup(copy)
    },
  })
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    // Whatever keeps us from seeing it will be reported by the backup that follows.
    return false
  }
}

function lazyReader(start: () => DatabaseThread): Pick<DatabaseThread, 'query' | 'close'> {
  let thread: DatabaseThread | undefined
  return {
    query(sql, parameters) {
      thread ??= start()
      return thread.query(sql, parameters)
    },
    async close() {
      await thread?.close()
    },
  }
}
