/**
 * Performs the executions of one process: finds what a job runs, begins it, goes on with it after a crash
 * or a wait, runs children, and cancels. It holds an execution only while it runs.
 */
import type { Item, Output, WorkflowCallResult } from '@millrace/sdk'
import type { ExecutionStarted, PlanNode } from '@millrace/workflow'
import { failedCall } from './children.ts'
import { earlierRuns } from './earlier.ts'
import { resultOf } from './end.ts'
import { EngineError } from './error.ts'
import { type FileCarrier, fileCarrier } from './file-carrier.ts'
import type { Children, Host, Loaded } from './host.ts'
import { outputsOfRuns } from './items.ts'
import { Plans, triggerOf } from './load.ts'
import { destinationOf, planPartial } from './partial.ts'
import type { JournalEntry, PartialRun, StartJob } from './ports.ts'
import type { Resumption } from './resume.ts'
import { planRetry } from './retry.ts'
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
  private readonly plans: Plans
  private readonly running = new Map<string, Run>()
  private readonly ends = new Map<string, Promise<WorkflowCallResult | undefined>>()

  constructor(host: Host) {
    this.host = host
    this.plans = new Plans(host)
  }

  /** How many executions run in this process now. */
  get count(): number {
    return this.running.size
  }

  /**
   * Begins an execution and runs it until it stands still.
   * @throws EngineError `not_startable` when there is nothing to begin
   */
  async start(job: StartJob, fence = 0, depth = 0): Promise<Standstill> {
    const loaded = await this.plans.load(job)
    if (job.parent !== undefined) refuseCallers(loaded, job)
    const vars = await this.host.variables.all(loaded.project)
    const common = { host: this.host, loaded, job, fence, children: this, depth, vars }
    if (job.partial !== undefined) return this.startPartial(common, job.partial)
    const trigger = triggerOf(loaded.plan, job)
    const run = new Run({ ...common, trigger })
    return this.hold(run, () => run.start(this.startItems(run, trigger, job)))
  }

  /** Begins with runs of an earlier execution: a retry with all before its failure, a partial run with what is good. */
  private async startPartial(common: Omit<RunOptions, 'trigger'>, { from, runs }: PartialRun): Promise<Standstill> {
    const { job, loaded } = common
    const entries = from === undefined ? [] : await this.host.journal.read(from)
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
      case 'webhook':
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
    const vars = await this.host.variables.all(loaded.project)
    const trigger = triggerOf(loaded.plan, job)
    const run = new Run({
      host: this.host,
      loaded,
      job,
      fence,
      children: this,
      depth: 0,
      vars,
      trigger,
      to: destinationOf(loaded.plan, started),
    })
    return this.hold(run, () => run.goOn(entries, answer))
  }

  /** Ends an execution; false when this process does not run it. */
  cancel(execution: string): boolean {
    const run = this.running.get(execution)
    run?.cancel()
    return run !== undefined
  }

  private async hold(run: Run, go: () => Promise<Standstill>): Promise<Standstill> {
    this.running.set(run.executionId, run)
    try {
      return await go()
    } finally {
      this.running.delete(run.executionId)
    }
  }

  /** Runs an execution for whoever asked from outside; children that join it later find it (`rejoin`). */
  async run(execution: string, go: () => Promise<Standstill>): Promise<void> {
    const end = go()
    const result = end.then((standstill) =>
      standstill.status === 'waiting' ? undefined : resultOf(execution, standstill),
    )
    this.keep(execution, result)
    await end
  }

  // Children

  call(job: StartJob, depth: number): Promise<WorkflowCallResult | undefined> {
    return this.awaited(job.execution, () => this.start(job, 0, depth))
  }

  async rejoin(execution: string): Promise<WorkflowCallResult | undefined> {
    const running = this.ends.get(execution)
    if (running !== undefined) return running
    const entries = await this.host.journal.read(execution)
    const last = entries.at(-1)?.event
    if (last?.type !== 'executionEnded') return undefined
    const runs = earlierRuns(entries).filter(({ node }) => node === last.lastNode)
    const ended = { ...last, status: last.status === 'crashed' ? ('error' as const) : last.status }
    const outputs = outputsOfRuns(last.returnsAllRuns ? runs : runs.slice(-1))
    return resultOf(execution, { ...ended, outputs, staticData: undefined })
  }

  /** Runs an execution whose caller, in this process, waits for how it ends. */
  private awaited(execution: string, go: () => Promise<Standstill>): Promise<WorkflowCallResult | undefined> {
    const end = this.resultOfRun(execution, go)
    this.keep(execution, end)
    return end
  }

  private keep(execution: string, end: Promise<WorkflowCallResult | undefined>): void {
    this.ends.set(execution, end)
    const forget = () => void this.ends.delete(execution)
    end.then(forget, forget)
  }

  private async resultOfRun(execution: string, go: () => Promise<Standstill>): Promise<WorkflowCallResult | undefined> {
    try {
      const standstill = await go()
      return standstill.status === 'waiting' ? undefined : resultOf(execution, standstill)
    } catch (failure) {
      if (failure instanceof EngineError && failure.code === 'not_startable') {
        return failedCall(failure.message, execution)
      }
      throw failure
    }
  }
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

/** The job of an execution that began earlier, as its first event tells it. */
function jobOf(execution: string, workflow: string, started: ExecutionStarted): StartJob {
  return {
    execution,
    workflow,
    version: started.version,
    ...(started.document === undefined ? undefined : { document: started.document }),
    mode: started.mode,
    trigger: started.trigger,
    outputs: [],
    rootId: started.rootId,
    ...(started.parent === undefined ? undefined : { parent: started.parent }),
    ...(started.retryOf === undefined ? undefined : { retryOf: started.retryOf }),
    pinData: started.pins === true,
  }
}
