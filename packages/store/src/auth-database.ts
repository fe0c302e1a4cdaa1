import type { Database } from './database.ts'

/**
 * What the sign-in library is given as its database: our Kysely instance, and the family of its SQL. Its tables
 * (`user`, `session`, `account`, `verification`) are beside ours; only that library reads and writes them.
 */
export interface AuthDatabase {
  readonly db: Database
  readonly type: 'sqlite' | 'postgres'
}
