import { type Kysely, sql } from 'kysely'

/** How many executions of each workflow began in which hour, and how many of them failed. */
export async function executionCounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('execution_counts')
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('hour', 'bigint', (column) => column.notNull())
    .addColumn('total', 'bigint', (column) => column.notNull())
    .addColumn('failed', 'bigint', (column) => column.notNull())
    .addColumn('last_started_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('execution_counts_key', ['workflow', 'hour'])
    .execute()
  await sql`
    insert into execution_counts (workflow, hour, total, failed, last_started_at)
    select workflow, started_at / 3600000, count(*),
      sum(case when status in ('error', 'crashed') then 1 else 0 end), max(started_at)
    from executions group by workflow, started_at / 3600000
  `.execute(db)
}
