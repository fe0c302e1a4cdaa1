/** Workflows and executions in the shapes that clients of n8n's public API know. */
import type { PublicExecution, PublicWorkflow } from '@millrace/api'
import type { JournalEntry } from '@millrace/engine'
import { earlierRuns } from '@millrace/engine'
import { isJsonObject, type Json, type JsonObject } from '@millrace/sdk'
import type { ExecutionSummary, WorkflowDraft } from '@millrace/store'
import { exportWorkflow, importWorkflow } from '@millrace/workflow'
import { documentOf } from '../workflows/drafts.ts'

export function publicWorkflowOf(draft: WorkflowDraft): PublicWorkflow {
  const { workflow } = importWorkflow(documentOf(draft))
  const document = exportWorkflow(workflow, { for: 'n8n' })
  return {
    ...document,
    id: draft.id,
    name: draft.name,
    active: draft.active,
    createdAt: iso(draft.createdAt),
    updatedAt: iso(draft.updatedAt),
    nodes: listOf(document['nodes']),
    connections: objectOf(document['connections']),
    settings: objectOf(document['settings']),
    staticData: draft.staticData,
    pinData: objectOf(document['pinData']),
    meta: isJsonObject(document['meta']) ? document['meta'] : null,
    versionId: `${draft.published ?? 'draft'}-${draft.revision}`,
    tags: draft.tags.map((name) => ({ id: name, name })),
  }
}

export function publicExecutionOf(one: ExecutionSummary): PublicExecution {
  return {
    id: one.id,
    finished: one.status === 'success',
    mode: one.mode,
    retryOf: one.retryOf,
    retrySuccessId: null,
    startedAt: iso(one.startedAt),
    stoppedAt: one.endedAt === null ? null : iso(one.endedAt),
    workflowId: one.workflow,
    waitTill: one.wakeAt === null ? null : iso(one.wakeAt),
    status: one.status,
  }
}

/** The runs of an execution, by the names of its nodes. */
export function runDataOf(
  one: ExecutionSummary,
  journal: readonly JournalEntry[],
  document: Json | undefined,
): JsonObject {
  const { workflow } = importWorkflow(document ?? {})
  const nameOf = (id: string) => workflow.nodes.get(id)?.name ?? id
  const byNode = new Map<string, JsonObject[]>()
  for (const run of earlierRuns(journal)) {
    const main = run.outputs.map((items): Json => (items === null ? null : items.map((item) => objectOf(plain(item)))))
    const runs = byNode.get(nameOf(run.node)) ?? []
    runs.push({ executionStatus: run.status, data: { main } })
    byNode.set(nameOf(run.node), runs)
  }
  const lastNode = one.lastNode === null ? {} : { lastNodeExecuted: nameOf(one.lastNode) }
  const error = one.error === null ? {} : { error: objectOf(plain(one.error)) }
  return { resultData: { runData: Object.fromEntries(byNode), ...lastNode, ...error } }
}

export function iso(at: number): string {
  return new Date(at).toISOString()
}

/** Items and errors are data; as JSON they lose only members that are undefined. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

export function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {}
}

function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}
