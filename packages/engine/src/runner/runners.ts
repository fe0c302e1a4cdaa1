/**
 * The server's end: gives executions to runner processes, and brings them back when a runner dies, a write fails or
 * the server itself was lost.
 *
 *   S1  A runner process starts when there is first work for it, and again after it died or did not answer for long.
 *   S2  What a write delivers (answer, end) leaves after the write is on disk, never before.
 *   S3  When a runner dies, a death is counted on disk for each execution it had before the execution is given
 *       to another runner; one present at three deaths, without recording a step in between, ends as `crashed`.
 *       The server's own end is no execution's fault until it has happened ten times in a row with the same one.
 *       What was never on disk begins anew; given up, it is written down as one that crashed. A process that ends
 *       before it is up is nobody's fault, and is started again and again.
 *   S4  At most `limit` executions run, and of a workflow with a limit at most that many; others wait their turn, and
 *       an event that has to wait is on disk before it is accepted. A waiting execution is in no runner, and one that
 *       waits for what it called takes no place.
 *   S5  Executions that a call connects are recovered together, those called first.
 *   S6  A waiting execution is taken up once: by its time, or by the first who brings what it waits for. Whoever
 *       brings it hears that it was accepted when that is on disk. A caller who is still owed an answer when an
 *       execution begins to wait is kept until it goes on.
 *   S7  What was there when a runner died goes on where it can take nobody along, until it has recorded a step or
 *       stayed for a while: the guilty one dies alone, and the others end.
 *   S8  An execution that cannot be written down stops, and goes on from what is on disk as soon as it can be.
 */
import type { Catalog } from '@millrace/sdk'
import { wakeOf } from '../end.ts'
import { EngineError, type EngineErrorCode } from '../error.ts'
import { failedCall } from '../children.ts'
import type {
  Blobs,
  Cause,
  Journal,
  JournalWrite,
  LiveMessage,
  Loss,
  Recovery,
  RunEnd,
  StartJob,
  State,
  TableStore,
  Vault,
  Wake,
  Workflows,
} from '../ports.ts'
import type { Resumption } from '../resume.ts'
import { type Caller, together } from './caller.ts'
import { type LostEnd, writeLostEnd, writeNeverBegun } from './lost-end.ts'
import { Passing } from './passing.ts'
import { Persevering } from './persevering.ts'
import type { WireError } from './protocol.ts'
import { Slot } from './slot.ts'
import type { RunnerProcess } from './spawn.ts'
import { beginning, respondOf, type Work, workOf } from './work.ts'

export type { Caller } from './caller.ts'

/** Deaths of its runner after which an execution is given up. */
const DEATHS = 3
/**
 * Ends of the whole server after which an execution that never got on is given up: somebody may stop a server often,
 * but one that takes the machine's memory down with it must not do so for ever.
 */
const OUTAGES = 10
/** The longest a timer sleeps before the clock is looked at again, in milliseconds. */
const LOOK_AGAIN = 60_000
/** How long running executions may take to end when the server stops, in milliseconds. */
const GRACE = 5_000
/** Runner processes for executions that were there when one died (S7). */
const APART = 2
/** How long one of those has its process for itself, and how long an empty one is kept, in milliseconds. */
const CALM_AFTER = 5_000
/** Processes that end before they are up are started again quickly so often, and then a little later each time. */
const QUICK_STARTS = 4

export interface RunnersOptions {
  readonly spawn: () => RunnerProcess
  readonly journal: Journal
  readonly blobs: Blobs
  readonly workflows: Workflows
  readonly vault: Vault
  readonly state: State
  readonly dataTables: TableStore
  readonly recovery: Recovery
  readonly catalog: Catalog
  readonly now: () => number
  readonly id: () => string
  readonly publicUrl: string
  /** How many runner processes, and how many executions at a time in all of them. */
  readonly processes?: number
  readonly limit?: number
  /** How many executions of a workflow run at a time; undefined where it sets no limit. */
  readonly limitOf?: (workflow: string) => number | undefined
  /** How long a runner may keep silent before it counts as stuck, in milliseconds. */
  readonly unresponsiveMs?: number
  /** Appends a write that a runner packed, where runners do. */
  readonly appendPacked?: (write: Uint8Array) => Promise<void>
  /** Events of an execution are on disk, up to this place. */
  readonly onWritten?: (execution: string, lastSeq: number, status: JournalWrite['status']) => void
  readonly onLive?: (execution: string, message: LiveMessage) => void
  readonly onEnd?: (end: RunEnd) => void
  /** A fault of ours: for the log. */
  readonly onFault?: (what: string, error: unknown) => void
}

export interface Runners {
  /** Begins an execution. */
  start(job: StartJob, caller?: Caller): void
  /** Goes on with a waiting execution; false when it does not wait (any more). */
  resume(execution: string, answer: Resumption, caller?: Caller): Promise<boolean>
  /** Whether a runner has the execution, or will have it as soon as there is a place. */
  isRunning(execution: string): boolean
  /** Ends an execution, running or waiting; false when there is none. */
  cancel(execution: string): Promise<boolean>
  /**
   * Brings back what an earlier server left unfinished, and starts waking what waits for a time. What a server left
   * that was told to stop (`nothing` lost) is nobody's fault.
   */
  recover(lost?: 'server' | 'nothing'): Promise<number>
  /** Waits for what runs, at most so long, and ends the runners. */
  stop(graceMs?: number): Promise<void>
  /** Executions that runners have, those that wait for others they called included. */
  readonly running: number
  readonly queued: number
}

export function createRunners(options: RunnersOptions): Runners {
  return new RunnerPool(options)
}

export class RunnerPool implements Runners {
  readonly options: RunnersOptions
  readonly unresponsiveMs: number
  private readonly slots: Slot[] = []
  /** Runners for what was there when one died, and what waits for a place in one (S7). */
  private readonly apart: Slot[] = []
  private readonly suspects: Work[] = []
  private readonly queue: Work[] = []
  /** What waits because its workflow has as many executions as it may, by workflow. */
  private readonly lines = new Map<string, Work[]>()
  private readonly works = new Passing<string, { readonly work: Work; readonly slot: Slot }>()
  /** How many take a place: in all, and of each workflow that has any. */
  private active = 0
  private readonly activeOf = new Map<string, number>()
  /** Executions on their way to a runner, and callers who are owed an answer by one that waits (S6). */
  private readonly taken = new Set<string>()
  private readonly owed = new Map<string, Owed>()
  /** Executions that were told of a call's end while a runner had them. */
  private readonly toldWhileRunning = new Set<string>()
  private readonly persevering = new Persevering((what, error) => this.fault(what, error))
  private readonly limit: number
  private readonly processes: number
  private timer: NodeJS.Timeout | undefined
  private stopping = false
  private idle: (() => void) | undefined

  constructor(options: RunnersOptions) {
    this.options = options
    this.limit = options.limit ?? 200
    this.processes = Math.max(1, options.processes ?? 1)
    this.unresponsiveMs = options.unresponsiveMs ?? 60_000
  }

  get running(): number {
    return this.works.size
  }

  get queued(): number {
    return [...this.lines.values()].reduce((sum, line) => sum + line.length, this.queue.length + this.suspects.length)
  }

  get isStopping(): boolean {
    return this.stopping
  }

  start(job: StartJob, caller: Caller = {}): void {
    this.give(beginning(job, caller))
  }

  isRunning(execution: string): boolean {
    return this.works.has(execution) || this.taken.has(execution)
  }

  async resume(execution: string, answer: Resumption, caller: Caller = {}): Promise<boolean> {
    const found = await this.options.recovery.get(execution)
    if (found === undefined || found.status !== 'waiting' || this.isRunning(execution)) return false
    await this.goOn(execution, found.workflow, 'nothing', { answer, caller })
    return true
  }

  async cancel(execution: string): Promise<boolean> {
    const running = this.works.get(execution)
    if (running !== undefined) {
      running.slot.cancel(execution)
      return true
    }
    const queued = this.takeFromQueues(execution)
    if (queued !== undefined) {
      queued.caller.failed?.(new EngineError('canceled', 'The execution was canceled.'))
      if (queued.message.do === 'start') {
        await this.dropJob(queued.message.job, 'It was canceled before it began.')
        return true
      }
    }
    const found = await this.options.recovery.get(execution)
    if (found === undefined) return false
    const { fence } = await this.options.recovery.takeOver(execution, 'nothing')
    const message = 'The execution was canceled while it waited.'
    await this.endLost({ execution, workflow: found.workflow, fence, status: 'canceled', message })
    return true
  }

  private takeFromQueues(execution: string): Work | undefined {
    for (const list of [this.queue, this.suspects, ...this.lines.values()]) {
      const place = list.findIndex((work) => work.execution === execution)
      if (place < 0) continue
      this.taken.delete(execution)
      return list.splice(place, 1)[0]
    }
    return undefined
  }

  // Giving work to runners

  private give(work: Work): void {
    if (this.stopping) {
      work.caller.failed?.(new EngineError('runner_died', 'The server is stopping. Try again in a moment.'))
      return
    }
    if (work.suspicion > 0) {
      this.taken.add(work.execution)
      this.suspects.push(work)
      this.fillApart()
    } else if (this.hasPlace(work)) this.assign(work, this.quietest())
    else this.line(work)
  }

  private hasPlace(work: Work): boolean {
    return this.active < this.limit && !this.isFull(work)
  }

  /** Whether its workflow has as many executions as it may. Those that a person watches are not held up. */
  private isFull({ workflow, message }: Work): boolean {
    if (message.do === 'start' && message.job.mode === 'manual') return false
    const limit = this.options.limitOf?.(workflow)
    return limit !== undefined && (this.activeOf.get(workflow) ?? 0) >= limit
  }

  /** Puts work in line; whoever brought an event need not wait for its turn, only until it is on disk (S4). */
  private line(work: Work): void {
    this.taken.add(work.execution)
    const { message, caller } = work
    if (message.do !== 'start' || work.isJob || caller.accepted === undefined) return this.enqueue(work)
    this.options.recovery.keepJob(message.job).then(
      () => {
        work.isJob = true
        work.accepted = true
        caller.accepted?.()
        if (this.hasPlace(work)) this.assign(work, this.quietest())
        else this.enqueue(work)
      },
      (error: unknown) => {
        this.taken.delete(work.execution)
        if (codeOf(error) === 'key_taken') return this.unwritten(work, error)
        this.fault(`Keeping the event of execution ${work.execution} failed`, error)
        caller.failed?.(new EngineError('unwritten', 'The event could not be written down. Try again later.', error))
      },
    )
  }

  private enqueue(work: Work): void {
    if (!this.isFull(work)) {
      this.queue.push(work)
      return
    }
    const line = this.lines.get(work.workflow)
    if (line === undefined) this.lines.set(work.workflow, [work])
    else line.push(work)
  }

  private assign(work: Work, slot: Slot): void {
    this.enter(work, slot)
    slot.add(work)
  }

  private enter(work: Work, slot: Slot): void {
    this.taken.delete(work.execution)
    this.works.set(work.execution, { work, slot })
    this.count(work, 1)
  }

  private count({ workflow }: Work, by: 1 | -1): void {
    this.active += by
    const ofWorkflow = (this.activeOf.get(workflow) ?? 0) + by
    if (ofWorkflow <= 0) this.activeOf.delete(workflow)
    else this.activeOf.set(workflow, ofWorkflow)
  }

  private quietest(): Slot {
    if (this.slots.length < this.processes && this.slots.every((slot) => slot.count > 0)) {
      this.slots.push(new Slot(this))
    }
    const [first, ...others] = this.slots
    if (first === undefined) {
      const slot = new Slot(this)
      this.slots.push(slot)
      return slot
    }
    return others.reduce((least, slot) => (slot.count < least.count ? slot : least), first)
  }

  /** Gives suspects to runners apart from the others (S7). */
  private fillApart(): void {
    for (let place = 0; place < this.suspects.length;) {
      const work = this.suspects[place]
      const slot = work && this.apartFor(work)
      if (work === undefined || slot === undefined) {
        place += 1
        continue
      }
      this.suspects.splice(place, 1)
      this.assign(work, slot)
      this.later(() => {
        work.suspicion = 0
        this.fillApart()
      })
    }
    if (this.apart.some((slot) => slot.count === 0)) this.later(() => this.retire())
  }

  private apartFor(work: Work): Slot | undefined {
    const free = this.apart.find((slot) => slot.takes(work))
    if (free !== undefined || this.apart.length >= APART + (work.suspicion > 1 ? 1 : 0)) return free
    const slot = new Slot(this)
    this.apart.push(slot)
    return slot
  }

  private retire(): void {
    for (const slot of this.apart.filter((one) => one.count === 0)) {
      this.apart.splice(this.apart.indexOf(slot), 1)
      void slot.end()
    }
  }

  private later(then: () => void): void {
    setTimeout(() => void (this.stopping || then()), CALM_AFTER).unref()
  }

  /** A runner began an execution by itself: a child. */
  adopt(work: Work, slot: Slot): void {
    this.enter(work, slot)
  }

  /** How many calls an execution waits for: while there are any it takes no place. */
  waitsFor(work: Work, calls: number): void {
    const before = work.openCalls
    work.openCalls = calls
    if (!this.works.has(work.execution) || before > 0 === calls > 0) return
    this.count(work, calls > 0 ? -1 : 1)
    if (calls > 0) this.fill(work.workflow)
  }

  /** An execution left its runner. */
  release(work: Work): void {
    if (this.works.get(work.execution)?.work !== work) return
    this.works.delete(work.execution)
    if (work.openCalls === 0) this.count(work, -1)
    this.fill(work.workflow)
    if (this.works.size === 0) this.idle?.()
  }

  /** Gives places that are free to those who wait for one. */
  private fill(workflow: string): void {
    const line = this.lines.get(workflow)
    const [first] = line ?? []
    if (line !== undefined && first !== undefined && !this.isFull(first)) {
      line.shift()
      if (line.length === 0) this.lines.delete(workflow)
      this.queue.unshift(first)
    }
    while (this.active < this.limit) {
      const next = this.queue.shift()
      if (next === undefined) break
      if (this.isFull(next)) this.enqueue(next)
      else this.assign(next, this.quietest())
    }
    if (this.apart.length > 0 || this.suspects.length > 0) this.fillApart()
  }

  // What writes cause elsewhere

  caused(causes: readonly Cause[], slot?: Slot): void {
    for (const cause of causes) {
      switch (cause.do) {
        case 'start': {
          const own = this.works.get(cause.job.execution)
          if (own !== undefined) own.work.isJob = true
          else if (cause.job.parent === undefined || cause.job.parent.detached) this.startCaused(cause.job)
          break
        }
        case 'drop':
          slot?.leave(cause.execution)
          break
        case 'wake':
          this.told(cause)
          break
        case 'staticData':
          break
        default:
          cause satisfies never
      }
    }
  }

  startCaused(job: StartJob): void {
    const work = beginning(job)
    work.isJob = true
    this.give(work)
  }

  /** An execution hears how a call of it ended: where it runs, or by being brought back. */
  private told({ execution }: Wake): void {
    const running = this.works.get(execution)
    if (running === undefined) return this.wake(execution)
    this.waitsFor(running.work, Math.max(0, running.work.openCalls - 1))
    this.toldWhileRunning.add(execution)
  }

  private wake(execution: string): void {
    this.persevering.do(`Waking execution ${execution}`, async () => {
      if (this.isRunning(execution)) return
      const found = await this.options.recovery.get(execution)
      if (found?.status !== 'waiting' || this.isRunning(execution)) return
      if ((await this.options.journal.wakes(execution)).length === 0 || this.isRunning(execution)) return
      await this.goOn(execution, found.workflow, 'nothing')
    })
  }

  /** Whether an execution was told of a call's end while a runner had it; asked once, when it stands still. */
  takeTold(execution: string): boolean {
    return this.toldWhileRunning.delete(execution)
  }

  /** An execution begins to wait, and is in no runner any more. */
  standsWaiting(work: Work, wasTold: boolean): void {
    this.keepOwed(work)
    if (wasTold) this.wake(work.execution)
    this.lookAtClock()
  }

  // Coming back

  async recover(lost: Loss = 'server'): Promise<number> {
    const { recovery } = this.options
    for (const job of await recovery.jobs()) if (!this.isRunning(job.execution)) this.startCaused(job)
    const unfinished = await recovery.unfinished()
    // Those called began later than those that called them (S5).
    for (const one of unfinished.toReversed()) {
      if (this.isRunning(one.execution)) continue
      this.taken.add(one.execution)
      this.persevering.do(`Recovering execution ${one.execution}`, () => this.goOn(one.execution, one.workflow, lost))
    }
    for (const execution of await recovery.woken()) this.wake(execution)
    this.lookAtClock()
    return unfinished.length
  }

  /** Takes an execution over and gives it to a runner, unless it has killed too many. */
  private async goOn(execution: string, workflow: string, lost: Loss, brought: Brought = {}): Promise<void> {
    this.taken.add(execution)
    try {
      await this.takeUp(execution, workflow, lost, brought)
    } catch (failure) {
      this.taken.delete(execution)
      throw failure
    }
  }

  private async takeUp(
    execution: string,
    workflow: string,
    lost: Loss,
    { answer, reason, ...brought }: Brought,
  ): Promise<void> {
    const { fence, deaths, outages } = await this.options.recovery.takeOver(execution, lost)
    const owed = this.owed.get(execution)
    const caller = together(owed?.caller, brought.caller)
    if (deaths >= DEATHS || outages >= OUTAGES) {
      const what = deaths >= DEATHS ? `Its runner died ${deaths} times` : `The server ended ${outages} times`
      const because = reason === undefined ? '' : ` (${reason})`
      const message = `${what} while it ran the same step, and it was given up${because}.`
      await this.endLost({ execution, workflow, fence, status: 'crashed', message })
      this.taken.delete(execution)
      brought.caller?.failed?.(new EngineError('runner_died', message))
      return
    }
    this.owed.delete(execution)
    const respond = answer?.respond ?? brought.respond ?? owed?.respond
    const work = workOf(
      { do: 'goOn', execution, workflow, fence, ...(answer && { answer }), ...(respond && { respond }) },
      caller,
    )
    work.suspicion = deaths
    work.refusals = brought.refusals ?? 0
    this.give(work)
  }

  /** A runner died with an execution. */
  bringBack(work: Work, reason: string): void {
    const { execution, caller } = work
    if (!work.written) {
      this.beginAnew(work, reason)
      return
    }
    this.taken.add(execution)
    this.persevering.do(`Recovering execution ${execution}`, async () => {
      const found = await this.options.recovery.get(execution)
      if (found === undefined) {
        this.taken.delete(execution)
        return
      }
      if (work.canceled) {
        const { fence } = await this.options.recovery.takeOver(execution, 'runner')
        const sentence = 'The execution was canceled.'
        await this.endLost({ execution, workflow: found.workflow, fence, status: 'canceled', message: sentence })
        this.taken.delete(execution)
        caller.failed?.(new EngineError('canceled', sentence))
        return
      }
      await this.goOn(execution, found.workflow, 'runner', { ...broughtBy(work), reason })
    })
  }

  /** Nothing outside has seen an execution of which nothing is on disk. */
  private beginAnew(work: Work, reason: string): void {
    const { message, caller } = work
    if (message.do !== 'start') return
    const { job } = message
    // What called it is brought back too, and calls anew what it has not written down.
    if (job.parent !== undefined && !work.isJob) return
    const deaths = work.deaths + 1
    if (deaths >= DEATHS) {
      const sentence = `The execution ended its runner ${deaths} times and was given up (${reason}).`
      this.taken.add(job.execution)
      this.persevering.do(`Giving up execution ${job.execution}`, () => this.giveUp(work, job, sentence))
      return
    }
    const again = beginning(job, work.accepted ? { ...caller, accepted: undefined } : caller)
    this.give(Object.assign(again, { deaths, suspicion: deaths, isJob: work.isJob, accepted: work.accepted }))
  }

  /** Writes down that an execution crashed of which nothing was written, and tells whoever waits for it. */
  private async giveUp({ caller }: Work, job: StartJob, message: string): Promise<void> {
    const { execution } = job
    try {
      const { seq, causes } = await writeNeverBegun(this.options, job, message)
      this.options.onWritten?.(execution, seq, 'crashed')
      this.caused(causes)
    } catch (failure) {
      if (codeOf(failure) !== 'not_startable') throw failure
      await this.dropJob(job, message)
    }
    this.taken.delete(execution)
    caller.failed?.(new EngineError('runner_died', message))
  }

  /** The process an execution was given to ended before it was up. */
  tryAgain(work: Work, failedStarts: number): void {
    const { execution, workflow, message } = work
    if (message.do === 'start' && message.job.parent !== undefined && !work.isJob && !work.written) return
    this.taken.add(execution)
    this.persevering.doLater(`Starting a runner`, failedStarts - QUICK_STARTS, async () => {
      if (!this.taken.has(execution)) return
      if (work.canceled) return this.bringBack(work, 'it was canceled')
      if (!work.written) return this.give(work)
      await this.goOn(execution, workflow, 'nothing', broughtBy(work))
    })
  }

  /** An execution could not be written down (S8). */
  unwritten(work: Work, error: unknown): void {
    const { execution, message, caller } = work
    const code = codeOf(error)
    if (code === 'fenced' || (code === 'execution_exists' && !work.isJob)) {
      caller.failed?.(new EngineError('fenced', 'Another runner has the execution.', error))
      return
    }
    if (code === 'key_taken') {
      caller.failed?.(new EngineError('key_taken', 'Something has begun under the key of this event.', error))
      return
    }
    if (!work.written && !work.isJob) {
      const sentence = 'What happened could not be written down, and has not happened. Try again later.'
      caller.failed?.(new EngineError('unwritten', sentence, error))
      return
    }
    if (message.do === 'start' && !work.written) {
      const { job } = message
      if (code === 'execution_exists') this.persevering.do(`Forgetting job ${execution}`, () => this.forget(job))
      else this.persevering.doLater(`Starting execution ${execution}`, work.refusals, () => this.startAgain(work, job))
      return
    }
    this.taken.add(execution)
    this.persevering.doLater(`Going on with execution ${execution}`, work.refusals, async () => {
      const found = await this.options.recovery.get(execution)
      this.taken.delete(execution)
      if (found === undefined) return
      await this.goOn(execution, found.workflow, 'nothing', { ...broughtBy(work), refusals: work.refusals + 1 })
    })
  }

  /** Starts a job again once its row can be read: then it can be written to as well, most likely. */
  private async startAgain({ caller, refusals }: Work, job: StartJob): Promise<void> {
    await this.options.recovery.keepJob(job)
    const again = beginning(job, { ...caller, accepted: undefined })
    this.give(Object.assign(again, { isJob: true, accepted: true, refusals: refusals + 1 }))
  }

  private async forget(job: StartJob): Promise<void> {
    await this.options.recovery.dropJob(job.execution)
  }

  /** A runner could not begin or go on with an execution. */
  failedIn(work: Work, error: WireError): void {
    const { execution, message, caller } = work
    const code: EngineErrorCode = error.code === 'not_startable' ? 'not_startable' : 'runner_died'
    if (error.code === 'unwritten') return this.unwritten(work, error)
    if (error.code === 'fenced') {
      caller.failed?.(new EngineError('fenced', error.message))
      return
    }
    if (error.code !== 'not_startable') this.fault(`Execution ${execution} failed in its runner`, error)
    if (!work.written) {
      if (error.code !== 'not_startable') return this.beginAnew(work, error.message)
      caller.failed?.(new EngineError(code, error.message))
      if (message.do !== 'start' || !work.isJob) return
      this.fault(`The caused execution ${execution} did not begin`, error)
      const { job } = message
      this.persevering.do(`Giving up job ${execution}`, () => this.dropJob(job, error.message))
      return
    }
    if (error.code !== 'not_startable') return this.bringBack(work, error.message)
    caller.failed?.(new EngineError(code, error.message))
    this.persevering.do(`Ending execution ${execution}`, async () => {
      const found = await this.options.recovery.get(execution)
      if (found === undefined) return
      const { fence } = await this.options.recovery.takeOver(execution, 'nothing')
      const { workflow } = found
      await this.endLost({ execution, workflow, fence, status: 'error', message: error.message })
    })
  }

  /** Gives up a job that cannot begin, and tells whoever called it. */
  private async dropJob({ execution, parent }: StartJob, message: string): Promise<void> {
    const tell = parent === undefined || parent.detached ? undefined : wakeOf(parent, failedCall(message, execution))
    await this.options.recovery.dropJob(execution, tell)
    if (tell !== undefined) this.told(tell)
  }

  /** Keeps the caller of an execution that begins to wait, if it is still owed an answer. */
  private keepOwed(work: Work): void {
    const respond = respondOf(work)
    const { execution, caller, answered } = work
    if (respond === undefined || answered || caller.answered === undefined) return
    this.owed.set(execution, { caller: { ...caller, accepted: undefined }, respond })
  }

  /** Writes the end of an execution that no runner has. */
  private async endLost(end: LostEnd): Promise<void> {
    const { seq, causes } = await writeLostEnd(this.options, end)
    const { execution, status, message } = end
    this.options.onWritten?.(execution, seq, status)
    const owed = this.owed.get(execution)
    this.owed.delete(execution)
    this.caused(causes)
    owed?.caller.failed?.(new EngineError('canceled', message))
  }

  // Time

  /** Wakes what waits for a time, and looks again when the next is due. */
  private lookAtClock(): void {
    clearTimeout(this.timer)
    if (this.stopping) return
    this.wakeDue().then(
      (next) => {
        clearTimeout(this.timer)
        if (this.stopping || next === null) return
        const delay = Math.min(LOOK_AGAIN, Math.max(5, next - this.options.now()))
        this.timer = setTimeout(() => this.lookAtClock(), delay)
      },
      (error: unknown) => {
        this.fault('Waking waiting executions failed', error)
        clearTimeout(this.timer)
        this.timer = setTimeout(() => this.lookAtClock(), LOOK_AGAIN)
      },
    )
  }

  private async wakeDue(): Promise<number | null> {
    const { recovery, now } = this.options
    for (const one of await recovery.due(now(), 100)) {
      if (!this.isRunning(one.execution)) await this.goOn(one.execution, one.workflow, 'nothing')
    }
    return recovery.nextDue()
  }

  fault(what: string, error: unknown): void {
    this.options.onFault?.(what, error)
  }

  async stop(graceMs: number = GRACE): Promise<void> {
    this.stopping = true
    clearTimeout(this.timer)
    this.persevering.stop()
    const inLine = [...this.queue.splice(0), ...this.suspects.splice(0), ...[...this.lines.values()].flat()]
    this.lines.clear()
    for (const { caller } of [...inLine, ...this.owed.values()]) {
      caller.failed?.(new EngineError('runner_died', 'The server is stopping. Try again in a moment.'))
    }
    if (this.works.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, graceMs)
        this.idle = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    await Promise.all([...this.slots, ...this.apart].map((slot) => slot.end()))
  }
}

/** What goes on with an execution besides its journal: what it waited for, and who waits for it. */
interface Brought {
  readonly answer?: Resumption
  readonly caller?: Caller
  readonly respond?: StartJob['respond']
  /** Why its runner died. */
  readonly reason?: string
  readonly refusals?: number
}

/** What is left of an execution's beginning or going on when its runner is lost. */
function broughtBy(work: Work): Brought {
  const { message, caller, accepted, answered } = work
  const answer = message.do === 'goOn' && !accepted ? message.answer : undefined
  return {
    caller: accepted ? { ...caller, accepted: undefined } : caller,
    ...(answer && { answer }),
    ...(!answered && { respond: respondOf(work) }),
  }
}

/** Somebody who waits for the answer of an execution that waits itself. */
interface Owed {
  readonly caller: Caller
  readonly respond: StartJob['respond']
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
