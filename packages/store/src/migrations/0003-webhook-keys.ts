import type { Kysely } from 'kysely'

/** Keys that callers sent with their events, the execution each began, and the answer it was given. */
export async function webhookKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhook_keys')
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('node', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('execution', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('answer', 'text')
    .addPrimaryKeyConstraint('webhook_keys_key', ['workflow', 'node', 'key'])
    .execute()
  await db.schema.createIndex('webhook_keys_by_execution').on('webhook_keys').column('execution').execute()
  await db.schema.createIndex('webhook_keys_by_age').on('webhook_keys').column('created_at').execute()
}
