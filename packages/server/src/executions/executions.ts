/**
 * Executions as the server starts and stops them. What performs them is behind `Performers`; this keeps who waits
 * for what, tells those who watch, and turns requests of people into jobs.
 */
import { earlierRuns, type LiveMessage, type PartialRun, type RunEnd, type StartJob } from '@millrace/engine'
import type { Item, Json, JsonObject } from '@millrace/sdk'
import { type ExecutionSummary, type Principal, reaches, type Store, systemPrincipal } from '@millrace/store'
import { problems } from '../http/http-problem.ts'
import type { LiveHub } from '../live/live-hub.ts'
import type { CallerWatch } from './caller-watch.ts'

/** What performs executions: runner processes. */
export interface Performers {
  start(job: StartJob, watch: CallerWatch): void
  /** Ends a running execution; false when none of them runs it. */
  cancel(execution: string): boolean
}

export interface ExecutionsOptions {
  readonly store: Store
  readonly performers: Performers
  readonly live: () => LiveHub
  readonly newId: () => string
}

/** A run that a person asks for. */
export interface HandRun {
  readonly workflow: string
  readonly document: JsonObject
  readonly trigger?: string
  readonly items?: readonly JsonObject[]
  readonly destination?: PartialRun['destination']
  readonly from?: string
  readonly dirty?: readonly string[]
}

interface Active {
  readonly workflow: string
  readonly project: string
}

const nobody: CallerWatch = Object.freeze({})
const system = systemPrincipal('executions')

export class Executions {
  readonly #options: ExecutionsOptions
  /** Executions by hand that may not be on disk yet: their editors follow them from the first moment. */
  readonly #active = new Map<string, Active>()

  constructor(options: ExecutionsOptions) {
    this.#options = options
  }

  newId(): string {
    return this.#options.newId()
  }

  /** Starts a job; the watch hears how it goes. */
  start(job: StartJob, watch: CallerWatch = nobody): void {
    this.#options.performers.start(job, watch)
  }

  /** Starts a job that somebody may be looking at. */
  startWatched(job: StartJob, project: string, watch: CallerWatch = nobody): void {
    const { execution, workflow, mode } = job
    const live = this.#options.live()
    this.#active.set(execution, { workflow, project })
    live.announce({ type: 'started', workflow, execution, mode })
    const over = (status: RunEnd['status']) => {
      this.#active.delete(execution)
      live.announce({ type: 'ended', workflow, execution, status })
    }
    this.start(job, {
      ...watch,
      stood(end) {
        over(end.status)
        watch.stood?.(end)
      },
      failed(error) {
        over('error')
        watch.failed?.(error)
      },
    })
  }

  isActive(principal: Principal, execution: string): boolean {
    const active = this.#active.get(execution)
    return active !== undefined && reaches(principal, active.project)
  }

  /** Runs a document by hand; answers with the execution's id at once. */
  async runByHand(principal: Principal, project: string, run: HandRun): Promise<string> {
    const { workflows } = this.#options.store
    const version = await workflows.keepVersion(run.workflow, run.document, principal.id)
    const execution = this.newId()
    this.startWatched(
      {
        execution,
        workflow: run.workflow,
        version,
        mode: 'manual',
        trigger: run.trigger ?? '',
        outputs: run.items === undefined ? [] : [run.items.map((json): Item => ({ json }))],
        rootId: execution,
        pinData: true,
        ...partialOf(run),
      },
      project,
    )
    return execution
  }

  /**
   * Ends an execution that runs or waits.
   * @throws HttpProblem `execution_ended`
   */
  async cancel(summary: ExecutionSummary): Promise<void> {
    if (summary.endedAt !== null) throw problems.executionEnded()
    if (this.#options.performers.cancel(summary.id)) return
    await this.#cancelWaiting(summary)
  }

  /** A cancellation may come before the first event is on disk. */
  cancelUnseen(execution: string): boolean {
    return this.#options.performers.cancel(execution)
  }

  /** Nobody runs it: its end is written here, under a new fence, so that no runner can go on with it. */
  async #cancelWaiting({ id, workflow }: ExecutionSummary): Promise<void> {
    const { store } = this.#options
    const { fence } = await store.recovery.takeOver(id, { died: false })
    const entries = await store.journal.read(id)
    const seq = (entries.at(-1)?.seq ?? 0) + 1
    const event = { type: 'executionEnded', at: Date.now(), status: 'canceled' } as const
    await store.journal.append({
      execution: id,
      fence,
      entries: [{ seq, event }],
      status: 'canceled',
      wakeAt: null,
      resume: null,
    })
    this.#options.live().appended(id, [{ seq, event }], 'canceled')
    this.#options.live().announce({ type: 'ended', workflow, execution: id, status: 'canceled' })
  }

  /**
   * Runs an ended execution again: afresh with the trigger's items, or with the runs that succeeded.
   * @throws HttpProblem `execution_running`, `data_not_kept`
   */
  async retry(principal: Principal, summary: ExecutionSummary, from: 'start' | 'failure'): Promise<string> {
    if (summary.endedAt === null) throw problems.executionRunning()
    const entries = await this.#options.store.executions.journal(principal, summary.id)
    const started = entries[0]?.event
    if (started?.type !== 'executionStarted') throw problems.dataNotKept()
    const failed = from === 'failure' ? (summary.lastNode ?? undefined) : undefined
    const outputs = earlierRuns(entries.slice(0, 1))[0]?.outputs ?? []
    const execution = this.newId()
    this.startWatched(
      {
        execution,
        workflow: summary.workflow,
        version: summary.version,
        ...(started.document === undefined ? {} : { document: started.document }),
        mode: 'retry',
        trigger: started.trigger,
        outputs,
        rootId: started.rootId,
        retryOf: summary.id,
        pinData: false,
        ...(failed === undefined ? {} : { partial: { from: summary.id, dirty: [failed] } }),
      },
      summary.project,
    )
    return execution
  }

  /** What runners tell while an execution goes on. */
  passing(execution: string, message: LiveMessage): void {
    this.#options.live().passing(execution, message)
  }

  /** The document an execution ran. */
  async documentOf(summary: ExecutionSummary): Promise<Json | undefined> {
    const stored = await this.#options.store.workflows.find(summary.workflow, { version: summary.version })
    if (stored) return stored.document
    const [first] = await this.#options.store.executions.events(system, summary.id, 0, 1)
    return first?.event.type === 'executionStarted' ? first.event.document : undefined
  }
}

function partialOf({ destination, from, dirty }: HandRun): { readonly partial?: PartialRun } {
  if (destination === undefined && from === undefined) return {}
  return {
    partial: {
      ...(destination === undefined ? {} : { destination }),
      ...(from === undefined ? {} : { from }),
      dirty: dirty ?? [],
    },
  }
}
