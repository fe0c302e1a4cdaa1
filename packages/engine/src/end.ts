/** What the end of an execution causes elsewhere, written in the transaction of the end itself. */
import type { ItemError, Json, JsonObject, Output, WorkflowCallResult } from '@millrace/sdk'
import { callAnswer, type Caller } from './children.ts'
import type { Loaded } from './host.ts'
import type { Cause } from './ports.ts'

export interface EndedRun {
  readonly status: 'success' | 'error' | 'canceled' | 'waiting'
  readonly lastNode?: string
  readonly error?: ItemError
  readonly outputs: readonly Output[]
  readonly staticData: JsonObject | undefined
}

type Ending = Caller & { readonly loaded: Loaded }

export function causesOfEnd(ending: Ending, ended: EndedRun): readonly Cause[] {
  const causes: Cause[] = []
  const { job, loaded } = ending
  if (ended.staticData !== undefined && !ending.manual && loaded.id !== '') {
    causes.push({ do: 'staticData', workflow: loaded.id, data: ended.staticData })
  }
  if (job.parent !== undefined) {
    const [result] = asList(callAnswer([resultOf(job.execution, ended)]))
    causes.push({ do: 'wake', ...job.parent, result: result ?? null })
  }
  const handler = ended.status === 'error' ? errorWorkflow(ending) : undefined
  if (handler !== undefined) causes.push({ do: 'start', job: errorJob(ending, ended, handler) })
  return causes
}

function asList(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value]
}

/** How the execution reads to the one that called it. */
export function resultOf(execution: string, ended: EndedRun): WorkflowCallResult {
  if (ended.status === 'success') return { ok: true, executionId: execution, outputs: ended.outputs }
  const message = ended.error?.message ?? `The execution ended as ${ended.status}.`
  return { ok: false, executionId: execution, message, error: { ...ended.error, message, context: undefined } }
}

/** The workflow that hears of failures: the one named, else the workflow itself if it has an error trigger. */
function errorWorkflow({ loaded, job, manual }: Ending): string | undefined {
  // A failing error workflow does not call itself, and a run by hand is watched by its author.
  if (manual || job.mode === 'error') return undefined
  const { settings, nodes } = loaded.plan
  if (settings.errorWorkflow !== undefined && settings.errorWorkflow !== '') return settings.errorWorkflow
  const own = nodes.some((node) => !node.disabled && node.nodeType?.description.trigger === 'error')
  return own && loaded.id !== '' ? loaded.id : undefined
}

function errorJob(ending: Ending, ended: EndedRun, handler: string): Extract<Cause, { do: 'start' }>['job'] {
  const { host, loaded, job } = ending
  const last = ended.lastNode === undefined ? undefined : loaded.plan.byId.get(ended.lastNode)?.name
  const execution = host.id()
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
              url: `${host.settings.publicUrl}/workflow/${loaded.id}/executions/${job.execution}`,
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
