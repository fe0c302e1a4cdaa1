import { type CreateTableBuilder, type Kysely, sql } from 'kysely'
import type { MigrationContext } from './migrate.ts'

/** The first schema: everything of `schema.ts`, and the tables of the sign-in library's core. */
export async function firstLight(db: Kysely<unknown>, context: MigrationContext): Promise<void> {
  await createWorkflows(db)
  await createExecutions(db, context)
  await createSecrets(db, context)
  await createPeople(db, context)
  await createAudit(db)
}

async function createWorkflows(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('workflows')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('static_data', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('node_count', 'integer', (column) => column.notNull())
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('published', 'text')
    .addColumn('archived', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('workflows_by_update').on('workflows').columns(['updated_at', 'id']).execute()
  await db.schema
    .createTable('workflow_versions')
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('published_at', 'bigint')
    .addPrimaryKeyConstraint('workflow_versions_key', ['workflow', 'version'])
    .execute()
  await db.schema
    .createTable('workflow_tags')
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('workflow_tags_key', ['workflow', 'name'])
    .execute()
  await db.schema
    .createTable('routes')
    .addColumn('method', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('node', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('routes_key', ['path', 'method'])
    .execute()
  await db.schema.createIndex('routes_by_workflow').on('routes').column('workflow').execute()
  await db.schema
    .createTable('schedules')
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('node', 'text', (column) => column.notNull())
    .addColumn('rule', 'integer', (column) => column.notNull())
    .addColumn('fired_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('schedules_key', ['workflow', 'node', 'rule'])
    .execute()
}

async function createExecutions(db: Kysely<unknown>, context: MigrationContext): Promise<void> {
  await numbered(db.schema.createTable('executions'), 'number', context)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('workflow_name', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('wake_at', 'bigint')
    .addColumn('resume', 'text')
    .addColumn('retry_of', 'text')
    .addColumn('parent', 'text')
    .addColumn('keep_success', 'integer', (column) => column.notNull())
    .addColumn('keep_error', 'integer', (column) => column.notNull())
    .addColumn('data_kept', 'integer', (column) => column.notNull())
    .addColumn('fence', 'bigint', (column) => column.notNull())
    .addColumn('deaths', 'integer', (column) => column.notNull())
    .addColumn('bytes', 'bigint', (column) => column.notNull())
    .addColumn('last_node', 'text')
    .addColumn('error', 'text')
    .addColumn('custom_data', 'text')
    .execute()
  await indexExecutions(db)
  await db.schema
    .createTable('events')
    .addColumn('execution', 'bigint', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('node', 'text')
    .addColumn('run', 'integer')
    .addColumn('event', 'text', (column) => column.notNull())
    .addColumn('items', 'text')
    .addPrimaryKeyConstraint('events_key', ['execution', 'seq'])
    .execute()
  await db.schema
    .createTable('item_segments')
    .addColumn('execution', 'bigint', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('output', 'integer', (column) => column.notNull())
    .addColumn('start', 'integer', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('packing', 'integer', (column) => column.notNull())
    .addColumn('data', context.bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('item_segments_key', ['execution', 'seq', 'output', 'start'])
    .execute()
  await db.schema
    .createTable('jobs')
    .addColumn('execution', 'text', (column) => column.primaryKey())
    .addColumn('job', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('wakes')
    .addColumn('execution', 'text', (column) => column.notNull())
    .addColumn('node', 'text', (column) => column.notNull())
    .addColumn('run', 'integer', (column) => column.notNull())
    .addColumn('call', 'integer', (column) => column.notNull())
    .addColumn('result', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('wakes_key', ['execution', 'node', 'run', 'call'])
    .execute()
}

/**
 * Every index costs each webhook a page, so there are two whole ones, for the history of a project and of a
 * workflow. Those by status are partial: most executions succeed and are in none of them.
 */
async function indexExecutions(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('executions_by_project').on('executions').columns(['project', 'number']).execute()
  await db.schema.createIndex('executions_by_workflow').on('executions').columns(['workflow', 'number']).execute()
  await db.schema
    .createIndex('executions_not_successful')
    .on('executions')
    .columns(['status', 'number'])
    .where(sql.ref('status'), '<>', sql.lit('success'))
    .execute()
  await db.schema
    .createIndex('executions_by_wake')
    .on('executions')
    .column('wake_at')
    .where(sql.ref('wake_at'), 'is not', null)
    .execute()
}

async function createSecrets(db: Kysely<unknown>, context: MigrationContext): Promise<void> {
  await db.schema
    .createTable('credentials')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('allowed_hosts', 'text', (column) => column.notNull())
    .addColumn('filled', 'text', (column) => column.notNull())
    .addColumn('format', 'integer', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('data_key', context.bytes, (column) => column.notNull())
    .addColumn('payload', context.bytes, (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('vault_keys')
    .addColumn('key_id', 'text', (column) => column.primaryKey())
    .addColumn('root', context.bytes, (column) => column.notNull())
    .addColumn('salt', context.bytes)
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('retired_at', 'bigint')
    .execute()
  await db.schema
    .createTable('variables')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('variables_key', ['project', 'name'])
    .execute()
  await db.schema
    .createTable('settings')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute()
  await numbered(db.schema.createTable('seen_values'), 'place', context)
    .addColumn('workflow', 'text', (column) => column.notNull())
    .addColumn('scope', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addUniqueConstraint('seen_values_once', ['workflow', 'scope', 'value'])
    .execute()
}

async function createPeople(db: Kysely<unknown>, context: MigrationContext): Promise<void> {
  await db.schema
    .createTable('projects')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('project_members')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('user', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('project_members_key', ['user', 'project'])
    .execute()
  await db.schema
    .createTable('api_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('user', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull().unique())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .execute()
  await createSignIn(db, context)
}

/** Core tables of better-auth 1.7, under the names and types its Kysely adapter expects. */
async function createSignIn(db: Kysely<unknown>, { moment, yesNo }: MigrationContext): Promise<void> {
  await db.schema
    .createTable('user')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('email', 'text', (column) => column.notNull().unique())
    .addColumn('emailVerified', yesNo, (column) => column.notNull())
    .addColumn('image', 'text')
    .addColumn('createdAt', moment, (column) => column.notNull())
    .addColumn('updatedAt', moment, (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('session')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('expiresAt', moment, (column) => column.notNull())
    .addColumn('token', 'text', (column) => column.notNull().unique())
    .addColumn('createdAt', moment, (column) => column.notNull())
    .addColumn('updatedAt', moment, (column) => column.notNull())
    .addColumn('ipAddress', 'text')
    .addColumn('userAgent', 'text')
    .addColumn('userId', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .execute()
  await db.schema.createIndex('session_by_user').on('session').column('userId').execute()
  await db.schema
    .createTable('account')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('accountId', 'text', (column) => column.notNull())
    .addColumn('providerId', 'text', (column) => column.notNull())
    .addColumn('userId', 'text', (column) => column.notNull().references('user.id').onDelete('cascade'))
    .addColumn('accessToken', 'text')
    .addColumn('refreshToken', 'text')
    .addColumn('idToken', 'text')
    .addColumn('accessTokenExpiresAt', moment)
    .addColumn('refreshTokenExpiresAt', moment)
    .addColumn('scope', 'text')
    .addColumn('password', 'text')
    .addColumn('createdAt', moment, (column) => column.notNull())
    .addColumn('updatedAt', moment, (column) => column.notNull())
    .execute()
  await db.schema.createIndex('account_by_user').on('account').column('userId').execute()
  await db.schema
    .createTable('verification')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('identifier', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('expiresAt', moment, (column) => column.notNull())
    .addColumn('createdAt', moment, (column) => column.notNull())
    .addColumn('updatedAt', moment, (column) => column.notNull())
    .execute()
  await db.schema.createIndex('verification_by_identifier').on('verification').column('identifier').execute()
}

async function createAudit(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('address', 'text')
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('object', 'text', (column) => column.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('prev_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('counters')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .execute()
  await sql`insert into counters (name, value) values ('audit', 0), ('published', 0)`.execute(db)
}

/** A primary key that counts by itself and never gives a number twice. */
function numbered<Table extends string>(
  table: CreateTableBuilder<Table>,
  name: string,
  { kind }: MigrationContext,
): CreateTableBuilder<Table, string> {
  if (kind === 'sqlite') return table.addColumn(name, 'integer', (column) => column.primaryKey().autoIncrement())
  return table.addColumn(name, 'bigint', (column) => column.primaryKey().generatedAlwaysAsIdentity())
}
