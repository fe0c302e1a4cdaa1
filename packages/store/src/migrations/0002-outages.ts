import type { Kysely } from 'kysely'

/** How often in a row the whole server went away while an execution ran: kept apart from the deaths of its runner. */
export async function outages(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('executions')
    .addColumn('outages', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
}
