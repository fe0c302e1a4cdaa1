/** The history of executions, their events and items, and running, stopping and repeating them. */
import {
  cancelExecution,
  decideExecution,
  deleteExecution,
  type ExecutionSummary as ShownSummary,
  getExecution,
  getResumeAddress,
  listEvents,
  listExecutions,
  listItems,
  retryExecution,
  runWorkflow,
  startListening,
  stopListening,
} from '@millrace/api'
import type { ExecutionSummary, Principal, Store } from '@millrace/store'
import type { ServerContext } from '../context.ts'
import { problems } from '../http/http-problem.ts'
import { type Routes, serve } from '../http/serve.ts'
import { resumeAddress } from '../webhooks/resume-signature.ts'
import { findDraft } from '../workflows/drafts.ts'
import { fileRoute } from './file-route.ts'
import { isJsonObject } from '@millrace/sdk'

type Context = Pick<
  ServerContext,
  'store' | 'executions' | 'evaluations' | 'listening' | 'watching' | 'publicUrl' | 'signature'
>

export function executionRoutes(routes: Routes, context: Context): void {
  const { store, executions, evaluations, listening, watching } = context

  serve(routes, listExecutions, 'execution.read', async ({ query, caller }) => {
    const filter = { workflow: query.workflow, status: query.status }
    const found = await store.executions.list(caller.principal, filter, query)
    return { executions: found.items.map(showSummary), next: found.next }
  })

  serve(routes, getExecution, 'execution.read', async ({ params, caller }) => {
    const summary = await findExecution(store, caller.principal, params.id)
    const document = await executions.documentOf(summary)
    return { execution: showSummary(summary), document: isJsonObject(document) ? document : null }
  })

  serve(routes, listEvents, 'execution.read', async ({ params, query, caller }) => {
    const summary = await findExecution(store, caller.principal, params.id)
    const events = await store.executions.events(caller.principal, params.id, query.after ?? -1)
    return { events: [...events], status: summary.status }
  })

  serve(routes, listItems, 'execution.read', async ({ params, query, caller }) => {
    const found = await store.executions.items(caller.principal, params.id, {
      node: query.node,
      run: query.run ?? 0,
      output: query.output ?? 0,
      offset: query.offset,
      limit: query.limit,
    })
    if (!found) throw problems.notFound('node run')
    return { items: [...found.items], total: found.total }
  })

  serve(routes, getResumeAddress, 'workflow.run', async ({ params: { id }, caller }) => {
    await findExecution(store, caller.principal, id)
    const row = await store.recovery.get(id)
    const reason = row?.status === 'waiting' ? row.resume?.reason : undefined
    if (reason === undefined || reason.by === 'time') throw problems.notWaited()
    return { by: reason.by, url: resumeAddress(context, id, reason), methods: [...reason.methods] }
  })

  serve(routes, runWorkflow, 'workflow.run', async ({ params, body, caller }) => {
    const draft = await findDraft(store, caller.principal, params.id)
    // Runs to reuse come from an execution that this caller may see, whatever id the request names.
    if (body.from !== undefined) await findExecution(store, caller.principal, body.from)
    const run = { ...body, workflow: params.id }
    const isFresh = body.items === undefined && body.from === undefined
    const evaluation = isFresh ? await evaluations.begin(caller.principal, draft.project, run) : undefined
    if (evaluation !== undefined) return evaluation
    const found = isFresh ? await watching.first({ ...run, project: draft.project }) : undefined
    const execution = await executions.runByHand(caller.principal, draft.project, { ...run, ...(found && { found }) })
    return { execution }
  })

  serve(routes, cancelExecution, 'workflow.run', async ({ params, caller }) => {
    const summary = await store.executions.get(caller.principal, params.id)
    if (summary) await executions.cancel(summary)
    else if (!executions.isActive(caller.principal, params.id) || !(await executions.cancelUnseen(params.id))) {
      throw problems.notFound('execution')
    }
    return { status: 'canceled' as const }
  })

  serve(routes, decideExecution, 'workflow.run', async ({ params, body, caller }) => {
    await executions.decide(await findExecution(store, caller.principal, params.id), body.decision)
    return { status: 'running' as const }
  })

  serve(routes, retryExecution, 'workflow.run', async ({ params, body, caller }) => {
    const summary = await findExecution(store, caller.principal, params.id)
    return { execution: await executions.retry(caller.principal, summary, body.from) }
  })

  serve(routes, deleteExecution, 'execution.delete', async ({ params, caller }) => {
    const summary = await findExecution(store, caller.principal, params.id)
    if (summary.endedAt === null) throw problems.executionRunning()
    await store.executions.delete(caller.principal, [params.id])
    return undefined
  })

  serve(routes, startListening, 'workflow.run', async ({ params, body, caller }) => {
    const { project } = await findDraft(store, caller.principal, params.id)
    return listening.start({ ...body, workflow: params.id, project })
  })

  serve(routes, stopListening, 'workflow.run', async ({ params, caller }) => {
    await findDraft(store, caller.principal, params.id)
    listening.stop(params.id)
    return undefined
  })

  fileRoute(routes, store)
}

/** @throws HttpProblem `not_found`, the same for a foreign execution as for none */
export async function findExecution(store: Store, principal: Principal, id: string): Promise<ExecutionSummary> {
  const found = await store.executions.get(principal, id)
  if (!found) throw problems.notFound('execution')
  return found
}

function showSummary(one: ExecutionSummary): ShownSummary {
  const { id, workflow, workflowName, version, mode, status, startedAt, endedAt, wakeAt, retryOf } = one
  return {
    id,
    workflow,
    workflowName,
    version,
    mode,
    status,
    startedAt,
    endedAt,
    wakeAt,
    retryOf,
    error: one.error?.message ?? null,
    customData: { ...one.customData },
  }
}
