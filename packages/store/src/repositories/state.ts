import type { State } from '@millrace/engine'
import type { Access, Connection } from '../database.ts'
import { isJsonObject, type JsonObject, parseObject } from '../json.ts'

type Key = Parameters<State['clear']>[0]

/** Values in one statement: SQLite and Postgres both bind a few thousand at most. */
const STEP = 500

/** Sets of values remembered across executions, each no longer than its limit: the oldest are forgotten first. */
export function createState({ db }: Access): State {
  return {
    async addNew(key, values, limit) {
      return db.transaction().execute(async (transaction) => {
        const added = new Set<string>()
        for (let start = 0; start < values.length; start += STEP) {
          for (const value of await insertNew(transaction, key, values.slice(start, start + STEP))) added.add(value)
        }
        await forgetBeyond(transaction, key, limit)
        // Of a value that is there twice, the first is new and the second is not.
        return values.map((value) => added.delete(value))
      })
    },
    async raise(key, value) {
      return db.transaction().execute(async (transaction) => {
        const rows = await transaction
          .selectFrom('seen_values')
          .select('value')
          .where('workflow', '=', key.workflow)
          .where('scope', '=', key.set)
          .execute()
        // Two at a time may each have left a number: the highest counts, and the next one tidies up.
        const before = rows.length === 0 ? undefined : Math.max(...rows.map((row) => Number(row.value)))
        if (before !== undefined && before >= value) return before
        await forgetBeyond(transaction, key, 0)
        await insertNew(transaction, key, [String(value)])
        return before
      })
    },
    async clear(key) {
      await db.deleteFrom('seen_values').where('workflow', '=', key.workflow).where('scope', '=', key.set).execute()
    },
    async staticData({ workflow, scope }) {
      return scopeOf(await allStaticData(db, workflow), scope)
    },
    async keepStaticData({ workflow, scope }, data) {
      await db.transaction().execute(async (transaction) => {
        const all = { ...(await allStaticData(transaction, workflow)), [scope]: data }
        await transaction
          .updateTable('workflows')
          .set({ static_data: JSON.stringify(all) })
          .where('id', '=', workflow)
          .execute()
      })
    },
  }
}

async function allStaticData(db: Connection, workflow: string): Promise<JsonObject> {
  const row = await db.selectFrom('workflows').select('static_data').where('id', '=', workflow).executeTakeFirst()
  return parseObject(row?.static_data ?? '{}')
}

function scopeOf(all: JsonObject, scope: string): JsonObject {
  const data = Object.hasOwn(all, scope) ? all[scope] : undefined
  return isJsonObject(data) ? data : {}
}

async function insertNew(db: Connection, key: Key, values: readonly string[]): Promise<readonly string[]> {
  const rows = await db
    .insertInto('seen_values')
    .values([...new Set(values)].map((value) => ({ workflow: key.workflow, scope: key.set, value })))
    .onConflict((conflict) => conflict.columns(['workflow', 'scope', 'value']).doNothing())
    .returning('value')
    .execute()
  return rows.map((row) => row.value)
}

async function forgetBeyond(db: Connection, key: Key, limit: number): Promise<void> {
  const edge = await db
    .selectFrom('seen_values')
    .select('place')
    .where('workflow', '=', key.workflow)
    .where('scope', '=', key.set)
    .orderBy('place', 'desc')
    .offset(limit)
    .limit(1)
    .executeTakeFirst()
  if (edge === undefined) return
  await db
    .deleteFrom('seen_values')
    .where('workflow', '=', key.workflow)
    .where('scope', '=', key.set)
    .where('place', '<=', edge.place)
    .execute()
}
