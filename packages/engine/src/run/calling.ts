/** The executions that one calls as parts of it: begun, joined again after a crash, and heard back from. */
import type { WorkflowCallResult } from '@millrace/sdk'
import { type Caller, type Calls, childJobs, filesBack, withFiles } from '../children.ts'
import type { ChildEnd, Children } from '../host.ts'
import type { StartJob, Wake } from '../ports.ts'
import { entryOf } from '../resume.ts'
import type { Secrets } from '../secrets.ts'
import type { Step } from './step.ts'

/** How calls ended, and the jobs of those that could not begin. */
export interface Heard {
  readonly results: readonly WorkflowCallResult[]
  readonly neverBegan: readonly string[]
}

export class Calling {
  private readonly caller: Caller
  private readonly children: Children
  private readonly secrets: Secrets

  constructor(caller: Caller, children: Children, secrets: Secrets) {
    this.caller = caller
    this.children = children
    this.secrets = secrets
  }

  /** The jobs of a node's calls; `refused` where executions are nested too deeply to make another. */
  async jobs(
    calls: Calls,
  ): Promise<{ readonly jobs: readonly StartJob[]; readonly refused: WorkflowCallResult | undefined }> {
    const { jobs, refused } = childJobs(this.caller, calls)
    return { jobs: await withFiles(this.caller.host.blobs, this.caller.executionId, jobs), refused }
  }

  /** Runs the jobs; resolves with how all ended, undefined while one of them waits. */
  async call(jobs: readonly StartJob[]): Promise<Heard | undefined> {
    const ends = await Promise.all(jobs.map((job) => this.children.call(job, this.secrets)))
    const neverBegan = jobs.filter((_job, index) => ends[index]?.kind === 'neverBegan').map((job) => job.execution)
    return this.whole(ends.map(resultOf), neverBegan)
  }

  /**
   * How executions that were called earlier ended: those that run in this process when they have, the others by what
   * they left for their caller. Undefined while one has not.
   */
  async rejoin({ node, run }: Step, executions: readonly string[], from: number): Promise<Heard | undefined> {
    const ends = await Promise.all(executions.map((child) => this.children.running(child)))
    const wakes = await this.caller.host.journal.wakes(this.caller.executionId)
    const left = (call: number) => wakes.find((wake) => wake.node === node.id && wake.run === run && wake.call === call)
    return this.whole(
      executions.map((_child, index) => resultOf(ends[index]) ?? resultIn(left(from + index))),
      [],
    )
  }

  /** All results with their files in this execution, once none is missing. */
  private async whole(
    results: readonly (WorkflowCallResult | undefined)[],
    neverBegan: readonly string[],
  ): Promise<Heard | undefined> {
    const there = results.filter((result) => result !== undefined)
    if (there.length < results.length) return undefined
    return { results: await filesBack(this.caller.host.blobs, this.caller.executionId, there), neverBegan }
  }
}

function resultOf(end: ChildEnd | undefined): WorkflowCallResult | undefined {
  return end === undefined || end.kind === 'waits' ? undefined : end.result
}

function resultIn(wake: Wake | undefined): WorkflowCallResult | undefined {
  if (wake === undefined) return undefined
  const entry = entryOf({ by: 'call', answer: [wake.result] })
  return entry.by === 'call' ? entry.results[0] : undefined
}
