import type { Kysely } from 'kysely'

/** What the sign-in library is given as its database: our Kysely instance and the family of its SQL. */
export interface AuthDatabase {
  readonly db: Kysely<AuthTables>
  readonly type: 'sqlite' | 'postgres'
}

/**
 * The tables of better-auth's core, under its default names. Dates are ISO texts and booleans 0/1 on SQLite,
 * native types on Postgres; only that library reads and writes them.
 */
export interface AuthTables {
  readonly user: Readonly<Record<string, unknown>>
  readonly session: Readonly<Record<string, unknown>>
  readonly account: Readonly<Record<string, unknown>>
  readonly verification: Readonly<Record<string, unknown>>
}
