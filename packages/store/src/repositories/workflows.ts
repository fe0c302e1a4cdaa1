import type { Workflows } from '@millrace/engine'
import type { Json, JsonObject } from '../json.ts'
import type { Page, PageRequest } from '../page.ts'
import type { Principal } from '../principal.ts'
import type { AuditNote } from './audit.ts'
import type { NewRoute } from './routes.ts'

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

/** `find` is the engine's way in; everything else asks who is asking. */
export interface WorkflowRepository extends Workflows {
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
  /** Ids of all published workflows, for loading triggers. */
  published(): Promise<readonly { readonly id: string; readonly version: string; readonly project: string }[]>
}
