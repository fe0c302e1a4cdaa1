/** What the end of an execution causes elsewhere, written in the transaction of the end itself. */
import type { ItemError, JsonObject, Output, WorkflowCallResult } from '@millrace/sdk'
import type { ParentCall, Plan } from '@millrace/workflow'
import { isByHand } from './about.ts'
import { callAnswer } from './children.ts'
import type { Loaded } from './host.ts'
import type { Cause, StartJob, Wake } from './ports.ts'

export interface EndedRun {
  readonly status: 'success' | 'error' | 'canceled' | 'waiting'
  readonly lastNode?: string
  readonly error?: ItemError
  readonly outputs: readonly Output[]
}

/** The execution that ended, and what its end needs besides. */
export interface Ending {
  readonly job: StartJob
  /** What it ran; undefined where that is gone. */
  readonly loaded: Loaded | undefined
  readonly newId: () => string
  readonly publicUrl: string
}

export function causesOfEnd(ending: Ending, ended: EndedRun): readonly Cause[] {
  const causes: Cause[] = []
  const { job, loaded } = ending
  if (job.parent !== undefined && !job.parent.detached) causes.push(wakeOf(job.parent, resultOf(job.execution, ended)))
  // A failing error workflow does not call itself, and a run by hand is watched by its author.
  const isHeard = ended.status === 'error' && !isByHand(job) && job.mode !== 'error'
  const handler = isHeard && loaded !== undefined ? errorWorkflow(loaded) : undefined
  if (handler !== undefined && loaded !== undefined) {
    causes.push({ do: 'start', job: errorJob(ending, loaded, ended, handler) })
  }
  return causes
}

/** Tells the caller of an execution how it ended. */
export function wakeOf({ execution, node, run, call }: ParentCall, result: WorkflowCallResult): Cause & Wake {
  const answer = callAnswer([result])
  return { do: 'wake', execution, node, run, call, result: Array.isArray(answer) ? (answer[0] ?? null) : answer }
}

/** How the execution reads to the one that called it. */
export function resultOf(execution: string, ended: EndedRun): WorkflowCallResult {
  if (ended.status === 'success') return { ok: true, executionId: execution, outputs: ended.outputs }
  const message = ended.error?.message ?? `The execution ended as ${ended.status}.`
  return { ok: false, executionId: execution, message, error: { ...ended.error, message, context: undefined } }
}

/**
 * The run of the error workflow that hears of a trigger that could not start, or failed when it looked, as n8n tells
 * of it (https://docs.n8n.io/flow-logic/error-handling/#error-data); undefined where no workflow is to hear.
 */
export function triggerErrorJob(plan: Plan, error: ItemError, execution: string): StartJob | undefined {
  const handler = errorWorkflow({ id: plan.id, plan })
  if (handler === undefined) return undefined
  const { id, name } = plan
  return startOf(handler, execution, { trigger: { error: { ...error }, mode: 'trigger' }, workflow: { id, name } })
}

/** The workflow that hears of failures: the one named, else the workflow itself if it has an error trigger. */
function errorWorkflow({ id, plan }: Pick<Loaded, 'id' | 'plan'>): string | undefined {
  const { settings, nodes } = plan
  if (settings.errorWorkflow !== undefined && settings.errorWorkflow !== '') return settings.errorWorkflow
  const own = nodes.some((node) => !node.disabled && node.nodeType?.description.trigger === 'error')
  return own && id !== '' ? id : undefined
}

function errorJob({ job, newId, publicUrl }: Ending, loaded: Loaded, ended: EndedRun, handler: string): StartJob {
  const last = ended.lastNode === undefined ? undefined : loaded.plan.byId.get(ended.lastNode)?.name
  return startOf(handler, newId(), {
    execution: {
      id: job.execution,
      url: `${publicUrl}/workflow/${loaded.id}/executions/${job.execution}`,
      error: { ...ended.error },
      ...(last === undefined ? undefined : { lastNodeExecuted: last }),
      mode: job.mode,
      ...(job.retryOf === undefined ? undefined : { retryOf: job.retryOf }),
    },
    workflow: { id: loaded.id, name: loaded.name },
  })
}

function startOf(workflow: string, execution: string, json: JsonObject): StartJob {
  return {
    execution,
    workflow,
    version: 'published',
    mode: 'error',
    trigger: '',
    outputs: [[{ json }]],
    rootId: execution,
    pinData: false,
  }
}
