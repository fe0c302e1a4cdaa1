import type { Access } from '../database.ts'
import { newId } from '../id.ts'
import type { ProjectsTable } from '../schema.ts'

/** Projects and who works in them. Users themselves live in the sign-in library's tables. */
export interface Projects {
  all(): Promise<readonly Project[]>
  get(id: string): Promise<Project | undefined>
  create(project: NewProject): Promise<Project>
  rename(id: string, name: string): Promise<void>
  /** Projects of a user with the role it has there: what a principal is made of. */
  ofUser(user: string): Promise<readonly Membership[]>
  members(project: string): Promise<readonly { readonly user: string; readonly role: string }[]>
  setMember(project: string, user: string, role: string): Promise<void>
  removeMember(project: string, user: string): Promise<void>
  /** How many users there are: none means the first owner has not arrived. */
  userCount(): Promise<number>
}

export interface Project {
  readonly id: string
  readonly name: string
  readonly kind: 'personal' | 'team'
  readonly createdAt: number
}

export interface NewProject {
  readonly id?: string
  readonly name: string
  readonly kind: Project['kind']
}

export interface Membership {
  readonly project: string
  readonly name: string
  readonly role: string
}

export function createProjects(access: Access): Projects {
  return { ...projects(access), ...memberships(access) }
}

function projects({ db, look, clock }: Access): Pick<Projects, 'all' | 'get' | 'create' | 'rename' | 'userCount'> {
  return {
    async all() {
      const rows = await look.selectFrom('projects').selectAll().orderBy('created_at').execute()
      return rows.map(asProject)
    },
    async get(id) {
      const row = await look.selectFrom('projects').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : asProject(row)
    },
    async create(project) {
      const row = { id: project.id ?? newId(), name: project.name, kind: project.kind, created_at: clock() }
      await db.insertInto('projects').values(row).execute()
      return asProject(row)
    },
    async rename(id, name) {
      await db.updateTable('projects').set({ name }).where('id', '=', id).execute()
    },
    async userCount() {
      const row = await look
        .selectFrom('user')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return row.count
    },
  }
}

function memberships({ db, look }: Access): Pick<Projects, 'ofUser' | 'members' | 'setMember' | 'removeMember'> {
  return {
    async ofUser(user) {
      return look
        .selectFrom('project_members')
        .innerJoin('projects', 'projects.id', 'project_members.project')
        .select(['projects.id as project', 'projects.name', 'project_members.role'])
        .where('project_members.user', '=', user)
        .orderBy('projects.created_at')
        .execute()
    },
    async members(project) {
      return db
        .selectFrom('project_members')
        .select(['user', 'role'])
        .where('project', '=', project)
        .orderBy('user')
        .execute()
    },
    async setMember(project, user, role) {
      await db
        .insertInto('project_members')
        .values({ project, user, role })
        .onConflict((conflict) => conflict.columns(['user', 'project']).doUpdateSet({ role }))
        .execute()
    },
    async removeMember(project, user) {
      await db.deleteFrom('project_members').where('project', '=', project).where('user', '=', user).execute()
    },
  }
}

function asProject(row: ProjectsTable): Project {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind === 'team' ? 'team' : 'personal',
    createdAt: row.created_at,
  }
}
