import type { Compilable } from 'kysely'
import type { Ask } from './database.ts'

/** Stands where the key will be. */
const KEY = '\u0000key'

/**
 * A query by one key that every execution asks: it is built once, and goes straight to the database, since Kysely
 * costs several times what the database needs to answer it.
 */
export function prepared<Row>(
  ask: Ask,
  build: (key: string) => Compilable<Row>,
): (key: string) => Promise<readonly Row[]> {
  const { sql, parameters } = build(KEY).compile()
  return async (key) => {
    const rows = await ask(
      sql,
      parameters.map((value) => (value === KEY ? key : value)),
    )
    // The query that was compiled vouches for the form of its rows.
    return rows as readonly Row[]
  }
}
