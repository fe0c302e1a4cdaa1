import { sql } from 'kysely'
import type { Access, Connection } from '../database.ts'
import { hourOf } from '../journal/counts.ts'
import type { PruneLimits } from '../prune-limits.ts'
import type { DeleteExecutions } from './delete-executions.ts'

export interface Pruning {
  /** One round, in small transactions; answers with what went. */
  run(limits: PruneLimits): Promise<{ readonly deleted: number }>
}

const STEP = 500

export function createPruning({ db, clock }: Access, remove: DeleteExecutions, giveBack: () => Promise<void>): Pruning {
  return {
    async run(limits) {
      const oldest = Math.max(0, clock() - limits.maxAgeMs)
      let deleted = await repeat((step) => tooOld(db, oldest, step), remove)
      deleted += await repeat((step) => tooMany(db, limits.maxCount, step), remove)
      deleted += await repeat(() => tooLarge(db, limits.maxBytes), remove)
      await dropOldVersions(db, oldest)
      await db.deleteFrom('execution_counts').where('hour', '<', hourOf(oldest)).execute()
      await giveBack()
      return { deleted }
    },
  }
}

interface Oldest {
  readonly number: number
  readonly id: string
}

async function repeat(next: (step: number) => Promise<readonly Oldest[]>, remove: DeleteExecutions): Promise<number> {
  let deleted = 0
  for (;;) {
    const rows = await next(STEP)
    if (rows.length === 0) return deleted
    await remove(rows)
    deleted += rows.length
  }
}

function ended(db: Connection) {
  return db.selectFrom('executions').where('ended_at', 'is not', null).orderBy('number')
}

function tooOld(db: Connection, before: number, step: number): Promise<readonly Oldest[]> {
  return ended(db).select(['number', 'id']).where('ended_at', '<', before).limit(step).execute()
}

async function tooMany(db: Connection, most: number, step: number): Promise<readonly Oldest[]> {
  const { count } = await db
    .selectFrom('executions')
    .where('ended_at', 'is not', null)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count <= most) return []
  return ended(db)
    .select(['number', 'id'])
    .limit(Math.min(count - most, step))
    .execute()
}

/** The oldest whose data, together, are what is too much. */
async function tooLarge(db: Connection, most: number): Promise<readonly Oldest[]> {
  const row = await db
    .selectFrom('executions')
    .select((eb) => eb.fn.sum<number | null>('bytes').as('bytes'))
    .executeTakeFirstOrThrow()
  let excess = Number(row.bytes ?? 0) - most
  if (excess <= 0) return []
  const oldest = await ended(db).select(['number', 'id', 'bytes']).limit(STEP).execute()
  const going: Oldest[] = []
  for (const { number, id, bytes } of oldest) {
    if (excess <= 0) break
    going.push({ number, id })
    excess -= bytes
  }
  return going
}

/** Versions that only ever ran by hand, long ago, and that no execution names any more. */
async function dropOldVersions(db: Connection, before: number): Promise<void> {
  await db
    .deleteFrom('workflow_versions')
    .where('published_at', 'is', null)
    .where('created_at', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('executions')
            .select(sql.lit(1).as('one'))
            .whereRef('executions.workflow', '=', 'workflow_versions.workflow')
            .whereRef('executions.version', '=', 'workflow_versions.version'),
        ),
      ),
    )
    .execute()
}
