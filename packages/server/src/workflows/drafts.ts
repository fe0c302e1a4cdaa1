/** What routes share about workflows: finding one, showing its draft, reading a document that was sent. */
import type { WorkflowDraft as ShownDraft } from '@millrace/api'
import { isJsonObject, type JsonObject } from '@millrace/sdk'
import type { Principal, Store, WorkflowDraft } from '@millrace/store'
import { exportWorkflow, importWorkflow } from '@millrace/workflow'
import { problems } from '../http/http-problem.ts'

/** @throws HttpProblem `not_found`, the same for a foreign workflow as for none */
export async function findDraft(store: Store, principal: Principal, id: string): Promise<WorkflowDraft> {
  const draft = await store.workflows.get(principal, id)
  if (!draft) throw problems.notFound('workflow')
  return draft
}

export async function showDraft(store: Store, principal: Principal, draft: WorkflowDraft): Promise<ShownDraft> {
  return {
    id: draft.id,
    name: draft.name,
    document: documentOf(draft),
    revision: draft.revision,
    updatedAt: draft.updatedAt,
    active: draft.active,
    published: await showPublished(store, principal, draft),
  }
}

async function showPublished(
  store: Store,
  principal: Principal,
  { id, published, document }: WorkflowDraft,
): Promise<ShownDraft['published']> {
  if (published === null) return null
  const [versions, running] = await Promise.all([
    store.workflows.versions(principal, id),
    store.workflows.version(principal, id, published),
  ])
  const version = versions.find((one) => one.version === published)
  return {
    version: published,
    at: version?.publishedAt ?? version?.createdAt ?? 0,
    same: JSON.stringify(running) === JSON.stringify(document),
  }
}

/** A stored document is always an object: it was written by `readDocument`. */
export function documentOf({ document }: Pick<WorkflowDraft, 'document'>): JsonObject {
  return isJsonObject(document) ? document : {}
}

/**
 * Reads a document that a client sent, in n8n's form, and writes it as we store it. Damage is repaired as an
 * import repairs it; the id and the active flag are the row's business and not the document's.
 */
export function readDocument(sent: unknown, name?: string): { readonly name: string; readonly document: JsonObject } {
  const { workflow } = importWorkflow(sent)
  const named = name ?? workflow.name
  const { id: _id, active: _active, ...document } = exportWorkflow({ ...workflow, name: named }, { for: 'millrace' })
  return { name: named, document }
}
