/** What the end of an execution causes elsewhere, written in the transaction of the end itself. */
import type { ItemError, Output, WorkflowCallResult } from '@millrace/sdk'
import type { ParentCall } from '@millrace/workflow'
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
  const handler = ended.status === 'error' && loaded !== undefined ? errorWorkflow(loaded, job) : undefined
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

/** The workflow that hears of failures: the one named, else the workflow itself if it has an error trigger. */
function errorWorkflow(loaded: Loaded, job: StartJob): string | undefined {
  // A failing error workflow does not call itself, and a run by hand is watched by its author.
  if (job.mode === 'manual' || job.mode === 'error') return undefined
  const { settings, nodes } = loaded.plan
  if (settings.errorWorkflow !== undefined && settings.errorWorkflow !== '') return settings.errorWorkflow
  const own = nodes.some((node) => !node.disabled && node.nodeType?.description.trigger === 'error')
  return own && loaded.id !== '' ? loaded.id : undefined
}

function errorJob({ job, newId, publicUrl }: Ending, loaded: Loaded, ended: EndedRun, handler: string): StartJob {
  const last = ended.lastNode === undefined ? undefined : loaded.plan.byId.get(ended.lastNode)?.name
  const execution = newId()
  return {
    execution,
    workflow: handler,
    version: 'published',
    mode: 'error',
    trigger: '',
    outputs: [
      [
        {
          json: {
            execution: {
              id: job.execution,
              url: `${publicUrl}/workflow/${loaded.id}/executions/${job.execution}`,
              error: { ...ended.error },
              ...(last === undefined ? undefined : { lastNodeExecuted: last }),
              mode: job.mode,
              ...(job.retryOf === undefined ? undefined : { retryOf: job.retryOf }),
            },
            workflow: { id: loaded.id, name: loaded.name },
          },
        },
      ],
    ],
    rootId: execution,
    pinData: false,
  }
}
