/**
 * Executions as the server starts and stops them. Runners perform them; this turns requests of people into jobs,
 * remembers who waits for a streamed answer, and tells those who watch.
 */
import {
  earlierRuns,
  type LiveMessage,
  type PartialRun,
  type RunEnd,
  type Runners,
  type StartJob,
  type Resumption,
} from '@millrace/engine'
import type { Item, Json, JsonObject } from '@millrace/sdk'
import { type ExecutionSummary, type Principal, reaches, type Store, systemPrincipal } from '@millrace/store'
import type { Decision } from '@millrace/workflow'
import { problems } from '../http/http-problem.ts'
import type { LiveHub } from '../live/live-hub.ts'
import type { CallerWatch } from './caller-watch.ts'

export interface ExecutionsOptions {
  readonly store: Store
  readonly runners: Runners
  readonly live: LiveHub
  readonly newId: () => string
}

/** A run that a person asks for. */
export interface HandRun {
  readonly workflow: string
  readonly document: JsonObject
  readonly trigger?: string
  readonly items?: readonly JsonObject[]
  /** What its trigger found, and the execution that its files are kept under. */
  readonly found?: { readonly execution: string; readonly items: readonly Item[] }
  /** An evaluation, where it is no test run. */
  readonly mode?: 'evaluation'
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
  readonly #streams = new Map<string, (value: Json) => void>()

  constructor(options: ExecutionsOptions) {
    this.#options = options
  }

  newId(): string {
    return this.#options.newId()
  }

  /** Starts a job; the watch hears how it goes. */
  start(job: StartJob, watch: CallerWatch = nobody): void {
    const streams = this.#stream(job.execution, job.respond, watch)
    this.#options.runners.start(job, streams ? this.#untilOver(job.execution, watch) : watch)
  }

  /** Goes on with a waiting execution; false when somebody was quicker. */
  async resume(execution: string, answer: Resumption, watch: CallerWatch = nobody): Promise<boolean> {
    const isFirst = await this.#options.runners.resume(execution, answer, this.#untilOver(execution, watch))
    // Who comes too late takes no pieces from who came first; the first of these leave in a later turn.
    if (isFirst) this.#stream(execution, answer.respond, watch)
    return isFirst
  }

  /** Whether the pieces of the answer go to the watch from now on. */
  #stream(execution: string, respond: StartJob['respond'], { chunk }: CallerWatch): boolean {
    if (respond !== 'streaming' || chunk === undefined) return false
    this.#streams.set(execution, (value) => chunk(value))
    return true
  }

  #untilOver(execution: string, watch: CallerWatch): CallerWatch {
    return whenOver(watch, () => this.#streams.delete(execution))
  }

  /** Starts a job that somebody may be looking at. */
  startWatched(job: StartJob, project: string, watch: CallerWatch = nobody): void {
    const { execution, workflow, mode } = job
    const { live } = this.#options
    this.#active.set(execution, { workflow, project })
    live.announce({ type: 'started', workflow, execution, mode })
    this.start(
      job,
      whenOver(watch, (status) => {
        this.#active.delete(execution)
        live.announce({ type: 'ended', workflow, execution, status })
      }),
    )
  }

  isActive(principal: Principal, execution: string): boolean {
    const active = this.#active.get(execution)
    return active !== undefined && reaches(principal, active.project)
  }

  /** Runs a document by hand; answers with the execution's id at once. */
  async runByHand(principal: Principal, project: string, run: HandRun, watch: CallerWatch = nobody): Promise<string> {
    const { workflows } = this.#options.store
    const version = await workflows.keepVersion(run.workflow, run.document, principal.id)
    const execution = run.found?.execution ?? this.newId()
    const items = run.found?.items ?? run.items?.map((json): Item => ({ json }))
    this.startWatched(
      {
        execution,
        workflow: run.workflow,
        version,
        mode: run.mode ?? 'manual',
        trigger: run.trigger ?? '',
        outputs: items === undefined ? [] : [items],
        rootId: execution,
        pinData: true,
        ...partialOf(run),
      },
      project,
      watch,
    )
    return execution
  }

  /**
   * Ends an execution that runs or waits.
   * @throws HttpProblem `execution_ended`
   */
  async cancel(summary: ExecutionSummary): Promise<void> {
    if (summary.endedAt !== null || !(await this.#options.runners.cancel(summary.id))) throw problems.executionEnded()
  }

  /**
   * Goes on with an execution that asks what becomes of an interrupted attempt.
   * @throws HttpProblem `nothing_to_decide`
   */
  async decide({ id }: ExecutionSummary, decision: Decision): Promise<void> {
    const { runners, store } = this.#options
    const outline = await store.journal.outline(id)
    const last = outline && (await store.executions.events(system, id, outline.lastSeq - 1, 1))[0]?.event
    const asks = last?.type === 'nodeSuspended' && last.reason.by === 'person'
    if (!asks || !(await runners.resume(id, { by: 'person', answer: decision }))) throw problems.nothingToDecide()
  }

  /** Ends an execution of which nothing is on disk yet. */
  cancelUnseen(execution: string): Promise<boolean> {
    return this.#options.runners.cancel(execution)
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
    if (message.type === 'chunk') this.#streams.get(execution)?.(message.value)
    this.#options.live.passing(execution, message)
  }

  /** The document an execution ran. */
  async documentOf(summary: ExecutionSummary): Promise<Json | undefined> {
    const stored = await this.#options.store.workflows.find(summary.workflow, { version: summary.version })
    if (stored) return stored.document
    const [first] = await this.#options.store.executions.events(system, summary.id, -1, 1)
    return first?.event.type === 'executionStarted' ? first.event.document : undefined
  }
}

/** The same watch, with something to do when the execution is over or will never begin. */
function whenOver(watch: CallerWatch, over: (status: RunEnd['status']) => void): CallerWatch {
  return {
    ...watch,
    ended(end) {
      over(end.status)
      watch.ended?.(end)
    },
    failed(error) {
      over('error')
      watch.failed?.(error)
    },
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
