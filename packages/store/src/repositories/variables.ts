import type { Access } from '../database.ts'
import { notFound } from '../error.ts'
import { type Principal, reaches } from '../principal.ts'

export interface VariableRepository {
  /** `$vars` of a project; all values are text. */
  all(project: string): Promise<Readonly<Record<string, string>>>
  list(principal: Principal, project: string): Promise<readonly Variable[]>
  set(principal: Principal, project: string, variable: Variable): Promise<void>
  delete(principal: Principal, project: string, name: string): Promise<void>
}

export interface Variable {
  readonly name: string
  readonly value: string
}

export function createVariables({ db, look }: Access): VariableRepository {
  return {
    async all(project) {
      const rows = await look.selectFrom('variables').select(['name', 'value']).where('project', '=', project).execute()
      return Object.fromEntries(rows.map((row) => [row.name, row.value]))
    },
    async list(principal, project) {
      check(principal, project)
      return db
        .selectFrom('variables')
        .select(['name', 'value'])
        .where('project', '=', project)
        .orderBy('name')
        .execute()
    },
    async set(principal, project, { name, value }) {
      check(principal, project)
      await db
        .insertInto('variables')
        .values({ project, name, value })
        .onConflict((conflict) => conflict.columns(['project', 'name']).doUpdateSet({ value }))
        .execute()
    },
    async delete(principal, project, name) {
      check(principal, project)
      await db.deleteFrom('variables').where('project', '=', project).where('name', '=', name).execute()
    },
  }
}

function check(principal: Principal, project: string): void {
  if (!reaches(principal, project)) throw notFound('project', project)
}
