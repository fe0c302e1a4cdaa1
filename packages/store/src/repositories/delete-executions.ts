import type { Access, Connection } from '../database.ts'
import type { BlobFolder } from '../store.ts'

/** Executions to delete, by number and id. */
export type DeleteExecutions = (rows: readonly { readonly number: number; readonly id: string }[]) => Promise<void>

/** In one transaction; every page of it is written again, so a step is small and a webhook hardly waits for it. */
const STEP = 100

/** Deletes executions with their events and items, then their files (an orphan file is harmless, a lost one is not). */
export function createDeletion({ db }: Access, blobs: BlobFolder): DeleteExecutions {
  return async (rows) => {
    for (let start = 0; start < rows.length; start += STEP) {
      const step = rows.slice(start, start + STEP)
      const numbers = step.map((row) => row.number)
      await db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('item_segments').where('execution', 'in', numbers).execute()
        await transaction.deleteFrom('events').where('execution', 'in', numbers).execute()
        await transaction.deleteFrom('executions').where('number', 'in', numbers).execute()
      })
      await blobs.removeAll(step.map((row) => row.id))
    }
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
