/**
 * Performs the executions of one process: finds what a job runs, begins it, goes on with it after a crash
 * or a wait, runs children, and cancels. It holds an execution only while it runs.
 */
import type { Item, Output } from '@millrace/sdk'
import type { PlanNode } from '@millrace/workflow'
import { failedCall } from './children.ts'
import { earlierRuns } from './earlier.ts'
import { resultOf } from './end.ts'
import { EngineError } from './error.ts'
import { type FileCarrier, fileCarrier } from './files/file-carrier.ts'
import type { ChildEnd, Children, Host, Loaded } from './host.ts'
import { jobOf } from './job-of.ts'
import { readWithLists } from './large/read-lists.ts'
import { Plans, triggerOf } from './load.ts'
import { destinationOf, planPartial } from './partial.ts'
import type { JournalEntry, PartialRun, StartJob, WorkflowToRun } from './ports.ts'
import type { Resumption } from './resume.ts'
import { planRetry } from './retry.ts'
import { Passing } from './runner/passing.ts'
import type { Secrets } from './secrets.ts'
import { Run, type RunOptions, type Standstill, type TakenRun } from './run.ts'

/** An execution to go on with. */
export interface GoOn {
  readonly execution: string
  readonly workflow: string
  readonly fence: number
  readonly entries: readonly JournalEntry[]
  readonly answer?: Resumption
  /** The answer that a caller from before still waits for. */
  readonly respond?: StartJob['respond']
}

export class Executor implements Children {
  private readonly host: Host
  private readonly keepsLimits: boolean
  private readonly plans: Plans
  private readonly runs = new Passing<string, Run>()
  private readonly ends = new Passing<string, Promise<ChildEnd>>()

  /** `keepsLimits`: whoever keeps the journal also keeps to the limits of workflows, and begins those that have one. */
  constructor(host: Host, { keepsLimits = false }: { readonly keepsLimits?: boolean } = {}) {
    this.host = host
    this.plans = new Plans(host)
    this.keepsLimits = keepsLimits
  }

  /** How many executions run in this process now. */
  get count(): number {
    return this.runs.size
  }

  /**
   * Begins an execution and runs it until it stands still. `sent` is the workflow as whoever sent the job found it.
   * @throws EngineError `not_startable` when there is nothing to begin
   */
  async start(job: StartJob, fence = 0, sent?: WorkflowToRun | null): Promise<Standstill> {
    return this.startLoaded(job, await this.plans.load(job, sent), fence)
  }

  private async startLoaded(job: StartJob, loaded: Loaded, fence: number, secrets?: Secrets): Promise<Standstill> {
    if (job.parent !== undefined) refuseCallers(loaded, job)
    const common = { host: this.host, loaded, job, fence, children: this, ...(secrets && { secrets }) }
    if (job.partial !== undefined) return this.startPartial(common, job.partial)
    const trigger = triggerOf(loaded.plan, job)
    const run = new Run({ ...common, trigger })
    return this.hold(run, () => run.start(this.startItems(run, trigger, job)))
  }

  /** Begins with runs of an earlier execution: a retry with all before its failure, a partial run with what is good. */
  private async startPartial(common: Omit<RunOptions, 'trigger'>, { from, runs }: PartialRun): Promise<Standstill> {
    const { job, loaded } = common
    const entries = from === undefined ? [] : await readWithLists(this.host.journal, from)
    const isRetry = from !== undefined && job.mode === 'retry'
    const partial = isRetry
      ? planRetry(loaded.plan, job, entries)
      : planPartial(loaded.plan, job, runs ?? earlierRuns(entries))
    const run = new Run({ ...common, trigger: partial.trigger, ...(partial.to && { to: partial.to }) })
    const carry: FileCarrier =
      from === undefined ? async (outputs) => outputs : fileCarrier(this.host.blobs, from, job.execution)
    const own = partial.outputs && (await carry(partial.outputs))
    const outputs = run.linkedStart(own ?? this.startItems(run, partial.trigger, job))
    const taken: TakenRun[] = []
    for (const { event, items } of partial.taken) taken.push({ event, items: items && (await carry(items)) })
    return this.hold(run, () => run.startWith({ ...run.startedEvent(outputs), ...partial.started }, outputs, taken))
  }

  /** What the trigger starts with: its pinned items, or what it makes of what it was given. */
  private startItems(run: Run, trigger: PlanNode, job: StartJob): readonly Output[] {
    if (job.pinData && trigger.pinned !== undefined) return [trigger.pinned]
    const given = job.outputs[0] ?? undefined
    const of = trigger.nodeType?.trigger
    switch (of?.by) {
      case 'manual':
      case 'workflow':
      case 'error':
        return [of.start(run.triggerContext(), given)]
      case 'schedule':
        return job.outputs.length > 0 ? job.outputs : [of.schedule.start(run.triggerContext())]
      case 'event':
        return job.outputs.length > 0 ? job.outputs : [of.event.start(run.triggerContext())]
      case 'dataset':
        if (job.outputs.length > 0) return job.outputs
        throw new EngineError(
          'not_startable',
          `“${trigger.name}” starts with the rows of a dataset: run it in the editor.`,
        )
      case 'webhook':
      case 'poll':
      case 'watch':
      case undefined:
        return job.outputs.length > 0 ? job.outputs : [ONE_EMPTY]
      default:
        return of satisfies never
    }
  }

  /** Goes on with an execution where its journal ends. */
  async goOn({ execution, workflow, fence, entries, answer, respond }: GoOn): Promise<Standstill> {
    const started = entries[0]?.event
    if (started?.type !== 'executionStarted')
      throw new EngineError('protocol', `Execution ${execution} has no beginning.`)
    const job = { ...jobOf(execution, workflow, started), ...(respond && { respond }) }
    const loaded = await this.plans.load(job)
    const trigger = triggerOf(loaded.plan, job)
    const run = new Run({
      host: this.host,
      loaded,
      job,
      fence,
      children: this,
      trigger,
      to: destinationOf(loaded.plan, started),
    })
    return this.hold(run, () => run.goOn(entries, answer))
  }

  /** Ends an execution; false when this process does not run it. */
  cancel(execution: string): boolean {
    const run = this.runs.get(execution)
    run?.cancel()
    return run !== undefined
  }

  private async hold(run: Run, go: () => Promise<Standstill>): Promise<Standstill> {
    this.runs.set(run.executionId, run)
    try {
      return await go()
    } finally {
      if (this.runs.get(run.executionId) === run) this.runs.delete(run.executionId)
    }
  }

  /** Runs an execution for whoever asked from outside; one that called it and comes back finds it (`running`). */
  async run(execution: string, go: () => Promise<Standstill>): Promise<void> {
    const end = go()
    this.keep(
      execution,
      end.then((standstill) => endOfChild(execution, standstill)),
    )
    await end
  }

  // Children

  call(job: StartJob, secrets: Secrets): Promise<ChildEnd> {
    const end = this.runChild(job, secrets)
    this.keep(job.execution, end)
    return end
  }

  running(execution: string): Promise<ChildEnd> | undefined {
    return this.ends.get(execution)
  }

  private keep(execution: string, end: Promise<ChildEnd>): void {
    this.ends.set(execution, end)
    const forget = () => {
      if (this.ends.get(execution) === end) this.ends.delete(execution)
    }
    end.then(forget, forget)
  }

  private async runChild(job: StartJob, secrets: Secrets): Promise<ChildEnd> {
    try {
      const loaded = await this.plans.load(job)
      if (this.keepsLimits && loaded.plan.own.concurrency !== undefined) return { kind: 'waits' }
      return endOfChild(job.execution, await this.startLoaded(job, loaded, 0, secrets))
    } catch (failure) {
      if (failure instanceof EngineError && failure.code === 'not_startable') {
        return { kind: 'neverBegan', result: failedCall(failure.message, job.execution) }
      }
      throw failure
    }
  }
}

function endOfChild(execution: string, standstill: Standstill): ChildEnd {
  return standstill.status === 'waiting'
    ? { kind: 'waits' }
    : { kind: 'ended', result: resultOf(execution, standstill) }
}

const ONE_EMPTY: readonly Item[] = [{ json: {} }]

/** Who may call a workflow is its own setting. */
function refuseCallers({ plan }: Loaded, job: StartJob): void {
  const { callerPolicy, callerIds } = plan.settings
  const allowed = callerIds?.split(',').map((id) => id.trim()) ?? []
  const listed = job.calledBy !== undefined && allowed.includes(job.calledBy)
  const refused = callerPolicy === 'none' || (callerPolicy === 'workflowsFromAList' && !listed)
  if (refused) throw new EngineError('not_startable', `The workflow “${plan.name}” may not be called by this one.`)
}
