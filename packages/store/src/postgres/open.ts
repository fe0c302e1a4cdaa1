import { Kysely, PostgresDialect } from 'kysely'
import { Pool, types } from 'pg'
import type { EngineRoom } from '../engine-room.ts'
import { StoreError } from '../error.ts'
import { migrate } from '../migrations/migrate.ts'
import type { Schema } from '../schema.ts'
import { createPostgresWriter } from './journal-writer.ts'

/** int8, as counts and times come: they fit a number for the next quarter of a million years. */
const INT8 = 20

/** One pool for everything; the journal writes through one connection of it at a time. */
export async function openPostgres(url: string, onFault: (fault: unknown) => void): Promise<EngineRoom> {
  const pool = new Pool({
    connectionString: url,
    max: 10,
    application_name: 'millrace',
    types: {
      getTypeParser: (oid, format) => (oid === INT8 ? Number : types.getTypeParser(oid, format)),
    },
  })
  // A connection that breaks while it is idle; the next one asked for is a new one.
  pool.on('error', onFault)
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  try {
    await reach(pool)
    await migrate(new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }), { kind: 'postgres' })
  } catch (error) {
    await pool.end()
    throw error
  }
  return {
    kind: 'postgres',
    db,
    look: db,
    ask: async (sql, parameters) => (await pool.query<Record<string, unknown>>(sql, [...parameters])).rows,
    commitJournal: createPostgresWriter(pool),
    batchesAtOnce: 1,
    async giveBack() {
      // Autovacuum does it.
    },
    async backup() {
      throw new StoreError('not_found', 'Postgres is backed up with its own tools: pg_dump, or a base backup.')
    },
    close: () => db.destroy(),
  }
}

async function reach(pool: Pool): Promise<void> {
  try {
    await pool.query('select 1')
  } catch (cause) {
    throw new StoreError(
      'database_unreachable',
      'The Postgres database does not answer. Look at MILLRACE_DATABASE_URL, and whether the server is up.',
      { cause },
    )
  }
}
