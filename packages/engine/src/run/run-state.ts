/**
 * How far an execution is: what follows from its events and nothing else. A run changes it with the events that
 * happen, and a run that goes on with a journal with those it reads, in the same way; so one journal leads to one
 * state, whoever holds it.
 *
 *   R1  Nothing is performed that the journal says ended: folding its end takes the node off the agenda.
 */
import type { JsonObject, Output } from '@millrace/sdk'
import {
  type ExecutionEnded,
  type ExecutionStarted,
  type MutableProgress,
  type NodeEnded,
  type NodeResumed,
  type NodeStarted,
  type NodeSuspended,
  noProgress,
  type Plan,
  type PlanNode,
  record,
} from '@millrace/workflow'
import { EngineError } from '../error.ts'
import {
  type Agenda,
  begin,
  type Destination,
  emptyAgenda,
  type Move,
  next,
  type Pending,
  settle,
  take,
} from '../next.ts'
import type { Ending, JournalEntry } from '../ports.ts'
import { entryOf, isForNode, readResumption, type Resumption } from '../resume.ts'
import { ToldCalls } from './told-calls.ts'
import { FinishedRuns, type Keeping } from './finished-runs.ts'
import { Uses } from './uses.ts'

/** A node that waits, and the move it was run by. */
export interface Suspended {
  readonly event: NodeSuspended
  readonly pending: Pending
}

export class RunState {
  readonly plan: Plan
  readonly trigger: PlanNode
  readonly progress: MutableProgress = noProgress()
  readonly finished: FinishedRuns
  readonly calls = new ToldCalls()
  readonly uses = new Uses()
  /** The node that waits, and, once it has come, what it waited for. */
  suspended: Suspended | undefined
  resumed: Resumption | undefined
  /** What the node had been entered with whose attempt was interrupted, where that was not its input. */
  interrupted: Resumption | undefined
  /** Whether whoever waits for an answer has been given one, and the node that makes it where its address was called. */
  responded = false
  called: { readonly node: PlanNode; readonly parameters: JsonObject } | undefined
  /** Whether it began under a key of its caller. */
  keyed = false
  /** What nodes said about the execution, and what of it the journal has. */
  customData: Readonly<Record<string, string>> | undefined
  private writtenCustomData: Readonly<Record<string, string>> | undefined
  /** The attempt that began to act on the world and has come to nothing yet. */
  attempt: NodeStarted | undefined
  /** What the execution's form address shows when it has ended. */
  ending: Ending | undefined
  private readonly agenda: Agenda

  constructor(plan: Plan, trigger: PlanNode, keeping: Keeping, to: Destination | undefined) {
    this.plan = plan
    this.trigger = trigger
    this.finished = new FinishedRuns(plan, keeping)
    this.agenda = emptyAgenda(to)
  }

  /** The nodes that take part; undefined where all do. */
  get within(): ReadonlySet<number> | undefined {
    return this.agenda.within
  }

  next(): Move {
    return next(this.plan, this.agenda)
  }

  /** The custom data, where it is another than the journal has. */
  get newCustomData(): Readonly<Record<string, string>> | undefined {
    return this.customData === this.writtenCustomData ? undefined : this.customData
  }

  take(move: Move): void {
    take(this.plan, this.agenda, move)
  }

  // Events

  started(event: ExecutionStarted, seq: number, outputs: readonly Output[]): void {
    record(this.progress, event, seq)
    this.keyed = event.keyed === true
    this.finished.keep(this.trigger, { source: [], outputs })
    begin(this.plan, this.agenda, event)
  }

  ended(node: PlanNode, event: NodeEnded, seq: number, outputs: readonly Output[]): void {
    record(this.progress, event, seq)
    this.suspended = undefined
    this.resumed = undefined
    this.interrupted = undefined
    this.attempt = undefined
    this.keepCustomData(event)
    this.calls.forget()
    this.uses.forget()
    this.finished.keep(node, { source: event.source, outputs })
    settle(this.plan, this.agenda, event)
    if (!event.taken) this.progress.error = event.error
    if (event.ending !== undefined) this.ending = { node: event.node, answer: event.ending }
  }

  /** A sub-node was used: it is on no agenda, and the node that uses it runs on. */
  used(node: PlanNode, event: NodeEnded, seq: number, outputs: readonly Output[]): void {
    record(this.progress, event, seq)
    this.finished.keepAt(node, event.run, { source: event.source, outputs })
  }

  suspend(event: NodeSuspended, seq: number, pending: Pending): void {
    record(this.progress, event, seq)
    this.suspended = { event, pending }
    if (event.reason.by === 'person') this.interrupted = this.resumed
    else this.calls.goOn()
    this.resumed = undefined
    this.attempt = undefined
    this.keepCustomData(event)
  }

  private keepCustomData({ customData }: NodeEnded | NodeSuspended): void {
    if (customData !== undefined) this.customData = this.writtenCustomData = customData
  }

  /** The node that waited is entered again. */
  resume(event: NodeResumed, seq: number): void {
    record(this.progress, event, seq)
    this.wasCalled(event.by)
  }

  /** An attempt begins to act on the world. */
  attempted(event: NodeStarted, seq: number): void {
    record(this.progress, event, seq)
    this.attempt = event
  }

  over(event: ExecutionEnded, seq: number): void {
    record(this.progress, event, seq)
  }

  /** Whoever calls the address of a waiting node is answered as that node says, and may get an answer of its own. */
  wasCalled(by: Resumption['by']): void {
    const event = this.suspended?.event
    const node = event === undefined ? undefined : this.plan.byId.get(event.node)
    if (event === undefined || node === undefined) return
    if ((by !== 'webhook' && by !== 'form') || event.reason.by !== by) return
    this.called = { node, parameters: event.reason.answer }
    this.responded = false
  }

  // A journal

  /** Folds what a journal has, as it was folded when it was written. */
  replay({ seq, event, items }: JournalEntry): void {
    switch (event.type) {
      case 'executionStarted':
        return this.started(event, seq, this.finished.restored(event.outputs, items))
      case 'nodeEnded':
        return this.replayEnd({ seq, event, ...(items && { items }) })
      case 'nodeSuspended':
        this.suspend(event, seq, this.suspended?.pending ?? this.replayMove(event))
        if (event.responded) this.responded = true
        return
      case 'nodeResumed':
        this.resume(event, seq)
        this.resumed = readResumption(event)
        if (isForNode(this.resumed)) this.calls.hear(entryOf(this.resumed))
        return
      case 'nodeStarted':
        return this.attempted(event, seq)
      case 'executionEnded':
        return this.over(event, seq)
      default:
        return event satisfies never
    }
  }

  replayEnd({
    seq,
    event,
    items,
  }: { readonly seq: number; readonly event: NodeEnded } & Pick<JournalEntry, 'items'>): void {
    const node = this.plan.byId.get(event.node)
    if (node === undefined) throw notOurs(event.node)
    if (event.used !== undefined) {
      const outputs = this.finished.restored(event.outputs, items)
      this.uses.keep(event, outputs)
      return this.used(node, event, seq, outputs)
    }
    // Runs that a partial run merely reuses were never chosen; those of a retry were, and are again.
    const wasChosen = !event.taken || this.agenda.reruns === undefined
    if (wasChosen && this.suspended === undefined) this.replayMove(event)
    this.ended(node, event, seq, this.finished.restored(event.outputs, items))
    if (event.responded) this.responded = true
  }

  /** The move the journal says was made; one journal leads to one choice, so it is the next one. */
  private replayMove(event: NodeEnded | NodeSuspended): Pending {
    const move = this.next()
    if (move.do !== 'run' || this.plan.nodes[move.pending.node]?.id !== event.node) throw notOurs(event.node)
    this.take(move)
    return move.pending
  }
}

function notOurs(node: string): EngineError {
  return new EngineError('protocol', `The journal does not fit the workflow: node ${node} was not to run there.`)
}
