/** The public API under `/api/v1`. */
import {
  openApi,
  publicActivateWorkflow,
  publicContracts,
  publicCreateCredential,
  publicCreateWorkflow,
  publicCredentialSchema,
  publicDeactivateWorkflow,
  publicDeleteCredential,
  publicDeleteExecution,
  publicDeleteWorkflow,
  publicGetExecution,
  publicGetWorkflow,
  publicListExecutions,
  publicListWorkflows,
  publicUpdateWorkflow,
} from '@millrace/api'
import type { CredentialSummary, WorkflowDraft } from '@millrace/store'
import type { Caller } from '../auth/caller.ts'
import type { ServerContext } from '../context.ts'
import { problems } from '../http/http-problem.ts'
import { type Routes, serve } from '../http/serve.ts'
import { findExecution } from '../executions/execution-routes.ts'
import { findDraft, readDocument } from '../workflows/drafts.ts'
import { auditOf } from '../workflows/workflow-routes.ts'
import { credentialSchema } from './credential-schema.ts'
import { dataTableRoutes } from './data-table-routes.ts'
import { iso, publicExecutionOf, publicWorkflowOf, runDataOf } from './public-shapes.ts'

type Context = Pick<ServerContext, 'store' | 'publisher' | 'live' | 'executions' | 'catalog' | 'publicUrl' | 'version'>

export function publicApiRoutes(routes: Routes, context: Context): void {
  const document = JSON.stringify(
    openApi(publicContracts, {
      title: 'Millrace public API',
      version: context.version,
      serverUrl: new URL(context.publicUrl).origin,
    }),
  )
  routes.app.get('/api/v1/openapi.json', { config: { permission: 'public' } }, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(document),
  )
  workflows(routes, context)
  executions(routes, context)
  credentials(routes, context)
  dataTableRoutes(routes, context)
}

function workflows(routes: Routes, { store, publisher, live }: Context): void {
  serve(routes, publicListWorkflows, 'workflow.read', async ({ query, caller }) => {
    const found = await store.workflows.list(
      caller.principal,
      { active: query.active, search: query.name },
      { limit: query.limit ?? 100, cursor: query.cursor },
    )
    const drafts = await Promise.all(found.items.map(({ id }) => findDraft(store, caller.principal, id)))
    return { data: drafts.map(publicWorkflowOf), nextCursor: found.next }
  })

  serve(routes, publicGetWorkflow, 'workflow.read', async ({ params, caller }) =>
    publicWorkflowOf(await findDraft(store, caller.principal, params.id)),
  )

  serve(routes, publicCreateWorkflow, 'workflow.edit', async ({ body, caller }) => {
    const read = readDocument(body, body.name)
    return publicWorkflowOf(await store.workflows.create(caller.principal, { project: caller.project, ...read }))
  })

  serve(routes, publicUpdateWorkflow, 'workflow.edit', async ({ params, body, caller, request }) => {
    const draft = await findDraft(store, caller.principal, params.id)
    const read = readDocument(body, body.name)
    const saved = await store.workflows.save(caller.principal, params.id, { ...read, revision: draft.revision })
    live.announce({ type: 'saved', workflow: params.id, revision: saved.revision, tab: null })
    if (draft.active) await publisher.publish(caller.principal, params.id, auditOf(caller, request.ip))
    return publicWorkflowOf(await findDraft(store, caller.principal, params.id))
  })

  serve(routes, publicDeleteWorkflow, 'workflow.edit', async ({ params, caller, request }) => {
    const draft = await findDraft(store, caller.principal, params.id)
    await store.workflows.delete(caller.principal, params.id, auditOf(caller, request.ip))
    live.announce({ type: 'deleted', workflow: params.id })
    return publicWorkflowOf(draft)
  })

  const afterwards = async (id: string, caller: Caller): Promise<WorkflowDraft> => {
    const draft = await findDraft(store, caller.principal, id)
    live.announce({ type: 'published', workflow: id, version: draft.published })
    return draft
  }

  serve(routes, publicActivateWorkflow, 'workflow.publish', async ({ params, caller, request }) => {
    await publisher.publish(caller.principal, params.id, auditOf(caller, request.ip))
    return publicWorkflowOf(await afterwards(params.id, caller))
  })

  serve(routes, publicDeactivateWorkflow, 'workflow.publish', async ({ params, caller, request }) => {
    await findDraft(store, caller.principal, params.id)
    await publisher.unpublish(caller.principal, params.id, auditOf(caller, request.ip))
    return publicWorkflowOf(await afterwards(params.id, caller))
  })
}

function executions(routes: Routes, { store, executions }: Context): void {
  const show = async (caller: Caller, id: string, includeData: boolean | undefined) => {
    const summary = await findExecution(store, caller.principal, id)
    if (includeData !== true) return publicExecutionOf(summary)
    const [journal, document] = await Promise.all([
      store.executions.journal(caller.principal, id),
      executions.documentOf(summary),
    ])
    return { ...publicExecutionOf(summary), data: runDataOf(summary, journal, document) }
  }

  serve(routes, publicListExecutions, 'execution.read', async ({ query, caller }) => {
    const found = await store.executions.list(
      caller.principal,
      { workflow: query.workflowId, ...(query.status === undefined ? {} : { status: [query.status] }) },
      { limit: query.limit ?? 100, cursor: query.cursor },
    )
    const data = await Promise.all(found.items.map(({ id }) => show(caller, id, query.includeData)))
    return { data, nextCursor: found.next }
  })

  serve(routes, publicGetExecution, 'execution.read', ({ params, query, caller }) =>
    show(caller, params.id, query.includeData),
  )

  serve(routes, publicDeleteExecution, 'execution.delete', async ({ params, caller }) => {
    const summary = await findExecution(store, caller.principal, params.id)
    if (summary.endedAt === null) throw problems.executionRunning()
    await store.executions.delete(caller.principal, [params.id])
    return publicExecutionOf(summary)
  })
}

function credentials(routes: Routes, { store, catalog }: Context): void {
  serve(routes, publicCreateCredential, 'credential.edit', async ({ body, caller, request }) => {
    if (!catalog.credential(body.type)) throw problems.unknownCredentialType(body.type)
    const made = await store.credentials.create(caller.principal, {
      project: caller.project,
      name: body.name,
      type: body.type,
      fields: body.data,
      audit: auditOf(caller, request.ip),
    })
    return showCredential(made)
  })

  serve(routes, publicDeleteCredential, 'credential.edit', async ({ params, caller, request }) => {
    const found = await store.credentials.get(caller.principal, params.id)
    if (!found) throw problems.notFound('credential')
    await store.credentials.delete(caller.principal, params.id, auditOf(caller, request.ip))
    return showCredential(found)
  })

  serve(routes, publicCredentialSchema, 'credential.read', ({ params }) => {
    const type = catalog.credential(params.credentialTypeName)
    if (!type) throw problems.unknownCredentialType(params.credentialTypeName)
    return credentialSchema(type)
  })
}

function showCredential({ id, name, type, createdAt, updatedAt }: CredentialSummary) {
  return { id, name, type, createdAt: iso(createdAt), updatedAt: iso(updatedAt) }
}
