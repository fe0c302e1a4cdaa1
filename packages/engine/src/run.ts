/**
 * Runs an execution: the small shell around pure parts. `next` chooses, `perform` acts, the book journals,
 * the state evolves; and again, until nothing is left.
 *
 *   R1  Nothing is performed that the journal says ended (`RunState` folds it the same way).
 *   R2  The journal so far is on disk before an attempt that acts on the world begins, and before an answer
 *       leaves. Nothing else waits for the disk, so a run of pure nodes is one write.
 *   R3  Whoever waits to hear that the execution began hears it when the run first has to wait for anything.
 *   R4  A run never keeps its process for long: after a while of work without a pause it lets others in.
 */
import { setImmediate as immediate } from 'node:timers/promises'
import {
  type Entry,
  type ItemError,
  type Json,
  type JsonObject,
  mustBeDurableBefore,
  type Output,
  type TriggerContext,
  type WorkflowCallResult,
} from '@millrace/sdk'
import type {
  Decision,
  ExecutionStarted,
  NodeEnded,
  NodeSuspended,
  PlanNode,
  StoredItems,
  Used,
} from '@millrace/workflow'
import { isByHand, newExecution } from './about.ts'
import { attemptKey } from './attempt-key.ts'
import { Book } from './book.ts'
import { callAnswer, type Caller } from './children.ts'
import { NodeContext } from './context.ts'
import { causesOfEnd, type Ending } from './end.ts'
import { EngineError } from './error.ts'
import { FailedWith, failure } from './failure.ts'
import type { Children, Host, Loaded } from './host.ts'
import { fillLinks } from './items.ts'
import { listsOf } from './large/read-lists.ts'
import { Lists, type WithoutLists } from './large/write-lists.ts'
import type { Destination, Pending } from './next.ts'
import { type Performed, perform } from './perform.ts'
import type { ExecutionStatus, JournalEntry, StartJob } from './ports.ts'
import { decisionOf, entryOf, type ForNode, isForNode, type Resumption } from './resume.ts'
import { Calling, type Heard } from './run/calling.ts'
import { endlessLoop, MOST_RUNS } from './run/endless.ts'
import { endedEvent, startedEvent, startedItems, suspendedEvent, usedEvent } from './run/events.ts'
import { refusalOf } from './run/refusal.ts'
import { Reply } from './run/reply.ts'
import { RunState, type Suspended } from './run/run-state.ts'
import { Showing } from './run/showing.ts'
import { endOf, type Standstill, standstillOf, waitOf } from './run/standstill.ts'
import type { Step } from './run/step.ts'
import { Stopping } from './run/stopping.ts'
import { Surroundings } from './run/surroundings.ts'
import type { UseEnd } from './run/uses.ts'
import { Secrets } from './secrets.ts'

export { BEHAVIOUR } from './run/events.ts'
export type { Standstill } from './run/standstill.ts'

/** Milliseconds of work without a pause after which others are let in (R4). */
const TURN = 8

export interface RunOptions {
  readonly host: Host
  readonly loaded: Loaded
  readonly job: StartJob
  readonly trigger: PlanNode
  readonly fence: number
  readonly children: Children
  /** The secrets of the execution that calls this one as a part of itself, and hears of those this one uses. */
  readonly secrets?: Secrets
  readonly to?: Destination
}

/** A run of an earlier execution that counts in this one, with the items that lie beside its event. */
export interface TakenRun {
  readonly event: NodeEnded
  readonly items: StoredItems | undefined
}

export class Run {
  readonly executionId: string
  private readonly host: Host
  private readonly loaded: Loaded
  private readonly job: StartJob
  private readonly caller: Caller
  private readonly state: RunState
  private readonly book: Book
  private readonly lists: Lists
  private readonly surroundings: Surroundings
  private readonly reply: Reply
  private readonly calling: Calling
  private readonly stopping = new Stopping()
  private readonly secrets: Secrets
  private readonly showing: Showing
  private readonly mostRuns: number
  private turnBegan = 0
  /** The node that runs. */
  private current: Step | undefined
  /** The node that ran last waits for something that takes long. */
  private stands = false
  /** Why the execution has to end although there is more to run. */
  private endless: ItemError | undefined

  constructor({ host, loaded, job, trigger, fence, children, to, secrets = new Secrets() }: RunOptions) {
    this.executionId = job.execution
    this.host = host
    this.loaded = loaded
    this.job = job
    this.secrets = secrets
    this.mostRuns = host.settings.maxNodeRuns ?? MOST_RUNS
    const { execution: executionId, rootId } = job
    this.caller = { job, host, manual: isByHand(job), rootId, executionId }
    this.state = new RunState(loaded.plan, trigger, { usePins: job.pinData, spillAfter: host.settings.spillAfter }, to)
    const create = newExecution(loaded, job, host.clock.now())
    this.book = new Book({
      journal: host.journal,
      execution: executionId,
      fence,
      seq: 0,
      create,
      secrets,
      onFailure: (why) => this.stopping.stop('unwritten', why),
    })
    const { state, stopping } = this
    const { spill } = state.finished
    this.lists = new Lists({
      spill,
      reading: { journal: host.journal, execution: executionId, file: spill.file },
      ahead: (pieces) => this.book.ahead(pieces),
      isStopped: () => stopping.isStopped,
    })
    this.surroundings = new Surroundings(host, loaded, job, {
      state,
      stopping,
      secrets,
      acts: () => this.acts(),
      use: (node, used, perform) => this.use(node, used, perform),
      record: () => this.hand(),
    })
    this.showing = new Showing({
      hand: () => void this.hand(),
      tell: (message) => this.surroundings.live(message),
      isAwaited: job.respond === undefined,
      isWatched: this.caller.manual,
    })
    this.reply = new Reply(job.respond, state, (node) => this.surroundings.triggerFacts(node))
    this.calling = new Calling(this.caller, children, secrets)
  }

  /** What the trigger may read. */
  triggerContext(): TriggerContext {
    return this.reply.triggerContext()
  }

  private now(): number {
    return this.host.clock.now()
  }

  // Beginning

  /** Begins a new execution and runs it until it stands still. */
  async start(outputs: readonly Output[]): Promise<Standstill> {
    const linked = this.linkedStart(outputs)
    return this.startWith(this.startedEvent(linked), linked)
  }

  /** The trigger's items with links: what a run by hand begins with stems from one thing, the click. */
  linkedStart(outputs: readonly Output[]): readonly Output[] {
    return outputs.map((output) => fillLinks(output, this.caller.manual ? 1 : (output?.length ?? 0)))
  }

  /** The first event of this execution. */
  startedEvent(outputs: readonly Output[]): ExecutionStarted {
    const { version } = this.loaded
    return startedEvent(this.job, { at: this.now(), version, trigger: this.state.trigger.id }, outputs)
  }

  /** Begins with a prepared first event (partial runs) and the runs taken over. */
  async startWith(
    started: ExecutionStarted,
    outputs: readonly Output[],
    taken: readonly TakenRun[] = [],
  ): Promise<Standstill> {
    const { state } = this
    state.started(started, this.book.add(started, startedItems(outputs)), outputs)
    const refusal = refusalOf(state.plan, state.trigger.at, { within: state.within, usePins: this.job.pinData })
    if (refusal !== undefined) return this.end('error', refusal)
    for (const one of taken) {
      const own = this.lists.areLarge(one.items) ? await this.lists.write(one.event, one.items) : one
      if (own !== undefined) this.takeOver(own)
    }
    this.stopping.limit(state.plan.settings.executionTimeout)
    return this.loop()
  }

  private takeOver({ event, items, outputs = items }: TakenRun & Partial<Pick<WithoutLists, 'outputs'>>): void {
    try {
      const seq = this.book.add(event, items)
      this.state.replayEnd({ seq, event, ...(outputs && { items: outputs }) })
    } catch (cause) {
      const message = 'The workflow is no longer what the earlier execution ran. Run it again from the start.'
      throw new EngineError('not_startable', message, cause)
    }
  }

  /** Ends the execution as soon as what it is doing lets it. */
  cancel(): void {
    this.stopping.stop('canceled')
  }

  // The loop

  private async loop(): Promise<Standstill> {
    this.turnBegan = performance.now()
    for (let steps = 1; ; steps++) {
      if (this.stopping.reason !== undefined) return this.endStopped(this.stopping.reason)
      if (this.endless !== undefined) return this.end('error', this.endless)
      const move = this.state.next()
      if (move.do === 'finish') return this.end(move.outcome, this.state.progress.error)
      this.state.take(move)
      const step = this.run(move.pending)
      if (step !== undefined) {
        await this.pause(step)
        if (this.standsWaiting) return this.standWaiting()
      }
      if ((steps & 15) === 0 && performance.now() - this.turnBegan > TURN) await this.letOthersIn()
    }
  }

  private get standsWaiting(): boolean {
    return this.stands && !this.stopping.isStopped
  }

  private async letOthersIn(): Promise<void> {
    this.showing.now()
    await immediate()
    this.turnBegan = performance.now()
  }

  /** Waits for a step that takes time; a canceled execution does not wait for it. */
  private async pause(step: Promise<void>): Promise<void> {
    this.showing.waits(this.reply.isDue)
    await this.stopping.until(step)
  }

  /** Hands what has happened to the journal, and with it the answer that is due. */
  private hand(status: ExecutionStatus = 'running', more: Parameters<Book['hand']>[1] = {}): Promise<void> {
    const response = this.reply.leave()
    if (response === undefined) return this.book.hand(status, more)
    const answer = this.state.keyed ? { answer: response } : undefined
    return this.book.hand(status, { ...more, ...answer, deliver: { ...more.deliver, response } })
  }

  // One node

  /** Runs one node; a promise only where it takes time. */
  private run(pending: Pending): Promise<void> | undefined {
    const node = this.state.plan.nodes[pending.node]
    if (node === undefined) return undefined
    const { finished } = this.state
    const inputs = finished.inputsOf(node, pending)
    const step: Step = { node, pending, source: pending.source, run: finished.of(node).length, inputs }
    if (step.run >= this.mostRuns) {
      this.endless = endlessLoop(node, step.run)
      return undefined
    }
    if (node.disabled || this.isPinned(node)) return this.ended(step, this.now(), instead(step))
    return this.isInterrupted(step) ? this.ask(step) : this.perform(step, INPUT)
  }

  private perform(step: Step, entry: Entry): Promise<void> | undefined {
    return mustBeDurableBefore(step.node.effect) ? this.actDurably(step, entry) : this.act(step, entry, this.now())
  }

  private isPinned(node: PlanNode): boolean {
    return this.job.pinData && node.pinned !== undefined && !node.disabled
  }

  private async actDurably(step: Step, entry: Entry): Promise<void> {
    await this.attempts(step)
    if (!this.stopping.isStopped) await this.act(step, entry, this.now())
  }

  /** Writes down that an attempt to act on the world begins; resolves when that is on disk (R2). */
  private attempts({ node, run, source }: Step): Promise<void> {
    const event = { type: 'nodeStarted', at: this.now(), node: node.id, run, attempt: 1, source } as const
    this.state.attempted(event, this.book.add(event))
    return this.hand()
  }

  /** The node that runs acts on the world although its type did not say so before: its code calls out. */
  private acts(): Promise<void> {
    const { current } = this
    return current === undefined || this.state.attempt !== undefined ? this.hand() : this.attempts(current)
  }

  private act(step: Step, entry: Entry, at: number): Promise<void> | undefined {
    const { node, run, inputs, source } = step
    this.current = step
    const context = new NodeContext(this.surroundings, node, run, inputs, source, entry)
    const again = (attempt: number, pauseMs: number) => this.again(step, attempt, pauseMs)
    const { spill } = this.state.finished
    const performed = perform(node, { context, inputs, runIndex: run, spill, again })
    if (!(performed instanceof Promise)) return this.performed(step, at, performed)
    this.showing.starts({ type: 'nodeStarted', node: node.id, run, at, attempt: 1 })
    return performed.then((one) => this.performed(step, at, one))
  }

  // Sub-nodes

  /** A sub-node is used by the node that runs. */
  private async use(node: PlanNode, used: Used, perform: (key: string) => Promise<JsonObject>): Promise<JsonObject> {
    const { uses, progress } = this.state
    const known = uses.recall(node.id, used.input)
    if (known !== undefined) return outputOfUse(known)
    const run = uses.begin(node.id)
    if (mustBeDurableBefore(node.effect)) await this.acts()
    const at = this.now()
    this.showing.starts({ type: 'nodeStarted', node: node.id, run, at, attempt: 1 })
    const key = attemptKey({ rootId: this.job.rootId, node: node.id, run, item: 'all' })
    const end = await perform(key).then(
      (output): UseEnd => ({ output }),
      (thrown: unknown): UseEnd => ({ error: failure(thrown, node, run) }),
    )
    if (this.stopping.isStopped) throw this.stopping.signal.reason
    const span = { at, now: this.now() }
    const { event, items, outputs } = usedEvent({ node: node.id, run, used }, end, progress, span)
    this.showing.ended(node.id, run)
    this.state.used(node, event, this.book.add(event, items), outputs)
    return outputOfUse(end)
  }

  private async again({ node, run }: Step, attempt: number, pauseMs: number): Promise<void> {
    await this.host.clock.sleep(pauseMs, this.stopping.signal)
    this.showing.starts({ type: 'nodeStarted', node: node.id, run, at: this.now(), attempt })
  }

  // What came of it

  private performed(step: Step, at: number, performed: Performed): Promise<void> | undefined {
    // What a canceled execution's last node still came to is nobody's concern any more.
    if (this.stopping.isStopped) return undefined
    switch (performed.kind) {
      case 'ended':
        return this.ended(step, at, performed)
      case 'wait':
        return this.wait(step, at, performed)
      case 'call':
        return this.call(step, at, performed)
      default:
        return performed satisfies never
    }
  }

  private ended(step: Step, at: number, performed: Extract<Performed, { kind: 'ended' }>): Promise<void> | undefined {
    const { node } = step
    const span = { at, now: this.now(), pinned: this.isPinned(node) }
    const { event, items } = endedEvent(step, performed, this.state, span)
    if (this.lists.areLarge(items)) return this.endedLarge(step, performed, { event, items })
    this.wasEnded(step, performed, { event, items, outputs: performed.outputs })
    return undefined
  }

  /** Ends a node that gave more than an event may bring: its lists are written first. */
  private async endedLarge(
    step: Step,
    performed: Extract<Performed, { kind: 'ended' }>,
    { event, items }: { readonly event: NodeEnded; readonly items: StoredItems },
  ): Promise<void> {
    const written = await this.lists.write(event, items)
    if (written === undefined || this.stopping.isStopped) return
    const outputs = performed.outputs.map((output, i) => written.outputs[i] ?? output)
    this.wasEnded(step, performed, { ...written, outputs })
  }

  private wasEnded(
    { node }: Step,
    { response }: Extract<Performed, { kind: 'ended' }>,
    { event, items, outputs }: WithoutLists,
  ): void {
    this.showing.ended(node.id, event.run)
    this.reply.give(response)
    this.state.ended(node, event, this.book.add(event, items), outputs)
    this.keepStaticData()
  }

  /** What nodes changed in the workflow's static data is written with the event they changed it in. */
  private keepStaticData(): void {
    const { id } = this.loaded
    if (this.caller.manual || id === '') return
    const data = this.surroundings.takeStaticData()
    if (data !== undefined) this.book.cause({ do: 'staticData', workflow: id, data })
  }

  // An attempt of which nobody knows whether it was made

  /** Whether the step began to act on the world before, came to nothing that was written down, and is not made again unasked. */
  private isInterrupted({ node, run }: Step): boolean {
    const { attempt } = this.state
    return attempt?.node === node.id && attempt.run === run && node.own.interrupted === 'ask'
  }

  private async ask(step: Step): Promise<void> {
    const now = this.now()
    const reason = { by: 'person', about: 'interrupted', since: this.state.attempt?.at ?? now } as const
    this.suspend(step, now, { reason })
    this.stands = true
  }

  /** Does with the attempt what a person decided. */
  private async decided(step: Step, decision: Decision): Promise<void> {
    const { node, run } = step
    const { interrupted } = this.state
    const event = { type: 'nodeResumed', at: this.now(), node: node.id, run, by: 'person', answer: decision } as const
    this.state.resume(event, this.book.add(event))
    switch (decision) {
      case 'again':
        return this.perform(step, interrupted && isForNode(interrupted) ? this.heard(interrupted) : INPUT)
      case 'goOn':
        return this.ended(step, this.now(), { kind: 'ended', outputs: [step.inputs[0]?.items ?? []], attempts: 1 })
      case 'stop':
        return this.ended(step, this.now(), { kind: 'ended', outputs: [], error: interruptedError(node), attempts: 1 })
      default:
        return decision satisfies never
    }
  }

  private heard(resumption: ForNode): Entry {
    return this.state.calls.hear(entryOf(resumption))
  }

  // Waits and calls

  /** Suspends the node; a short wait for a time stays here, anything else ends the run for now. */
  private async wait(step: Step, at: number, performed: Extract<Performed, { kind: 'wait' }>): Promise<void> {
    const { for: reason, state, response } = performed
    this.suspend(step, at, { reason, state, ...(response && { responded: true }) })
    this.reply.give(response)
    if (reason.by === 'time' && reason.until - this.now() < this.host.settings.shortWait) {
      await this.host.clock.sleep(Math.max(0, reason.until - this.now()), this.stopping.signal)
      return this.enter(step, { by: 'time' }, null)
    }
    this.stands = true
  }

  private suspend(step: Step, at: number, about: Pick<NodeSuspended, 'reason' | 'state' | 'responded'>): void {
    const event = suspendedEvent(step, about, this.state, { at, now: this.now() })
    this.showing.ended(event.node, event.run)
    this.state.suspend(event, this.book.add(event), step.pending)
    this.keepStaticData()
  }

  /** Enters a node again that was suspended. */
  private async enter(step: Step, entry: Exclude<Entry, { by: 'input' }>, answer: Json): Promise<void> {
    const { node, run } = step
    const event = { type: 'nodeResumed', at: this.now(), node: node.id, run, by: entry.by, answer } as const
    this.state.resume(event, this.book.add(event))
    await this.perform(step, this.state.calls.hear(entry))
  }

  /** Runs other workflows as parts of this one, and enters the node again with how they ended. */
  private async call(step: Step, at: number, performed: Extract<Performed, { kind: 'call' }>): Promise<void> {
    const { node, run } = step
    const { calls, wait, state } = performed
    const from = this.state.calls.count
    const { jobs, refused } = await this.calling.jobs({ node, run, from, calls, detached: !wait })
    if (this.stopping.isStopped) return
    const reason = { by: 'call' as const, executions: jobs.map((job) => job.execution) }
    this.suspend(step, at, { reason, state })
    if (refused !== undefined) {
      const results = calls.map(() => refused)
      return this.enter(step, { by: 'call', results }, callAnswer(results))
    }
    for (const job of jobs) this.book.cause({ do: 'start', job })
    if (wait) {
      void this.hand('waiting')
      return this.hear(step, await this.calling.call(jobs))
    }
    // Whoever keeps the journal begins them; nobody hears how they end.
    const results = jobs.map((job): WorkflowCallResult => ({ ok: true, executionId: job.execution, outputs: [] }))
    return this.enter(step, { by: 'call', results }, callAnswer(results))
  }

  /** Enters a caller again with how what it called ended; it waits on while something has not. */
  private async hear(step: Step, heard: Heard | undefined): Promise<void> {
    if (this.stopping.isStopped) return
    if (heard === undefined) {
      this.stands = true
      return
    }
    const { results, neverBegan } = heard
    for (const execution of neverBegan) this.book.cause({ do: 'drop', execution })
    await this.enter(step, { by: 'call', results }, callAnswer(results))
  }

  // Going on after a crash or a wait

  /**
   * Goes on where a journal ends: folds it as it was folded when it was written (R1), performing nothing, and
   * runs what is left. `answer` is what a waiting node is entered with.
   */
  async goOn(entries: readonly JournalEntry[], answer?: Resumption): Promise<Standstill> {
    const { state, lists } = this
    lists.wasTakenUp()
    for (const entry of entries) {
      this.book.skipTo(entry.seq + 1)
      state.replay(listsOf(entry.event) === undefined ? entry : await lists.restored(entry))
    }
    if (answer === undefined) this.showing.wasShown()
    if (state.progress.endedAt !== undefined) return this.standstill(endedStatus(state), state.progress.error)
    this.stopping.limit(state.plan.settings.executionTimeout)
    const { suspended } = state
    if (suspended === undefined) return this.loop()
    if (answer?.respond !== undefined) this.reply.awaited = answer.respond
    const entered = this.reenter(suspended, answer ?? state.resumed)
    if (entered === undefined) return this.standWaiting()
    await this.pause(entered)
    if (this.standsWaiting) return this.standWaiting()
    return this.loop()
  }

  /** Enters a suspended node again if what it waits for has come; undefined while it has not. */
  private reenter({ event, pending }: Suspended, answer: Resumption | undefined): Promise<void> | undefined {
    const node = this.state.plan.nodes[pending.node]
    if (node === undefined) return undefined
    const inputs = this.state.finished.inputsOf(node, pending)
    const step: Step = { node, pending, source: pending.source, run: event.run, inputs }
    const { reason } = event
    // What was to be done with the answer began, and was interrupted in its turn.
    if (this.state.resumed !== undefined && this.isInterrupted(step)) return this.ask(step)
    if (reason.by === 'person') {
      const decision = answer && decisionOf(answer)
      return decision && this.decided(step, decision)
    }
    if (answer !== undefined) {
      return isForNode(answer) ? this.enter(step, entryOf(answer), answer.answer) : undefined
    }
    if (reason.by === 'call') {
      const { executions } = reason
      return this.calling.rejoin(step, executions, this.state.calls.count).then((heard) => this.hear(step, heard))
    }
    if (reason.until === undefined || reason.until > this.now()) return undefined
    return this.enter(step, { by: 'time' }, null)
  }

  // The end

  private async standWaiting(): Promise<Standstill> {
    const { suspended } = this.state
    const standstill = this.standstill('waiting', undefined)
    if (suspended !== undefined) this.reply.giveAtWait(() => this.firstInput(suspended.pending))
    await this.hand('waiting', { ...waitOf(suspended?.event), deliver: { end: endOf(standstill) } })
    this.clearTimers()
    return standstill
  }

  private firstInput(pending: Pending) {
    const node = this.state.plan.nodes[pending.node]
    return node === undefined ? [] : (this.state.finished.inputsOf(node, pending)[0]?.items ?? [])
  }

  /** Ends what was stopped. What could not be written down has no end yet: it goes on from what is on disk. */
  private async endStopped(reason: EngineError): Promise<Standstill> {
    if (reason.code !== 'unwritten') {
      return this.end('canceled', { code: reason.code, name: 'ExecutionCanceled', message: reason.message })
    }
    this.clearTimers()
    throw reason
  }

  private async end(status: 'success' | 'error' | 'canceled', error: ItemError | undefined): Promise<Standstill> {
    this.clearTimers()
    const problem = status === 'success' ? undefined : error
    const event = {
      type: 'executionEnded',
      at: this.now(),
      status,
      lastNode: this.state.progress.lastNode,
      ...(this.returnsAllRuns() ? { returnsAllRuns: true } : undefined),
      error: problem,
      customData: this.state.customData,
    } as const
    this.state.over(event, this.book.add(event))
    const standstill = this.standstill(status, problem)
    for (const cause of causesOfEnd(this.ending(), standstill)) this.book.cause(cause)
    this.reply.giveAtEnd(status === 'success', standstill.outputs)
    await this.hand(status, { ...this.lists.atEnd, deliver: { end: endOf(standstill) } })
    return standstill
  }

  private ending(): Ending {
    const { host, job, loaded } = this
    return { job, loaded, newId: host.id, publicUrl: host.settings.publicUrl }
  }

  private standstill(status: Standstill['status'], error: ItemError | undefined): Standstill {
    return standstillOf(this.state, this.surroundings, status, { error, returnsAllRuns: this.returnsAllRuns() })
  }

  private returnsAllRuns(): boolean {
    const { trigger } = this.state.trigger.nodeType ?? {}
    if (this.job.parent === undefined || trigger?.by !== 'workflow') return false
    return trigger.returns?.(this.triggerContext()) !== 'lastRun'
  }

  private clearTimers(): void {
    this.showing.clear()
    this.stopping.clear()
  }
}

const INPUT: Entry = { by: 'input' }

/** What a node hands out that does not run: its pinned items, or what reached it. */
function instead({ node, inputs }: Step): Extract<Performed, { kind: 'ended' }> {
  if (node.disabled) return { kind: 'ended', outputs: [inputs[0]?.items ?? []], attempts: 1 }
  return { kind: 'ended', outputs: [fillLinks(node.pinned ?? [], inputs[0]?.items.length ?? 0)], attempts: 1 }
}

function outputOfUse(end: UseEnd): JsonObject {
  if ('error' in end) throw new FailedWith(end.error)
  return end.output
}

function interruptedError(node: PlanNode): ItemError {
  const message = 'The attempt was interrupted, and it was decided that the node has failed.'
  return { code: 'interrupted', name: 'NodeOperationError', message, node: node.name }
}

function endedStatus({ progress }: RunState): Standstill['status'] {
  return progress.status === 'success' || progress.status === 'canceled' ? progress.status : 'error'
}
