/** Listing, making, reading, saving and deleting workflows. */
import {
  createWorkflow,
  deleteWorkflow,
  downloadWorkflow,
  duplicateWorkflow,
  getWorkflow,
  importWorkflows,
  listWorkflows,
  renameWorkflow,
  saveDraft,
  type WorkflowSummary as ShownSummary,
} from '@millrace/api'
import type { Json } from '@millrace/sdk'
import { type Principal, type Store, StoreError, type WorkflowSummary } from '@millrace/store'
import { exportWorkflow, importWorkflow, importWorkflows as readWorkflows, validate } from '@millrace/workflow'
import type { Caller } from '../auth/caller.ts'
import type { ServerContext } from '../context.ts'
import { problems } from '../http/http-problem.ts'
import { type Routes, serve } from '../http/serve.ts'
import { documentOf, findDraft, readDocument, showDraft } from './drafts.ts'
import { firstNodeTypes } from './first-node-types.ts'
import { freshHooks } from './fresh-hooks.ts'

type Context = Pick<ServerContext, 'store' | 'live' | 'catalog' | 'now' | 'publisher' | 'executions'>

/** What is begun here is read strictly; what is brought along keeps the rules that it was written under. */
const newDocument = {
  nodes: [],
  connections: {},
  settings: { executionOrder: 'v1' },
  meta: { millrace: { expressions: 'strict' } },
} as const

export function workflowRoutes(routes: Routes, context: Context): void {
  const { store, live } = context

  serve(routes, listWorkflows, 'workflow.read', ({ query, caller }) => listPage(context, caller.principal, query))

  serve(routes, createWorkflow, 'workflow.edit', async ({ body, caller }) => {
    const read = readDocument(body.document ?? newDocument, body.name ?? (body.document ? undefined : 'My workflow'))
    const draft = await store.workflows.create(caller.principal, { project: caller.project, ...read })
    return showDraft(store, caller.principal, draft)
  })

  serve(routes, getWorkflow, 'workflow.read', async ({ params, caller }) =>
    showDraft(store, caller.principal, await findDraft(store, caller.principal, params.id)),
  )

  serve(routes, saveDraft, 'workflow.edit', async ({ params, body, caller }) => {
    const read = readDocument(body.document)
    const saved = await save(store, caller, params.id, { ...read, revision: body.revision })
    live.announce({ type: 'saved', workflow: params.id, revision: saved.revision, tab: body.tab ?? null })
    return { revision: saved.revision, updatedAt: saved.updatedAt }
  })

  serve(routes, renameWorkflow, 'workflow.edit', async ({ params, body, caller }) => {
    const draft = await findDraft(store, caller.principal, params.id)
    const read = readDocument(documentOf(draft), body.name)
    const saved = await save(store, caller, params.id, { ...read, revision: draft.revision })
    live.announce({ type: 'saved', workflow: params.id, revision: saved.revision, tab: body.tab ?? null })
    return showDraft(store, caller.principal, saved)
  })

  serve(routes, duplicateWorkflow, 'workflow.edit', async ({ params, body, caller }) => {
    const original = await findDraft(store, caller.principal, params.id)
    const read = readDocument(freshHooks(documentOf(original)), body.name ?? `${original.name} copy`)
    const draft = await store.workflows.create(caller.principal, {
      project: original.project,
      tags: original.tags,
      ...read,
    })
    return showDraft(store, caller.principal, draft)
  })

  serve(routes, deleteWorkflow, 'workflow.edit', async ({ params, caller, request }) => {
    await findDraft(store, caller.principal, params.id)
    await context.publisher.unpublish(caller.principal, params.id)
    await store.workflows.delete(caller.principal, params.id, auditOf(caller, request.ip))
    live.announce({ type: 'deleted', workflow: params.id })
    return undefined
  })

  serve(routes, importWorkflows, 'workflow.edit', ({ body, caller }) => importTexts(context, caller, body.texts))

  serve(routes, downloadWorkflow, 'workflow.read', async ({ params, query, caller, reply }) => {
    const draft = await findDraft(store, caller.principal, params.id)
    const { workflow } = importWorkflow(documentOf(draft))
    const file = `${draft.name.replace(/[^\w .-]+/g, '_').slice(0, 100)}.json`
    void reply.header('content-disposition', `attachment; filename="${file}"`)
    return exportWorkflow({ ...workflow, id: draft.id, active: draft.active }, { for: query.for ?? 'n8n' })
  })
}

/** Saves over the revision the change was made from; a newer one is handed back instead. */
async function save(
  store: Store,
  { principal }: Caller,
  id: string,
  change: { readonly revision: number; readonly name: string; readonly document: Json },
) {
  await findDraft(store, principal, id)
  try {
    return await store.workflows.save(principal, id, change)
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'revision_conflict') throw error
    throw problems.draftOutdated(await showDraft(store, principal, await findDraft(store, principal, id)))
  }
}

async function importTexts({ store, catalog }: Context, caller: Caller, texts: readonly string[]) {
  const describe = (type: string) => catalog.node(type)?.description
  const imported = []
  const failed = []
  for (const [index, text] of texts.entries()) {
    for (const { workflow, diagnostics } of readWorkflows(text)) {
      if (workflow.nodes.size === 0 && diagnostics.some((one) => one.severity === 'error')) {
        failed.push({ index, diagnostics: [...diagnostics] })
        continue
      }
      const read = readDocument(exportWorkflow(workflow, { for: 'millrace' }))
      const draft = await store.workflows.create(caller.principal, {
        project: caller.project,
        tags: workflow.tags,
        ...read,
      })
      imported.push({ id: draft.id, name: draft.name, diagnostics: [...diagnostics, ...validate(workflow, describe)] })
    }
  }
  return { imported, failed }
}

async function listPage(
  { store, catalog, now }: Context,
  principal: Principal,
  query: { readonly search?: string; readonly limit?: number; readonly cursor?: string },
) {
  const filter = { search: query.search }
  const [page, total, recent] = await Promise.all([
    store.workflows.list(principal, filter, query),
    store.workflows.count(principal, filter),
    store.executions.list(principal, {}, { limit: 250 }),
  ])
  const figures = await store.executions.figures(
    principal,
    page.items.map((one) => one.id),
    now(),
  )
  const lastStatus = new Map(recent.items.toReversed().map((one) => [one.workflow, one.status]))
  const documents = await Promise.all(page.items.map((one) => store.workflows.get(principal, one.id)))
  return {
    workflows: page.items.map((one, i) => {
      const counted = figures.find((figure) => figure.workflow === one.id)
      return showSummary(one, firstNodeTypes(catalog, documents[i]?.document), {
        runs: counted?.total ?? 0,
        failed: counted?.failed ?? 0,
        lastRunAt: counted?.lastStartedAt ?? null,
        lastStatus: lastStatus.get(one.id) ?? null,
        hours: [...(counted?.hours ?? [])],
      })
    }),
    total,
    next: page.next,
  }
}

function showSummary(one: WorkflowSummary, nodeTypes: string[], figures: ShownSummary['figures']): ShownSummary {
  return {
    id: one.id,
    name: one.name,
    active: one.active,
    revision: one.revision,
    createdAt: one.createdAt,
    updatedAt: one.updatedAt,
    nodeCount: one.nodeCount,
    nodeTypes,
    tags: [...one.tags],
    figures,
  }
}

export function auditOf(caller: Caller, address: string) {
  const kind = caller.principal.kind === 'apiKey' ? ('apiKey' as const) : ('user' as const)
  return { actor: caller.user.id, kind, address }
}
