/** The executions that one calls as parts of it: begun, joined again after a crash, and heard back from. */
import type { WorkflowCall, WorkflowCallResult } from '@millrace/sdk'
import { type Caller, childJobs, filesBack, withFiles } from '../children.ts'
import type { Children } from '../host.ts'
import type { StartJob } from '../ports.ts'
import type { Step } from './step.ts'

export class Calling {
  private readonly caller: Caller
  private readonly children: Children

  constructor(caller: Caller, children: Children) {
    this.caller = caller
    this.children = children
  }

  /** The jobs of a node's calls; `refused` where executions are nested too deeply to make another. */
  async jobs(
    { node, run }: Step,
    calls: readonly WorkflowCall[],
  ): Promise<{ readonly jobs: readonly StartJob[]; readonly refused: WorkflowCallResult | undefined }> {
    const { jobs, refused } = childJobs(this.caller, node, run, calls)
    return { jobs: await withFiles(this.caller.host.blobs, this.caller.executionId, jobs), refused }
  }

  /** Runs the jobs; resolves with how all ended, undefined while one of them waits. */
  call(jobs: readonly StartJob[]): Promise<readonly WorkflowCallResult[] | undefined> {
    return this.whole(jobs.map((job) => this.children.call(job, this.caller.depth + 1)))
  }

  /** Runs the jobs for nobody: a fault of the engine in them is theirs, and their own book reports it. */
  leave(jobs: readonly StartJob[]): readonly WorkflowCallResult[] {
    for (const job of jobs) this.children.call(job, this.caller.depth + 1).catch(nothing)
    return jobs.map((job) => ({ ok: true, executionId: job.execution, outputs: [] }))
  }

  /** How executions that were called earlier ended, perhaps by a process that is gone; undefined while one has not. */
  rejoin(executions: readonly string[]): Promise<readonly WorkflowCallResult[] | undefined> {
    return this.whole(executions.map((child) => this.children.rejoin(child)))
  }

  /** All results with their files in this execution, once none is missing. */
  private async whole(
    ends: readonly Promise<WorkflowCallResult | undefined>[],
  ): Promise<readonly WorkflowCallResult[] | undefined> {
    const results = await Promise.all(ends)
    const there = results.filter((result) => result !== undefined)
    if (there.length < results.length) return undefined
    return filesBack(this.caller.host.blobs, this.caller.executionId, there)
  }
}

function nothing(): void {}
