import type { Kysely, RawBuilder } from 'kysely'
import { sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { StoreError } from '../error.ts'
import { firstLight } from './0001-first-light.ts'
import { outages } from './0002-outages.ts'
import { webhookKeys } from './0003-webhook-keys.ts'
import { dataTables } from './0004-data-tables.ts'
import { executionCounts } from './0005-execution-counts.ts'

/**
 * Forward-only migrations, one file each, in the order of their names. A migration is written against the
 * database alone: it imports nothing that may change its meaning later.
 */
export interface MigrationContext {
  readonly kind: 'sqlite' | 'postgres'
  /** Column types whose names differ. */
  readonly bytes: 'blob' | 'bytea'
  readonly moment: RawBuilder<unknown>
  readonly yesNo: 'integer' | 'boolean'
}

type Step = (db: Kysely<unknown>, context: MigrationContext) => Promise<void>

const steps: Readonly<Record<string, Step>> = {
  '0001-first-light': firstLight,
  '0002-outages': outages,
  '0003-webhook-keys': webhookKeys,
  '0004-data-tables': dataTables,
  '0005-execution-counts': executionCounts,
}

export interface MigrateOptions {
  readonly kind: 'sqlite' | 'postgres'
  /** Called with the newest migration's name before a database that already holds data is changed. */
  readonly beforeUpgrade?: (to: string) => Promise<void>
  /** Other steps than the product's: for tests of upgrades. */
  readonly steps?: Readonly<Record<string, Step>>
}

/**
 * Brings the database to the newest schema.
 * @throws StoreError `database_newer` when a later version of the product has been here
 */
export async function migrate(db: Kysely<unknown>, options: MigrateOptions): Promise<void> {
  const own = options.steps ?? steps
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrationsOf(own, options.kind) } })
  const known = await appliedNames(db, options.kind)
  const strange = known.filter((name) => !Object.hasOwn(own, name))
  if (strange.length > 0) {
    throw new StoreError(
      'database_newer',
      `The database was written by a newer version (it knows ${strange.join(', ')}). ` +
        'Start that version, or go back to the copy made before its first start.',
      { details: { migration: strange.join(', ') } },
    )
  }
  if (known.length === Object.keys(own).length) return
  if (known.length > 0) await options.beforeUpgrade?.(Object.keys(own).at(-1) ?? '')
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

async function appliedNames(db: Kysely<unknown>, kind: 'sqlite' | 'postgres'): Promise<readonly string[]> {
  const table =
    kind === 'sqlite'
      ? sql<{ name: string | null }>`select name from sqlite_master where name = 'kysely_migration'`
      : sql<{ name: string | null }>`select to_regclass('kysely_migration')::text as name`
  const found = await table.execute(db)
  if ((found.rows[0]?.name ?? null) === null) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map((row) => row.name)
}

function migrationsOf(own: Readonly<Record<string, Step>>, kind: 'sqlite' | 'postgres'): Record<string, Migration> {
  const context: MigrationContext = {
    kind,
    bytes: kind === 'sqlite' ? 'blob' : 'bytea',
    moment: kind === 'sqlite' ? sql`text` : sql`timestamptz`,
    yesNo: kind === 'sqlite' ? 'integer' : 'boolean',
  }
  return Object.fromEntries(Object.entries(own).map(([name, step]) => [name, { up: (db) => step(db, context) }]))
}
