import { migrateFile } from '../../packages/store/src/sqlite/open.ts'

/** Upgrades a database file with one step more than the product has, as its next version will. */
export async function migrateSqliteFile(file: string): Promise<void> {
  await migrateFile(file, {
    '0001-first-light': async () => {},
    '0002-outages': async () => {},
    '0003-webhook-keys': async () => {},
    '0004-data-tables': async () => {},
    '0005-execution-counts': async () => {},
    '9000-later': async (db) => {
      await db.schema.createTable('added_later').addColumn('id', 'integer').execute()
    },
  })
}
