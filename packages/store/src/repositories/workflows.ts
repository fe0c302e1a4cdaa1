import type { Workflows, WhichVersion, WorkflowToRun } from '@millrace/engine'
import { sql } from 'kysely'
import type { Access, Connection } from '../database.ts'
import { StoreError, notFound } from '../error.ts'
import { digest, newId, versionOf } from '../id.ts'
import { type Json, type JsonObject, isJsonObject, parseObject } from '../json.ts'
import { type Page, type PageRequest, pageLimit, pageOf, readCursor, writeCursor } from '../page.ts'
import { prepared } from '../prepared.ts'
import { type Principal, projectsOf, reaches } from '../principal.ts'
import type { WorkflowVersionsTable, WorkflowsTable } from '../schema.ts'
import { type AuditNote, auditChange } from './audit.ts'
import type { NewRoute } from './routes.ts'

/** Deletes the ended executions of a workflow that is gone. */
export type DeleteEnded = (workflow: string) => Promise<void>

/** A workflow as lists show it. */
export interface WorkflowSummary {
  readonly id: string
  readonly project: string
  readonly name: string
  readonly active: boolean
  /** The version that answers in production, null while unpublished. */
  readonly published: string | null
  /** Grows with every saved draft; a save names the one it began with. */
  readonly revision: number
  readonly nodeCount: number
  readonly tags: readonly string[]
  readonly archived: boolean
  readonly createdAt: number
  readonly updatedAt: number
}

/** A workflow with its draft. */
export interface WorkflowDraft extends WorkflowSummary {
  readonly document: Json
  readonly staticData: JsonObject
}

export interface NewWorkflow {
  /** Kept from an import; a new one when left out. */
  readonly id?: string
  readonly project: string
  readonly name: string
  readonly document: Json
  readonly tags?: readonly string[]
  readonly staticData?: JsonObject
}

export interface DraftChange {
  /** The revision the change was made on. */
  readonly revision: number
  readonly name: string
  readonly document: Json
}

export interface WorkflowVersion {
  readonly version: string
  readonly createdAt: number
  readonly createdBy: string
  /** Last time it was published, null if it only ever ran by hand. */
  readonly publishedAt: number | null
}

export interface WorkflowFilter {
  readonly project?: string
  readonly active?: boolean
  /** Part of the name, whatever its case. */
  readonly search?: string
  /** Every one of these. */
  readonly tags?: readonly string[]
  /** Archived ones are left out unless asked for. */
  readonly archived?: boolean
}

export interface Publication {
  /** Document to publish; left out, the draft as it is. */
  readonly version?: string
  /** What the published document answers to; replaces the workflow's routes in the same transaction. */
  readonly routes: readonly NewRoute[]
  readonly audit?: AuditNote
}

/** A version of a workflow for those who make triggers and answers of it. */
export interface FoundWorkflow {
  readonly id: string
  readonly version: string
  readonly document: Json
  readonly active: boolean
  readonly staticData: JsonObject
  readonly project: string
}

export interface PublishedWorkflow {
  readonly id: string
  readonly version: string
  readonly project: string
  /** Since when this version is the published one. */
  readonly publishedAt: number
}

/** `toRun` and `find` are for the engine and for triggers; everything else asks who is asking. */
export interface WorkflowRepository extends Workflows {
  find(id: string, which: WhichVersion): Promise<FoundWorkflow | undefined>
  list(principal: Principal, filter: WorkflowFilter, page: PageRequest): Promise<Page<WorkflowSummary>>
  count(principal: Principal, filter: WorkflowFilter): Promise<number>
  get(principal: Principal, id: string): Promise<WorkflowDraft | undefined>
  /** @throws StoreError `id_taken`, `not_found` (project) */
  create(principal: Principal, workflow: NewWorkflow): Promise<WorkflowDraft>
  /** @throws StoreError `revision_conflict` (details.revision is the stored one), `not_found` */
  save(principal: Principal, id: string, change: DraftChange): Promise<WorkflowDraft>
  setTags(principal: Principal, id: string, tags: readonly string[]): Promise<void>
  setArchived(principal: Principal, id: string, archived: boolean): Promise<void>
  /** Deletes the workflow with its versions, routes, schedules and executions. */
  delete(principal: Principal, id: string, audit?: AuditNote): Promise<void>
  /** Tags in use, with how many workflows carry them. */
  tags(principal: Principal): Promise<readonly { readonly name: string; readonly workflows: number }[]>

  /** @throws StoreError `route_taken` (details: method, path, workflow), `not_found` */
  publish(principal: Principal, id: string, publication: Publication): Promise<WorkflowDraft>
  unpublish(principal: Principal, id: string, audit?: AuditNote): Promise<WorkflowDraft>
  versions(principal: Principal, id: string): Promise<readonly WorkflowVersion[]>
  version(principal: Principal, id: string, version: string): Promise<Json | undefined>
  /** Remembers a document that runs without being published, so that its execution can be recovered. */
  keepVersion(id: string, document: Json, by: string): Promise<string>
  /** Published documents in whose text this occurs: for settings that few workflows have. */
  publishedWith(text: string): Promise<readonly { readonly id: string; readonly document: Json }[]>
  /** All published workflows, for loading triggers. */
  published(): Promise<readonly PublishedWorkflow[]>
}

export function createWorkflows(access: Access, deleteEnded: DeleteEnded): WorkflowRepository {
  return {
    ...reading(access),
    ...drafting(access),
    ...labelling(access),
    ...deleting(access, deleteEnded),
    ...publishing(access),
    ...running(access),
  }
}

function reading({ db, look }: Access): Pick<WorkflowRepository, 'list' | 'count' | 'get' | 'tags'> {
  return {
    async list(principal, filter, page) {
      const limit = pageLimit(page)
      const [updatedAt, id] = readCursor(page.cursor)
      let query = filtered(db, principal, filter).select(SUMMARY)
      if (typeof updatedAt === 'number' && typeof id === 'string') {
        query = query.where((eb) =>
          eb.or([eb('updated_at', '<', updatedAt), eb.and([eb('updated_at', '=', updatedAt), eb('id', '<', id)])]),
        )
      }
      const rows = await query
        .orderBy('updated_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const tags = await tagsOf(
        db,
        rows.map((row) => row.id),
      )
      return pageOf(
        rows,
        limit,
        (row) => writeCursor([row.updated_at, row.id]),
        (row) => asSummary(row, tags.get(row.id) ?? []),
      )
    },
    async count(principal, filter) {
      const row = await filtered(db, principal, filter)
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return row.count
    },
    async get(principal, id) {
      const row = await rowOf(look, principal, id)
      return row === undefined ? undefined : asDraft(row, (await tagsOf(look, [id])).get(id) ?? [])
    },
    async tags(principal) {
      const projects = projectsOf(principal)
      return db
        .selectFrom('workflow_tags')
        .innerJoin('workflows', 'workflows.id', 'workflow_tags.workflow')
        .$if(projects !== undefined, (query) => query.where('workflows.project', 'in', projects ?? []))
        .select((eb) => ['workflow_tags.name', eb.fn.countAll<number>().as('workflows')])
        .groupBy('workflow_tags.name')
        .orderBy('workflow_tags.name')
        .execute()
    },
  }
}

function drafting({ db, clock }: Access): Pick<WorkflowRepository, 'create' | 'save'> {
  return {
    async create(principal, workflow) {
      if (!reaches(principal, workflow.project)) throw notFound('project', workflow.project)
      const now = clock()
      const row: WorkflowsTable = {
        id: workflow.id ?? newId(),
        project: workflow.project,
        name: workflow.name,
        document: JSON.stringify(workflow.document),
        static_data: JSON.stringify(workflow.staticData ?? {}),
        revision: 1,
        node_count: countNodes(workflow.document),
        active: 0,
        published: null,
        archived: 0,
        created_at: now,
        updated_at: now,
      }
      const tags = [...new Set(workflow.tags)].sort()
      await db.transaction().execute(async (transaction) => {
        const added = await transaction
          .insertInto('workflows')
          .values(row)
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('id')
          .executeTakeFirst()
        if (added === undefined) {
          throw new StoreError('id_taken', `There is already a workflow with the id ${row.id}.`, {
            details: { id: row.id },
          })
        }
        await writeTags(transaction, row.id, tags)
      })
      return asDraft(row, tags)
    },
    async save(principal, id, change) {
      return db.transaction().execute(async (transaction) => {
        const row = await known(transaction, principal, id)
        if (row.revision !== change.revision) {
          throw new StoreError(
            'revision_conflict',
            `This workflow was saved elsewhere in the meantime (revision ${row.revision}, yours is ${change.revision}). ` +
              'Look at the newer version, then save again.',
            { details: { revision: row.revision } },
          )
        }
        const changed = {
          name: change.name,
          document: JSON.stringify(change.document),
          node_count: countNodes(change.document),
          revision: row.revision + 1,
          updated_at: clock(),
        }
        const done = await transaction
          .updateTable('workflows')
          .set(changed)
          .where('id', '=', id)
          .where('revision', '=', change.revision)
          .returning('id')
          .executeTakeFirst()
        if (done === undefined) {
          throw new StoreError('revision_conflict', 'This workflow was saved elsewhere at the same moment. Try again.')
        }
        return asDraft({ ...row, ...changed }, (await tagsOf(transaction, [id])).get(id) ?? [])
      })
    },
  }
}

function labelling({ db, clock }: Access): Pick<WorkflowRepository, 'setTags' | 'setArchived'> {
  return {
    async setTags(principal, id, tags) {
      await db.transaction().execute(async (transaction) => {
        await known(transaction, principal, id)
        await transaction.deleteFrom('workflow_tags').where('workflow', '=', id).execute()
        await writeTags(transaction, id, [...new Set(tags)])
      })
    },
    async setArchived(principal, id, archived) {
      await known(db, principal, id)
      await db
        .updateTable('workflows')
        .set({ archived: archived ? 1 : 0, updated_at: clock() })
        .where('id', '=', id)
        .execute()
    },
  }
}

function deleting({ db, clock }: Access, deleteEnded: DeleteEnded): Pick<WorkflowRepository, 'delete'> {
  return {
    async delete(principal, id, audit) {
      await db.transaction().execute(async (transaction) => {
        const row = await known(transaction, principal, id)
        await transaction.deleteFrom('workflows').where('id', '=', id).execute()
        for (const table of BELONGING) await transaction.deleteFrom(table).where('workflow', '=', id).execute()
        await bump(transaction)
        await auditChange(
          transaction,
          audit,
          { action: 'workflow.delete', object: id, before: digest(row.document) },
          clock(),
        )
      })
      await deleteEnded(id)
    },
  }
}

/** Tables whose rows go with their workflow; executions go after it, in small steps. */
const BELONGING = ['workflow_versions', 'workflow_tags', 'routes', 'schedules', 'seen_values'] as const

function withPublishedVersion(connection: Connection) {
  return connection
    .selectFrom('workflows')
    .innerJoin('workflow_versions', (join) =>
      join
        .onRef('workflow_versions.workflow', '=', 'workflows.id')
        .onRef('workflow_versions.version', '=', 'workflows.published'),
    )
}

function publishing({
  db,
  look,
  clock,
}: Access): Pick<WorkflowRepository, 'publish' | 'unpublish' | 'versions' | 'version' | 'published' | 'publishedWith'> {
  return {
    async publish(principal, id, publication) {
      return db.transaction().execute(async (transaction) => {
        const row = await known(transaction, principal, id)
        const now = clock()
        const document = await textToPublish(transaction, row, publication.version)
        const version = versionOf(document)
        await putVersion(transaction, {
          workflow: id,
          version,
          document,
          created_at: now,
          created_by: principal.id,
          published_at: now,
        })
        await replaceRoutes(transaction, id, publication.routes)
        const changed = { active: 1, published: version }
        await transaction.updateTable('workflows').set(changed).where('id', '=', id).execute()
        await bump(transaction)
        const { audit } = publication
        await auditChange(transaction, audit, { action: 'workflow.publish', object: id, after: version }, now)
        return asDraft({ ...row, ...changed }, (await tagsOf(transaction, [id])).get(id) ?? [])
      })
    },
    async unpublish(principal, id, audit) {
      return db.transaction().execute(async (transaction) => {
        const row = await known(transaction, principal, id)
        const changed = { active: 0, published: null }
        await transaction.deleteFrom('routes').where('workflow', '=', id).execute()
        await transaction.updateTable('workflows').set(changed).where('id', '=', id).execute()
        await bump(transaction)
        const before = row.published ?? undefined
        await auditChange(transaction, audit, { action: 'workflow.unpublish', object: id, before }, clock())
        return asDraft({ ...row, ...changed }, (await tagsOf(transaction, [id])).get(id) ?? [])
      })
    },
    async versions(principal, id) {
      await known(db, principal, id)
      const rows = await db
        .selectFrom('workflow_versions')
        .select(['version', 'created_at', 'created_by', 'published_at'])
        .where('workflow', '=', id)
        .orderBy('created_at', 'desc')
        .limit(200)
        .execute()
      return rows.map((row) => ({
        version: row.version,
        createdAt: row.created_at,
        createdBy: row.created_by,
        publishedAt: row.published_at,
      }))
    },
    async version(principal, id, version) {
      await known(db, principal, id)
      const text = await versionText(db, id, version)
      return text === undefined ? undefined : readDocument(text)
    },
    async publishedWith(text) {
      const rows = await withPublishedVersion(db)
        .select(['workflows.id', 'workflow_versions.document'])
        .where('workflow_versions.document', 'like', `%${text}%`)
        .execute()
      return rows.map(({ id, document }) => ({ id, document: readDocument(document) }))
    },
    async published() {
      const rows = await withPublishedVersion(look)
        .select(['id', 'version', 'project', 'published_at'])
        .where('active', '=', 1)
        .orderBy('id')
        .execute()
      return rows.map(({ published_at, ...row }) => ({ ...row, publishedAt: published_at ?? 0 }))
    },
  }
}

function running({ db, look, ask, clock }: Access): Pick<WorkflowRepository, 'find' | 'toRun' | 'keepVersion'> {
  const facts = prepared(ask, (id) =>
    look.selectFrom('workflows').select(['active', 'static_data', 'project', 'published']).where('id', '=', id),
  )
  const variables = prepared(ask, (project) =>
    look.selectFrom('variables').select(['name', 'value']).where('project', '=', project),
  )

  async function found(
    id: string,
    which: WhichVersion,
    known: readonly string[],
  ): Promise<Omit<WorkflowToRun, 'variables'> | undefined> {
    const [row] = await facts(id)
    if (row === undefined) return undefined
    const about = { id, active: row.active === 1, staticData: parseObject(row.static_data), project: row.project }
    if (which === 'draft') {
      const text = await draftText(look, id)
      return text === undefined ? undefined : { ...about, version: versionOf(text), document: readDocument(text) }
    }
    const version = which === 'published' ? row.published : which.version
    if (version === null) return undefined
    if (known.includes(version)) return { ...about, version }
    const text = await versionText(look, id, version)
    return text === undefined ? undefined : { ...about, version, document: readDocument(text) }
  }

  return {
    async find(id, which) {
      const workflow = await found(id, which, [])
      return workflow?.document === undefined ? undefined : { ...workflow, document: workflow.document }
    },
    async toRun(id, which, known) {
      const workflow = await found(id, which, known)
      if (workflow === undefined) return undefined
      const rows = await variables(workflow.project)
      return { ...workflow, variables: Object.fromEntries(rows.map((row) => [row.name, row.value])) }
    },
    async keepVersion(id, document, by) {
      const text = JSON.stringify(document)
      const version = versionOf(text)
      if ((await versionText(look, id, version)) === undefined) {
        const row = { workflow: id, version, document: text, created_at: clock(), created_by: by, published_at: null }
        await putVersion(db, row)
      }
      return version
    },
  }
}

const SUMMARY = [
  'id',
  'project',
  'name',
  'revision',
  'node_count',
  'active',
  'published',
  'archived',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof WorkflowsTable)[]

function filtered(db: Connection, principal: Principal, filter: WorkflowFilter) {
  const projects = projectsOf(principal)
  let query = db.selectFrom('workflows').where('archived', '=', filter.archived === true ? 1 : 0)
  if (projects !== undefined) query = query.where('project', 'in', projects)
  if (filter.project !== undefined) query = query.where('project', '=', filter.project)
  if (filter.active !== undefined) query = query.where('active', '=', filter.active ? 1 : 0)
  if (filter.search !== undefined && filter.search !== '') {
    const pattern = `%${filter.search.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
    query = query.where(sql<boolean>`lower(name) like ${pattern} escape '\\'`)
  }
  for (const tag of filter.tags ?? []) {
    query = query.where('id', 'in', (eb) => eb.selectFrom('workflow_tags').select('workflow').where('name', '=', tag))
  }
  return query
}

function rowOf(db: Connection, principal: Principal, id: string): Promise<WorkflowsTable | undefined> {
  const projects = projectsOf(principal)
  return db
    .selectFrom('workflows')
    .selectAll()
    .where('id', '=', id)
    .$if(projects !== undefined, (query) => query.where('project', 'in', projects ?? []))
    .executeTakeFirst()
}

async function known(db: Connection, principal: Principal, id: string): Promise<WorkflowsTable> {
  const row = await rowOf(db, principal, id)
  if (row === undefined) throw notFound('workflow', id)
  return row
}

async function tagsOf(db: Connection, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('workflow_tags').selectAll().where('workflow', 'in', ids).orderBy('name').execute()
  const tags = new Map<string, string[]>()
  for (const row of rows) tags.set(row.workflow, [...(tags.get(row.workflow) ?? []), row.name])
  return tags
}

async function writeTags(db: Connection, workflow: string, tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return
  await db
    .insertInto('workflow_tags')
    .values(tags.map((name) => ({ workflow, name })))
    .execute()
}

async function draftText(db: Connection, id: string): Promise<string | undefined> {
  const row = await db.selectFrom('workflows').select('document').where('id', '=', id).executeTakeFirst()
  return row?.document
}

async function versionText(db: Connection, workflow: string, version: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('workflow_versions')
    .select('document')
    .where('workflow', '=', workflow)
    .where('version', '=', version)
    .executeTakeFirst()
  return row?.document
}

async function textToPublish(db: Connection, row: WorkflowsTable, version: string | undefined): Promise<string> {
  if (version === undefined) return row.document
  const text = await versionText(db, row.id, version)
  if (text === undefined) throw notFound('version', version)
  return text
}

async function putVersion(db: Connection, row: WorkflowVersionsTable): Promise<void> {
  await db
    .insertInto('workflow_versions')
    .values(row)
    .onConflict((conflict) =>
      row.published_at === null
        ? conflict.columns(['workflow', 'version']).doNothing()
        : conflict.columns(['workflow', 'version']).doUpdateSet({ published_at: row.published_at }),
    )
    .execute()
}

async function replaceRoutes(db: Connection, workflow: string, routes: readonly NewRoute[]): Promise<void> {
  await db.deleteFrom('routes').where('workflow', '=', workflow).execute()
  for (const { method, path, node, data } of routes) {
    const added = await db
      .insertInto('routes')
      .values({ method, path, workflow, node, data: JSON.stringify(data) })
      .onConflict((conflict) => conflict.columns(['path', 'method']).doNothing())
      .returning('path')
      .executeTakeFirst()
    if (added === undefined) throw await taken(db, method, path)
  }
}

async function taken(db: Connection, method: string, path: string): Promise<StoreError> {
  const holder = await db
    .selectFrom('routes')
    .leftJoin('workflows', 'workflows.id', 'routes.workflow')
    .select(['routes.workflow', 'workflows.name'])
    .where('routes.path', '=', path)
    .where('routes.method', '=', method)
    .executeTakeFirst()
  return new StoreError(
    'route_taken',
    `${method} /webhook/${path} already belongs to the workflow ${holder?.name ?? holder?.workflow ?? ''}. ` +
      'Give one of them another path, or unpublish the other.',
    { details: { method, path, workflow: holder?.workflow ?? '' } },
  )
}

async function bump(db: Connection): Promise<void> {
  await db
    .updateTable('counters')
    .set((eb) => ({ value: eb('value', '+', 1) }))
    .where('name', '=', 'published')
    .execute()
}

function asSummary(row: Pick<WorkflowsTable, (typeof SUMMARY)[number]>, tags: readonly string[]): WorkflowSummary {
  return {
    id: row.id,
    project: row.project,
    name: row.name,
    active: row.active === 1,
    published: row.published,
    revision: row.revision,
    nodeCount: row.node_count,
    tags,
    archived: row.archived === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

function asDraft(row: WorkflowsTable, tags: readonly string[]): WorkflowDraft {
  return { ...asSummary(row, tags), document: readDocument(row.document), staticData: parseObject(row.static_data) }
}

function readDocument(text: string): Json {
  const document: Json = JSON.parse(text)
  return document
}

function countNodes(document: Json): number {
  if (!isJsonObject(document)) return 0
  const { nodes } = document
  return Array.isArray(nodes) ? nodes.length : 0
}
