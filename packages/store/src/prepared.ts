import type { Compilable } from 'kysely'
import type { Database } from './database.ts'

/** Stands where the key will be. */
const KEY = '\u0000key'

/**
 * A query by one key that every execution asks: it is built once, since building costs Kysely several times what the
 * database needs to answer.
 */
export function prepared<Row>(
  db: Database,
  build: (key: string) => Compilable<Row>,
): (key: string) => Promise<readonly Row[]> {
  const query = build(KEY).compile()
  return async (key) => {
    const parameters = query.parameters.map((value) => (value === KEY ? key : value))
    const { rows } = await db.executeQuery<Row>({ ...query, parameters })
    return rows
  }
}
