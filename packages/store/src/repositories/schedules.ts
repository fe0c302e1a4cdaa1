import type { StartJob } from '@millrace/engine'
import type { Access } from '../database.ts'
import { putJob } from './recovery.ts'

/** When each rule of a schedule trigger fired last, so that a restart neither repeats nor forgets. */
export interface Schedules {
  lastFired(workflow: string): Promise<readonly FiredRule[]>
  /**
   * Answers false, and changes nothing, when the rule has already fired for this moment or a later one. The job of the
   * execution that begins with it is kept in the same transaction: a moment is never taken and then forgotten.
   */
  fired(workflow: string, rule: FiredRule, job?: StartJob): Promise<boolean>
}

export interface FiredRule {
  readonly node: string
  readonly rule: number
  readonly at: number
}

export function createSchedules({ db, look, clock }: Access): Schedules {
  return {
    async lastFired(workflow) {
      const rows = await look.selectFrom('schedules').selectAll().where('workflow', '=', workflow).execute()
      return rows.map((row) => ({ node: row.node, rule: row.rule, at: row.fired_at }))
    },
    fired(workflow, { node, rule, at }, job) {
      const keptAt = clock()
      return db.transaction().execute(async (transaction) => {
        const row = await transaction
          .insertInto('schedules')
          .values({ workflow, node, rule, fired_at: at })
          .onConflict((conflict) =>
            conflict
              .columns(['workflow', 'node', 'rule'])
              .doUpdateSet({ fired_at: at })
              .where('schedules.fired_at', '<', at),
          )
          .returning('workflow')
          .executeTakeFirst()
        if (row === undefined) return false
        if (job !== undefined) await putJob(transaction, job, keptAt)
        return true
      })
    },
  }
}
