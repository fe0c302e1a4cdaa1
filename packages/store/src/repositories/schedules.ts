import type { Access } from '../database.ts'

/** When each rule of a schedule trigger fired last, so that a restart neither repeats nor forgets. */
export interface Schedules {
  lastFired(workflow: string): Promise<readonly FiredRule[]>
  /** Answers false, and changes nothing, when the rule has already fired for this moment or a later one. */
  fired(workflow: string, rule: FiredRule): Promise<boolean>
}

export interface FiredRule {
  readonly node: string
  readonly rule: number
  readonly at: number
}

export function createSchedules({ db, look }: Access): Schedules {
  return {
    async lastFired(workflow) {
      const rows = await look.selectFrom('schedules').selectAll().where('workflow', '=', workflow).execute()
      return rows.map((row) => ({ node: row.node, rule: row.rule, at: row.fired_at }))
    },
    async fired(workflow, { node, rule, at }) {
      const row = await db
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
      return row !== undefined
    },
  }
}
