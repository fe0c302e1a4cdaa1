import type { Kysely } from 'kysely'

/** Tables that people and workflows keep data in, and their rows. */
export async function dataTables(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('data_tables')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('columns', 'text', (column) => column.notNull())
    .addColumn('last_row', 'bigint', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('data_tables_name', ['project', 'name'])
    .execute()
  await db.schema
    .createTable('data_rows')
    .addColumn('table', 'text', (column) => column.notNull())
    .addColumn('id', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('cells', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('data_rows_key', ['table', 'id'])
    .execute()
}
