/**
 * Runs an execution: the small shell around pure parts. `next` chooses, `perform` acts, the book journals,
 * progress and agenda evolve; and again, until nothing is left.
 *
 *   R1  Nothing is performed that the journal says ended (recovery folds it the same way).
 *   R2  The journal so far is on disk before an attempt that acts on the world begins, and before an answer
 *       leaves. Nothing else waits for the disk, so a run of pure nodes is one write.
 *   R3  Whoever waits to hear that the execution began hears it when the run first has to wait for anything.
 *   R4  A run never keeps its process for long: after a while of work without a pause it lets others in.
 */
import { setImmediate as immediate } from 'node:timers/promises'
import type { CustomDataPort } from '@millrace/expression'
import {
  type Entry,
  type Item,
  type ItemError,
  type Json,
  type JsonObject,
  mustBeDurableBefore,
  type Output,
  type TriggerContext,
  type WebhookResponse,
  type WorkflowCallResult,
} from '@millrace/sdk'
import {
  type ExecutionEvent,
  type ExecutionStarted,
  EVENT_FORMAT,
  type MutableProgress,
  type NodeEnded,
  type NodeSuspended,
  noProgress,
  type OutputRef,
  type Plan,
  type PlanNode,
  record,
  type Source,
  type StoredItems,
} from '@millrace/workflow'
import { newExecution, reachable, zoneOf } from './about.ts'
import { answerAtEnd, answerAtWait, type Answerer } from './answering.ts'
import { Book } from './book.ts'
import { callAnswer, childJobs, filesBack, withFiles } from './children.ts'
import { NodeContext, type RunDoor } from './context.ts'
import { causesOfEnd } from './end.ts'
import { EngineError } from './error.ts'
import type { Children, Host, Loaded } from './host.ts'
import { fillLinks, type Input, outputRef, outputsOfRuns, views } from './items.ts'
import { type Agenda, begin, type Destination, emptyAgenda, next, type Pending, settle, take } from './next.ts'
import { type Performed, perform } from './perform.ts'
import type { Ending, ExecutionStatus, JournalEntry, LiveMessage, RunEnd, StartJob } from './ports.ts'
import { entryOf, readResumption, type Resumption } from './resume.ts'
import type { FinishedRun } from './scope.ts'
import { StaticData } from './static-data.ts'
import { resumeContext, triggerContext, type TriggerFacts } from './trigger-context.ts'

/** The version of the engine's behaviour that new executions run with. */
export const BEHAVIOUR = 1

const EMPTY: JsonObject = {}
const NO_RUNS: readonly FinishedRun[] = []
/** Milliseconds of work without a pause after which others are let in (R4). */
const TURN = 8
/** Milliseconds after which events of a run that is still busy are shown and kept. */
const SHOW_AFTER = 25

export interface RunOptions {
  readonly host: Host
  readonly loaded: Loaded
  readonly job: StartJob
  readonly trigger: PlanNode
  readonly fence: number
  readonly children: Children
  readonly depth: number
  readonly vars: Readonly<Record<string, string>>
  readonly to?: Destination
}

/** How a run came to stand still, for those in the same process. */
export interface Standstill extends RunEnd {
  /** What the node that ran last gave. */
  readonly outputs: readonly Output[]
  readonly staticData: JsonObject | undefined
  readonly customData: Readonly<Record<string, string>>
  readonly progress: MutableProgress
}

/** A run of an earlier execution that counts in this one, with the items that lie beside its event. */
export interface TakenRun {
  readonly event: NodeEnded
  readonly items: StoredItems | undefined
}

export class Run implements RunDoor {
  readonly host: Host
  readonly plan: Plan
  readonly executionId: string
  readonly rootId: string
  readonly mode: string
  readonly project: string
  readonly version: string
  readonly zone: string
  readonly active: boolean
  readonly usePins: boolean
  readonly vars: Readonly<Record<string, string>>
  readonly progress: MutableProgress = noProgress()
  private readonly job: StartJob
  private readonly loaded: Loaded
  private readonly trigger: PlanNode
  private readonly children: Children
  private readonly depth: number
  private readonly agenda: Agenda
  private readonly book: Book
  private readonly runs: FinishedRun[][] = []
  private abort: AbortController | undefined
  private readonly static: StaticData
  private custom: Record<string, string> | undefined
  private stopped: 'canceled' | 'timed_out' | undefined
  private response: WebhookResponse | undefined
  private responded = false
  /** The answer somebody waits for, and the node that makes it where it was called while it waited. */
  private awaited: StartJob['respond']
  private called: { readonly node: PlanNode; readonly parameters: JsonObject } | undefined
  /** What the execution's form address shows when it has ended. */
  private ending: Ending | undefined
  private shown = false
  private turnBegan = 0
  private suspended: { readonly event: NodeSuspended; readonly pending: Pending } | undefined
  private resumed: Resumption | undefined
  private calls: Calls | undefined
  private wake: (() => void) | undefined
  private showSoon: NodeJS.Immediate | undefined
  private showTimer: NodeJS.Timeout | undefined
  private limitTimer: NodeJS.Timeout | undefined

  constructor(options: RunOptions) {
    const { host, loaded, job } = options
    this.host = host
    this.loaded = loaded
    this.job = job
    this.plan = loaded.plan
    this.executionId = job.execution
    this.rootId = job.rootId
    this.mode = job.mode
    this.project = loaded.project
    this.version = loaded.version
    this.active = loaded.active
    this.zone = zoneOf(loaded.plan, host)
    this.usePins = job.pinData
    this.vars = options.vars
    this.trigger = options.trigger
    this.awaited = job.respond
    this.children = options.children
    this.depth = options.depth
    this.agenda = emptyAgenda(options.to)
    this.static = new StaticData(loaded.staticData)
    const create = newExecution(loaded, job, host.clock.now())
    this.book = new Book({ journal: host.journal, execution: job.execution, fence: options.fence, seq: 0, create })
  }

  get signal(): AbortSignal {
    this.abort ??= new AbortController()
    return this.abort.signal
  }

  // What expressions and nodes ask

  now(): number {
    return this.host.clock.now()
  }

  runsOf(node: PlanNode): readonly FinishedRun[] {
    return this.runs[node.at] ?? NO_RUNS
  }

  stateOf(node: PlanNode): JsonObject {
    return this.progress.states.get(node.id) ?? EMPTY
  }

  staticData(scope: string): Record<string, Json | undefined> {
    return this.static.of(scope)
  }

  get resumeUrl(): string {
    return this.resumeAddress('webhook-waiting')
  }

  get resumeFormUrl(): string {
    return this.resumeAddress('form-waiting')
  }

  private resumeAddress(door: string): string {
    const { publicUrl, sign } = this.host.settings
    return `${publicUrl}/${door}/${this.executionId}?signature=${sign(this.executionId)}`
  }

  get allCustomData(): Readonly<Record<string, string>> {
    return this.custom ?? {}
  }

  setCustomData(key: string, value: string): void {
    this.custom ??= {}
    if (!Object.hasOwn(this.custom, key) && Object.keys(this.custom).length >= 10) return
    this.custom[key.slice(0, 50)] = value.slice(0, 255)
  }

  get customData(): CustomDataPort {
    return {
      get: (key) => this.allCustomData[key],
      all: () => this.allCustomData,
      set: (key, value) => this.setCustomData(key, String(value)),
    }
  }

  live(message: LiveMessage): void {
    this.host.live(this.executionId, message)
  }

  durable(): Promise<void> {
    return this.hand()
  }

  // Beginning

  /** Begins a new execution and runs it until it stands still. */
  async start(outputs: readonly Output[]): Promise<Standstill> {
    const linked = this.linkedStart(outputs)
    return this.startWith(this.startedEvent(linked), linked)
  }

  /** The trigger's items with links: what a run by hand begins with stems from one thing, the click. */
  linkedStart(outputs: readonly Output[]): readonly Output[] {
    const byHand = this.mode === 'manual'
    return outputs.map((output) => fillLinks(output, byHand ? 1 : (output?.length ?? 0)))
  }

  /** The first event of this execution. */
  startedEvent(outputs: readonly Output[]): ExecutionStarted {
    return {
      type: 'executionStarted',
      at: this.now(),
      format: EVENT_FORMAT,
      behaviour: BEHAVIOUR,
      version: this.version,
      mode: this.job.mode,
      trigger: this.trigger.id,
      outputs: outputs.map(storedRef),
      rootId: this.rootId,
      ...(this.usePins ? { pins: true } : undefined),
      ...(this.job.document === undefined ? undefined : { document: this.job.document }),
      ...(this.job.parent === undefined ? undefined : { parent: this.job.parent }),
      ...(this.job.retryOf === undefined ? undefined : { retryOf: this.job.retryOf }),
    }
  }

  /** Begins with a prepared first event (partial runs) and the runs taken over. */
  async startWith(
    started: ExecutionStarted,
    outputs: readonly Output[],
    taken: readonly TakenRun[] = [],
  ): Promise<Standstill> {
    this.remember(started, outputs.some(hasItems) ? outputs : undefined)
    this.keepRun(this.trigger, { source: [], outputs })
    const refusal = this.refusal()
    if (refusal !== undefined) return this.end('error', refusal)
    begin(this.plan, this.agenda, started)
    for (const one of taken) this.takeOver(one)
    this.limitTime()
    return this.loop()
  }

  private takeOver({ event, items }: TakenRun): void {
    try {
      this.replayEnd(event, items)
    } catch (cause) {
      const message = 'The workflow is no longer what the earlier execution ran. Run it again from the start.'
      throw new EngineError('not_startable', message, cause)
    }
    this.remember(event, items)
  }

  /** What keeps it from starting: parameters of a node that takes part are invalid without being evaluated. */
  private refusal(): ItemError | undefined {
    if (this.plan.refusals.size === 0) return undefined
    for (const at of reachable(this.plan, this.trigger.at)) {
      const found = this.plan.refusals.get(at)?.[0]
      const node = this.plan.nodes[at]
      if (found === undefined || node === undefined) continue
      if (this.agenda.within !== undefined && !this.agenda.within.has(at)) continue
      if (this.usePins && node.pinned !== undefined) continue
      return { code: 'workflow_refused', name: 'WorkflowRefused', message: found.message, node: node.name }
    }
    return undefined
  }

  private limitTime(): void {
    const seconds = this.plan.settings.executionTimeout
    if (typeof seconds !== 'number' || seconds <= 0) return
    this.limitTimer = setTimeout(() => this.stop('timed_out'), seconds * 1000)
  }

  /** Ends the execution as soon as what it is doing lets it. */
  cancel(): void {
    this.stop('canceled')
  }

  private stop(why: 'canceled' | 'timed_out'): void {
    this.stopped ??= why
    const message = why === 'canceled' ? 'The execution was canceled.' : 'The execution took too long.'
    this.abort ??= new AbortController()
    this.abort.abort(new EngineError(why, message))
    this.wake?.()
  }

  // The loop

  async loop(): Promise<Standstill> {
    this.turnBegan = performance.now()
    for (let steps = 1; ; steps++) {
      if (this.stopped !== undefined) return this.endStopped()
      const move = next(this.plan, this.agenda)
      if (move.do === 'finish') return this.end(move.outcome, this.progress.error)
      take(this.plan, this.agenda, move)
      const step = this.step(move.pending, INPUT)
      if (step !== undefined) {
        await this.pause(step)
        if (this.isSuspended) return this.standWaiting()
      }
      if ((steps & 15) === 0 && performance.now() - this.turnBegan > TURN) await this.letOthersIn()
    }
  }

  private async letOthersIn(): Promise<void> {
    this.show()
    await immediate()
    this.turnBegan = performance.now()
  }

  /**
   * Waits for a step that takes time; a canceled execution does not wait for it. Most steps settle before
   * anything else is due in this process, and a run of such steps stays one write.
   */
  private async pause(step: Promise<void>): Promise<void> {
    if (!this.shown || this.response !== undefined) this.showSoon ??= setImmediate(() => this.show())
    else this.showTimer ??= setTimeout(() => this.show(), SHOW_AFTER)
    await new Promise<void>((resolve, reject) => {
      this.wake = resolve
      step.then(resolve, reject)
    })
  }

  private show(): void {
    this.shown = true
    this.clearShowing()
    void this.hand()
  }

  private hand(status: ExecutionStatus = 'running', more: Parameters<Book['hand']>[1] = {}): Promise<void> {
    const { response } = this
    this.response = undefined
    if (response === undefined) return this.book.hand(status, more)
    return this.book.hand(status, { ...more, deliver: { ...more.deliver, response } })
  }

  /** Runs one node; a promise only where it takes time. */
  private step(pending: Pending, entry: Entry): Promise<void> | undefined {
    const node = this.plan.nodes[pending.node]
    if (node === undefined) return undefined
    const runIndex = this.runsOf(node).length
    const inputs = this.inputsOf(node, pending)
    const at = this.now()
    if (node.disabled || (this.usePins && node.pinned !== undefined)) {
      this.ended(node, pending, runIndex, at, inputs, this.instead(node, inputs))
      return undefined
    }
    if (mustBeDurableBefore(node.effect)) return this.stepDurably(node, pending, runIndex, inputs, entry)
    return this.act(node, pending, runIndex, inputs, entry, at)
  }

  private async stepDurably(
    node: PlanNode,
    pending: Pending,
    runIndex: number,
    inputs: readonly Input[],
    entry: Entry,
  ): Promise<void> {
    const { source } = pending
    this.remember({ type: 'nodeStarted', at: this.now(), node: node.id, run: runIndex, attempt: 1, source })
    await this.durable()
    await this.act(node, pending, runIndex, inputs, entry, this.now())
  }

  private act(
    node: PlanNode,
    pending: Pending,
    runIndex: number,
    inputs: readonly Input[],
    entry: Entry,
    at: number,
  ): Promise<void> | undefined {
    const context = new NodeContext(this, node, runIndex, inputs, pending.source, entry)
    const performed = perform(node, {
      context,
      inputs,
      runIndex,
      again: (attempt, pauseMs) => this.again(node, runIndex, attempt, pauseMs),
    })
    if (!(performed instanceof Promise)) return this.performed(node, pending, runIndex, at, inputs, performed)
    this.live({ type: 'nodeStarted', node: node.id, run: runIndex, at, attempt: 1 })
    return performed.then((one) => this.performed(node, pending, runIndex, at, inputs, one))
  }

  private async again(node: PlanNode, runIndex: number, attempt: number, pauseMs: number): Promise<void> {
    await this.host.clock.sleep(pauseMs, this.signal)
    this.live({ type: 'nodeStarted', node: node.id, run: runIndex, at: this.now(), attempt })
  }

  private inputsOf(node: PlanNode, pending: Pending): readonly Input[] {
    if (pending.forced) return [{ source: null, items: views(ONE_EMPTY, 0), given: ONE_EMPTY, total: 1 }]
    return pending.source.map((source, index): Input => {
      const given = source === null ? undefined : this.outputOf(source)
      if (source === null || given === undefined || given === null) return NOTHING
      const first = node.executeOnce ? given.slice(0, 1) : given
      return { source, items: views(first, index), given, total: given.length }
    })
  }

  outputOf(source: Source): Output | undefined {
    const node = this.plan.byId.get(source.node)
    if (node === undefined) return undefined
    const run = this.runs[node.at]?.[source.run]
    // A pinned node that a partial run only reads has no run of its own.
    return run === undefined ? (this.usePins ? node.pinned : undefined) : run.outputs[source.output]
  }

  /** What a node hands out that does not run: its pinned items, or what reached it. */
  private instead(node: PlanNode, inputs: readonly Input[]): Extract<Performed, { kind: 'ended' }> {
    if (node.disabled) return { kind: 'ended', outputs: [inputs[0]?.items ?? []], attempts: 1 }
    const outputs = [fillLinks(node.pinned ?? [], inputs[0]?.items.length ?? 0)]
    return { kind: 'ended', outputs, attempts: 1 }
  }

  // What came of it

  private performed(
    node: PlanNode,
    pending: Pending,
    runIndex: number,
    at: number,
    inputs: readonly Input[],
    performed: Performed,
  ): Promise<void> | undefined {
    // What a canceled execution's last node still came to is nobody's concern any more.
    if (this.stopped !== undefined) return undefined
    switch (performed.kind) {
      case 'ended':
        this.ended(node, pending, runIndex, at, inputs, performed)
        return undefined
      case 'wait':
        return this.wait(node, pending, runIndex, at, inputs, performed)
      case 'call':
        return this.call(node, pending, runIndex, at, inputs, performed)
      default:
        return performed satisfies never
    }
  }

  private ended(
    node: PlanNode,
    pending: Pending,
    runIndex: number,
    at: number,
    inputs: readonly Input[],
    performed: Extract<Performed, { kind: 'ended' }>,
  ): void {
    const { outputs, error, state, response, ending } = performed
    const refs: OutputRef[] = []
    let stored: (readonly Item[] | null)[] | undefined
    for (let i = 0; i < outputs.length; i++) {
      const output = outputs[i] ?? null
      const ref = outputRef(output, inputs)
      refs.push(ref)
      if (output === null || output.length === 0 || ref === null || ref.items !== 'stored') continue
      stored ??= outputs.map(() => null)
      stored[i] = output
    }
    const event: NodeEnded = {
      type: 'nodeEnded',
      at,
      took: this.now() - at,
      node: node.id,
      run: runIndex,
      order: this.progress.nodes.get(node.id)?.[runIndex]?.order ?? this.progress.count,
      attempts: performed.attempts,
      source: pending.source,
      status: error === undefined ? 'success' : 'error',
      outputs: refs,
      error,
      continued: performed.continued,
      state,
      hints: performed.hints,
      responded: response === undefined ? undefined : true,
      ending,
      pinned: this.usePins && node.pinned !== undefined && !node.disabled ? true : undefined,
    }
    this.remember(event, stored)
    this.calls = undefined
    if (ending !== undefined) this.ending = { node: node.id, answer: ending }
    this.keepRun(node, { source: pending.source, outputs })
    settle(this.plan, this.agenda, event)
    this.progress.error = error
    this.respond(response)
  }

  /** The first answer counts; it leaves with the next write (R2). */
  private respond(response: WebhookResponse | undefined): void {
    if (response === undefined || this.responded) return
    this.responded = true
    this.response = response
  }

  /** Suspends the node; a short wait for a time stays here, anything else ends the run for now. */
  private async wait(
    node: PlanNode,
    pending: Pending,
    runIndex: number,
    at: number,
    inputs: readonly Input[],
    performed: Extract<Performed, { kind: 'wait' }>,
  ): Promise<void> {
    const { for: reason, state, response } = performed
    const event = this.suspension(node, pending, runIndex, at, { reason, state })
    this.remember(event)
    this.respond(response)
    if (reason.by === 'time' && reason.until - this.now() < this.host.settings.shortWait) {
      await this.host.clock.sleep(Math.max(0, reason.until - this.now()), this.signal)
      return this.enter(node, pending, runIndex, inputs, { by: 'time' }, null)
    }
    this.suspended = { event, pending }
  }

  private suspension(
    node: PlanNode,
    pending: Pending,
    runIndex: number,
    at: number,
    about: Pick<NodeSuspended, 'reason' | 'state'>,
  ): NodeSuspended {
    this.calls?.told.push(...this.calls.last.splice(0))
    return {
      type: 'nodeSuspended',
      at,
      took: this.now() - at,
      node: node.id,
      run: runIndex,
      order: this.progress.nodes.get(node.id)?.[runIndex]?.order ?? this.progress.count,
      source: pending.source,
      ...about,
    }
  }

  private async enter(
    node: PlanNode,
    pending: Pending,
    runIndex: number,
    inputs: readonly Input[],
    entry: Exclude<Entry, { by: 'input' }>,
    answer: Json,
  ): Promise<void> {
    this.remember({ type: 'nodeResumed', at: this.now(), node: node.id, run: runIndex, by: entry.by, answer })
    await this.act(node, pending, runIndex, inputs, this.hear(entry), this.now())
  }

  /** The entry with how all calls of the run ended; what is heard again after a crash counts once. */
  private hear(entry: Entry): Entry {
    if (entry.by !== 'call') return entry
    const { told } = (this.calls = { told: this.calls?.told ?? [], last: [...entry.results] })
    return told.length === 0 ? entry : { by: 'call', results: told.concat(entry.results) }
  }

  /** Runs other workflows as parts of this one, and enters the node again with how they ended. */
  private async call(
    node: PlanNode,
    pending: Pending,
    runIndex: number,
    at: number,
    inputs: readonly Input[],
    performed: Extract<Performed, { kind: 'call' }>,
  ): Promise<void> {
    const { jobs: called, refused } = childJobs(this.facts(), node, runIndex, performed.calls)
    const jobs = await withFiles(this.host.blobs, this.executionId, called)
    if (this.stopped !== undefined) return
    const reason = { by: 'call' as const, executions: jobs.map((job) => job.execution) }
    const suspension = this.suspension(node, pending, runIndex, at, { reason, state: performed.state })
    this.remember(suspension)
    if (refused !== undefined) {
      const results = performed.calls.map(() => refused)
      return this.enter(node, pending, runIndex, inputs, { by: 'call', results }, [])
    }
    for (const job of jobs) this.book.cause({ do: 'start', job })
    void this.hand('waiting')
    const running = Promise.all(jobs.map((job) => this.children.call(job, this.depth + 1)))
    if (!performed.wait) {
      // Nobody hears how they end; a fault of the engine in them is theirs, and their own book reports it.
      running.catch(nothing)
      const begun = jobs.map((job): WorkflowCallResult => ({ ok: true, executionId: job.execution, outputs: [] }))
      return this.enter(node, pending, runIndex, inputs, { by: 'call', results: begun }, callAnswer(begun))
    }
    const results = whole(await running)
    if (results === undefined) {
      this.suspended = { event: suspension, pending }
      return undefined
    }
    await this.hearBack(node, pending, runIndex, inputs, results)
  }

  private async hearBack(
    node: PlanNode,
    pending: Pending,
    runIndex: number,
    inputs: readonly Input[],
    ended: readonly WorkflowCallResult[],
  ): Promise<void> {
    const results = await filesBack(this.host.blobs, this.executionId, ended)
    await this.enter(node, pending, runIndex, inputs, { by: 'call', results }, callAnswer(results))
  }

  private facts() {
    const { job, depth, host, mode, rootId, executionId } = this
    return { job, depth, host, manual: mode === 'manual', rootId, executionId }
  }

  private remember(event: ExecutionEvent, items?: StoredItems): void {
    const seq = this.book.add(event, items)
    record(this.progress, event, seq)
  }

  private keepRun(node: PlanNode, run: FinishedRun): void {
    const runs = this.runs[node.at]
    if (runs === undefined) this.runs[node.at] = [run]
    else runs.push(run)
  }

  // Going on after a crash or a wait

  /**
   * Goes on where a journal ends: folds it as it was folded when it was written (R1), performing nothing, and
   * runs what is left. `answer` is what a waiting node is entered with.
   */
  async goOn(entries: readonly JournalEntry[], answer?: Resumption): Promise<Standstill> {
    for (const entry of entries) this.replay(entry)
    this.shown = answer === undefined
    if (this.progress.endedAt !== undefined) return this.standstill(endedStatus(this.progress), this.progress.error)
    this.limitTime()
    const { suspended } = this
    if (suspended === undefined) return this.loop()
    if (answer?.respond !== undefined) this.awaited = answer.respond
    const entered = this.reenter(suspended, answer ?? this.resumed)
    if (entered === undefined) return this.standWaiting()
    this.suspended = undefined
    await this.pause(entered)
    if (this.isSuspended) return this.standWaiting()
    return this.loop()
  }

  private get isSuspended(): boolean {
    return this.suspended !== undefined && this.stopped === undefined
  }

  private replay({ seq, event, items }: JournalEntry): void {
    this.book.skipTo(seq + 1)
    switch (event.type) {
      case 'executionStarted': {
        const outputs = this.restored(event.outputs, items)
        this.keepRun(this.trigger, { source: [], outputs })
        begin(this.plan, this.agenda, event)
        break
      }
      case 'nodeEnded':
        this.replayEnd(event, items)
        break
      case 'nodeSuspended':
        this.suspended = { event, pending: this.suspended?.pending ?? this.replayMove(event) }
        this.calls?.told.push(...this.calls.last.splice(0))
        this.resumed = undefined
        break
      case 'nodeResumed':
        this.wasCalled(event.by)
        this.resumed = readResumption(event)
        this.hear(entryOf(this.resumed))
        break
      case 'nodeStarted':
      case 'executionEnded':
        break
      default:
        return event satisfies never
    }
    record(this.progress, event, seq)
  }

  private replayEnd(event: NodeEnded, items: StoredItems | undefined): void {
    const node = this.plan.byId.get(event.node)
    if (node === undefined) throw notOurs(event.node)
    // Runs that a partial run merely reuses were never chosen; those of a retry were, and are again.
    const wasChosen = !event.taken || this.agenda.reruns === undefined
    if (wasChosen && this.suspended === undefined) this.replayMove(event)
    this.suspended = undefined
    this.resumed = undefined
    this.calls = undefined
    this.keepRun(node, { source: event.source, outputs: this.restored(event.outputs, items) })
    settle(this.plan, this.agenda, event)
    if (!event.taken) this.progress.error = event.error
    if (event.responded) this.responded = true
    if (event.ending !== undefined) this.ending = { node: event.node, answer: event.ending }
  }

  /** The move the journal says was made; one journal leads to one choice, so it is the next one. */
  private replayMove(event: NodeEnded | NodeSuspended): Pending {
    const move = next(this.plan, this.agenda)
    if (move.do !== 'run' || this.plan.nodes[move.pending.node]?.id !== event.node) throw notOurs(event.node)
    take(this.plan, this.agenda, move)
    return move.pending
  }

  private restored(refs: readonly OutputRef[], items: StoredItems | undefined): readonly Output[] {
    return refs.map((ref, i): Output => {
      if (ref === null) return null
      if (ref.items === 'stored') return items?.[i] ?? []
      const { of, at, input = 0 } = ref.items
      const seen = views(this.outputOf(of) ?? [], input)
      return at === undefined ? seen : at.flatMap((place) => seen[place] ?? [])
    })
  }

  /** Enters a suspended node again if what it waits for has come; undefined while it has not. */
  private reenter(
    { event, pending }: { readonly event: NodeSuspended; readonly pending: Pending },
    answer: Resumption | undefined,
  ): Promise<void> | undefined {
    const node = this.plan.nodes[pending.node]
    if (node === undefined) return undefined
    const inputs = this.inputsOf(node, pending)
    if (answer !== undefined) this.wasCalled(answer.by)
    if (answer !== undefined) return this.enter(node, pending, event.run, inputs, entryOf(answer), answer.answer)
    const { reason } = event
    if (reason.by === 'call') return this.rejoin(node, { event, pending }, reason.executions, inputs)
    if (reason.until === undefined || reason.until > this.now()) return undefined
    return this.enter(node, pending, event.run, inputs, { by: 'time' }, null)
  }

  /** Whoever calls the address of a waiting node is answered as that node says, and may get an answer of its own. */
  private wasCalled(by: Resumption['by']): void {
    const event = this.suspended?.event
    const node = event === undefined ? undefined : this.plan.byId.get(event.node)
    if (event === undefined || node === undefined) return
    if ((by !== 'webhook' && by !== 'form') || event.reason.by !== by) return
    this.called = { node, parameters: event.reason.answer }
    this.responded = false
  }

  /** Enters a caller again once all it called have ended. */
  private async rejoin(
    node: PlanNode,
    suspended: { readonly event: NodeSuspended; readonly pending: Pending },
    executions: readonly string[],
    inputs: readonly Input[],
  ): Promise<void> {
    const results = whole(await Promise.all(executions.map((child) => this.children.rejoin(child))))
    const { event, pending } = suspended
    if (results === undefined) this.suspended = suspended
    else await this.hearBack(node, pending, event.run, inputs, results)
  }

  // The end

  private async standWaiting(): Promise<Standstill> {
    const { suspended } = this
    const reason = suspended?.event.reason
    const standstill = this.standstill('waiting', undefined)
    const wakeAt = reason === undefined || reason.by === 'call' ? null : (reason.until ?? null)
    const resume =
      reason === undefined || reason.by === 'call' || reason.by === 'time' || suspended === undefined
        ? null
        : { node: suspended.event.node, reason }
    if (suspended !== undefined && !this.responded) this.respond(this.answerAtWait(suspended.pending))
    await this.hand('waiting', { wakeAt, resume, deliver: { end: endOf(standstill) } })
    this.clearTimers()
    return standstill
  }

  private endStopped(): Promise<Standstill> {
    const timedOut = this.stopped === 'timed_out'
    const message = timedOut ? 'The execution took longer than its limit.' : 'The execution was canceled.'
    return this.end('canceled', { code: timedOut ? 'timed_out' : 'canceled', name: 'ExecutionCanceled', message })
  }

  private async end(status: 'success' | 'error' | 'canceled', error: ItemError | undefined): Promise<Standstill> {
    this.clearTimers()
    const problem = status === 'success' ? undefined : error
    this.remember({
      type: 'executionEnded',
      at: this.now(),
      status,
      lastNode: this.progress.lastNode,
      ...(this.returnsAllRuns() ? { returnsAllRuns: true } : undefined),
      error: problem,
      customData: this.custom,
    })
    const standstill = this.standstill(status, problem)
    for (const cause of causesOfEnd({ ...this.facts(), loaded: this.loaded }, standstill)) this.book.cause(cause)
    const answerer = () => this.answerer()
    if (!this.responded) this.respond(answerAtEnd(this.awaited, status === 'success', standstill.outputs, answerer))
    await this.hand(status, { deliver: { end: endOf(standstill) } })
    return standstill
  }

  private answerAtWait(pending: Pending): WebhookResponse | undefined {
    const node = this.plan.nodes[pending.node]
    const items = node === undefined ? [] : (this.inputsOf(node, pending)[0]?.items ?? [])
    return answerAtWait(this.awaited, items, () => this.answerer())
  }

  /** Who makes the answer that somebody waits for. */
  private answerer(): Answerer | undefined {
    const { called } = this
    if (called !== undefined) {
      const webhook = called.node.nodeType?.resume
      return webhook && { webhook, context: resumeContext(this.triggerFacts(called.node), called.parameters) }
    }
    const { trigger } = this.trigger.nodeType ?? {}
    return trigger?.by === 'webhook' ? { webhook: trigger.webhook, context: this.triggerContext() } : undefined
  }

  /** What the trigger may read. */
  triggerContext(): TriggerContext {
    return triggerContext(this.triggerFacts(this.trigger))
  }

  private triggerFacts(node: PlanNode): TriggerFacts {
    const { plan, active, zone, mode, vars } = this
    const workflow = { id: plan.id, name: plan.name, active }
    return { node, workflow, zone, manual: mode === 'manual', vars, now: () => this.now() }
  }

  private standstill(status: Standstill['status'], error: ItemError | undefined): Standstill {
    const lastNode = this.progress.lastNode
    const last = lastNode === undefined ? undefined : this.plan.byId.get(lastNode)
    return {
      execution: this.executionId,
      status,
      ...(lastNode === undefined ? undefined : { lastNode }),
      ...(error === undefined ? undefined : { error }),
      ...(status === 'success' && this.ending !== undefined && { ending: this.ending }),
      outputs: last === undefined ? [] : this.results(last),
      staticData: this.static.changed(),
      customData: this.allCustomData,
      progress: this.progress,
    }
  }

  /** What the node that ran last gave: in its last run, or, where a caller is to get that, in all of them. */
  private results(last: PlanNode): readonly Output[] {
    const runs = this.runsOf(last)
    return outputsOfRuns(this.returnsAllRuns() ? runs : runs.slice(-1))
  }

  private returnsAllRuns(): boolean {
    const { trigger } = this.trigger.nodeType ?? {}
    if (this.job.parent === undefined || trigger?.by !== 'workflow') return false
    return trigger.returns?.(this.triggerContext()) !== 'lastRun'
  }

  private clearShowing(): void {
    clearImmediate(this.showSoon)
    clearTimeout(this.showTimer)
    this.showSoon = undefined
    this.showTimer = undefined
  }

  private clearTimers(): void {
    this.clearShowing()
    clearTimeout(this.limitTimer)
  }
}

/** How the calls of the node that runs ended: those it has gone on from, and the last it was told of. */
interface Calls {
  readonly told: WorkflowCallResult[]
  readonly last: WorkflowCallResult[]
}

const INPUT: Entry = { by: 'input' }
const ONE_EMPTY: readonly Item[] = [{ json: {} }]
const NOTHING: Input = { source: null, items: [], given: [], total: 0 }

function endOf({ execution, status, lastNode, error, ending }: Standstill): RunEnd {
  return {
    execution,
    status,
    ...(lastNode === undefined ? undefined : { lastNode }),
    ...(error && { error }),
    ...(ending && { ending }),
  }
}

function endedStatus({ status }: MutableProgress): Standstill['status'] {
  return status === 'success' || status === 'canceled' ? status : 'error'
}

function storedRef(output: Output): OutputRef {
  return output === null ? null : { count: output.length, items: 'stored' }
}

function hasItems(output: Output): boolean {
  return output !== null && output.length > 0
}

function notOurs(node: string): EngineError {
  return new EngineError('protocol', `The journal does not fit the workflow: node ${node} was not to run there.`)
}

function nothing(): void {}

/** All results, once none is missing. */
function whole(results: readonly (WorkflowCallResult | undefined)[]): readonly WorkflowCallResult[] | undefined {
  const there = results.filter((result) => result !== undefined)
  return there.length === results.length ? there : undefined
}
