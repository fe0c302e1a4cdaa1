import type { Access, Connection } from '../database.ts'
import type { BlobFolder } from '../store.ts'

/** Executions to delete, by number and id. */
export type DeleteExecutions = (rows: readonly { readonly number: number; readonly id: string }[]) => Promise<void>

/** In one transaction; every page of it is written again, so a step is small and a webhook hardly waits for it. */
const STEP = 100
/** Segments of large lists that go in one transaction before their execution does: some 64 kB each. */
const SEGMENTS = 64

/** Deletes executions with their events and items, then their files (an orphan file is harmless, a lost one is not). */
export function createDeletion({ db }: Access, blobs: BlobFolder): DeleteExecutions {
  return async (rows) => {
    for (let start = 0; start < rows.length; start += STEP) {
      const step = rows.slice(start, start + STEP)
      const numbers = step.map((row) => row.number)
      for (const number of await withLists(db, numbers)) await deleteLists(db, number)
      await db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('item_segments').where('execution', 'in', numbers).execute()
        await transaction.deleteFrom('events').where('execution', 'in', numbers).execute()
        await transaction.deleteFrom('executions').where('number', 'in', numbers).execute()
      })
      await blobs.removeAll(step.map((row) => row.id))
    }
  }
}

/** Which of these executions have lists that were written ahead of their events: those are large. */
async function withLists(db: Connection, numbers: readonly number[]): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('item_segments')
    .select('execution')
    .distinct()
    .where('execution', 'in', numbers)
    .where('seq', '<', 0)
    .execute()
  return rows.map((row) => row.execution)
}

/** Deletes the large lists of an execution, some at a time: it may be gigabytes. */
async function deleteLists(db: Connection, execution: number): Promise<void> {
  for (;;) {
    const some = await db
      .selectFrom('item_segments')
      .select(['seq', 'start'])
      .where('execution', '=', execution)
      .where('seq', '<', 0)
      .orderBy('seq')
      .orderBy('start')
      .limit(SEGMENTS)
      .execute()
    const last = some.at(-1)
    if (last === undefined) return
    await db
      .deleteFrom('item_segments')
      .where('execution', '=', execution)
      .where('seq', '<=', last.seq)
      .where((eb) => eb.or([eb('seq', '<', last.seq), eb('start', '<=', last.start)]))
      .execute()
  }
}

/** Deletes what a workflow left behind, a step at a time. */
export async function deleteEndedOf(db: Connection, remove: DeleteExecutions, workflow: string): Promise<void> {
  for (;;) {
    const rows = await db
      .selectFrom('executions')
      .select(['number', 'id'])
      .where('workflow', '=', workflow)
      .where('ended_at', 'is not', null)
      .limit(STEP)
      .execute()
    if (rows.length === 0) break
    await remove(rows)
  }
  await db.deleteFrom('execution_counts').where('workflow', '=', workflow).execute()
}
