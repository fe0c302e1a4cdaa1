import type { Kysely, Transaction } from 'kysely'
import type { Schema } from './schema.ts'

/** Our database for queries of any length: on SQLite they run on threads of their own. */
export type Database = Kysely<Schema>

/** A transaction, or the database itself, for code that works in both. */
export type Connection = Kysely<Schema> | Transaction<Schema>

/** Where `look` looks, for queries that were built before. */
export type Ask = (sql: string, parameters: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>

/**
 * What repositories are made with. `look` is for reads by key, and for the few short lists a server needs to start:
 * on SQLite they run here and now, which is faster than asking another thread, and must therefore be short.
 */
export interface Access {
  readonly db: Database
  readonly look: Database
  readonly ask: Ask
  readonly clock: () => number
}
