/** Calls of other workflows: the jobs they become, and how their ends read. */
import type { Json, Output, WorkflowCall, WorkflowCallResult } from '@millrace/sdk'
import type { PlanNode } from '@millrace/workflow'
import { fileCarrier } from './files/file-carrier.ts'
import type { Host } from './host.ts'
import type { Blobs, StartJob } from './ports.ts'

/** The caller, as its children need to know it. */
export interface Caller {
  readonly job: StartJob
  readonly host: Host
  readonly manual: boolean
  readonly rootId: string
  readonly executionId: string
}

/** The calls of a node's run, from the one with this number on. */
export interface Calls {
  readonly node: PlanNode
  readonly run: number
  readonly from: number
  readonly calls: readonly WorkflowCall[]
  readonly detached: boolean
}

/** The jobs of a node's calls; `refused` where executions are nested too deeply to make another. */
export function childJobs(
  caller: Caller,
  { node, run, from, calls, detached }: Calls,
): { readonly jobs: readonly StartJob[]; readonly refused: WorkflowCallResult | undefined } {
  const { maxCallDepth } = caller.host.settings
  const depth = (caller.job.parent?.depth ?? 0) + 1
  if (depth > maxCallDepth) {
    const message = `Workflows call each other more than ${maxCallDepth} levels deep. Look for one that calls itself.`
    return { jobs: [], refused: failedCall(message) }
  }
  const jobs = calls.map((call, index): StartJob => {
    const inline = 'document' in call.workflow
    const number = from + index
    return {
      execution: caller.host.id(),
      workflow: 'id' in call.workflow ? call.workflow.id : '',
      version: inline ? 'inline' : caller.manual ? 'draft' : 'published',
      ...('document' in call.workflow ? { document: call.workflow.document } : undefined),
      mode: 'integrated',
      trigger: '',
      outputs: [call.items],
      rootId: `${caller.rootId}/${node.id}:${run}:${number}`,
      parent: {
        execution: caller.executionId,
        node: node.id,
        run,
        call: number,
        depth,
        ...(detached && { detached }),
      },
      calledBy: caller.job.workflow,
      pinData: false,
    }
  })
  return { jobs, refused: undefined }
}

/** The jobs with the files of their items in the executions they begin. */
export function withFiles(blobs: Blobs, caller: string, jobs: readonly StartJob[]): Promise<readonly StartJob[]> {
  return Promise.all(
    jobs.map(async (job) => ({ ...job, outputs: await fileCarrier(blobs, caller, job.execution)(job.outputs) })),
  )
}

/** The results with the files of their items in the execution that called. */
export function filesBack(
  blobs: Blobs,
  caller: string,
  results: readonly WorkflowCallResult[],
): Promise<readonly WorkflowCallResult[]> {
  return Promise.all(
    results.map(async (result) =>
      result.ok ? { ...result, outputs: await fileCarrier(blobs, result.executionId, caller)(result.outputs) } : result,
    ),
  )
}

export function failedCall(message: string, executionId?: string): WorkflowCallResult {
  const error = { code: 'call_failed', message }
  return executionId === undefined ? { ok: false, message, error } : { ok: false, executionId, message, error }
}

/** Call results as the journal keeps them. */
export function callAnswer(results: readonly WorkflowCallResult[]): Json {
  return results.map((result): Json =>
    result.ok
      ? { ok: true, executionId: result.executionId, outputs: result.outputs.map(outputJson) }
      : { ok: false, message: result.message, error: result.error, executionId: result.executionId },
  )
}

function outputJson(output: Output): Json {
  if (output === null) return null
  const json: unknown = JSON.parse(JSON.stringify(output))
  return json as Json
}
