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
import { EngineError } from '../error.ts'
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
import { Apart } from './apart.ts'
import type { Caller } from './caller.ts'
import { codeOf } from './code-of.ts'
import { ComingBack } from './coming-back.ts'
import { Passing } from './passing.ts'
import { Places } from './places.ts'
import { Slot } from './slot.ts'
import type { RunnerProcess } from './spawn.ts'
import { beginning, type Work } from './work.ts'

export type { Caller } from './caller.ts'

/** How long running executions may take to end when the server stops, in milliseconds. */
const GRACE = 5_000

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
  /** Brings executions back. */
  readonly back: ComingBack
  private readonly slots: Slot[] = []
  private readonly apart: Apart
  private readonly places: Places
  private readonly works = new Passing<string, { readonly work: Work; readonly slot: Slot }>()
  /** Executions on their way to a runner. */
  private readonly expected = new Set<string>()
  /** Executions that were told of a call's end while a runner had them. */
  private readonly toldWhileRunning = new Set<string>()
  private readonly processes: number
  private stopping = false
  private idle: (() => void) | undefined

  constructor(options: RunnersOptions) {
    this.options = options
    this.places = new Places({ limit: options.limit ?? 200, limitOf: options.limitOf })
    this.processes = Math.max(1, options.processes ?? 1)
    this.unresponsiveMs = options.unresponsiveMs ?? 60_000
    this.apart = new Apart(this)
    this.back = new ComingBack(this)
  }

  get running(): number {
    return this.works.size
  }

  get queued(): number {
    return this.places.waiting + this.apart.waiting
  }

  get isStopping(): boolean {
    return this.stopping
  }

  start(job: StartJob, caller: Caller = {}): void {
    this.give(beginning(job, caller))
  }

  recover(lost: Loss = 'server'): Promise<number> {
    return this.back.recover(lost)
  }

  /** An execution is on its way to a runner, though it may take a while; and it is not after all. */
  expect(execution: string): void {
    this.expected.add(execution)
  }

  forgo(execution: string): void {
    this.expected.delete(execution)
  }

  isExpected(execution: string): boolean {
    return this.expected.has(execution)
  }

  isRunning(execution: string): boolean {
    return this.works.has(execution) || this.expected.has(execution)
  }

  async resume(execution: string, answer: Resumption, caller: Caller = {}): Promise<boolean> {
    const found = await this.options.recovery.get(execution)
    if (found === undefined || found.status !== 'waiting' || this.isRunning(execution)) return false
    await this.back.goOn(execution, found.workflow, 'nothing', { answer, caller })
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
        await this.back.dropJob(queued.message.job, 'It was canceled before it began.')
        return true
      }
    }
    const found = await this.options.recovery.get(execution)
    if (found === undefined) return false
    const { fence } = await this.options.recovery.takeOver(execution, 'nothing')
    const message = 'The execution was canceled while it waited.'
    await this.back.endLost({ execution, workflow: found.workflow, fence, status: 'canceled', message })
    return true
  }

  private takeFromQueues(execution: string): Work | undefined {
    const work = this.places.remove(execution) ?? this.apart.remove(execution)
    if (work !== undefined) this.expected.delete(execution)
    return work
  }

  // Giving work to runners

  give(work: Work): void {
    if (this.stopping) {
      work.caller.failed?.(new EngineError('runner_died', 'The server is stopping. Try again in a moment.'))
      return
    }
    if (work.suspicion > 0) {
      this.expected.add(work.execution)
      this.apart.give(work)
    } else if (this.places.hasOneFor(work)) this.assign(work, this.quietest())
    else this.line(work)
  }

  /** Puts work in line; whoever brought an event need not wait for its turn, only until it is on disk (S4). */
  private line(work: Work): void {
    this.expected.add(work.execution)
    const { message, caller } = work
    if (message.do !== 'start' || work.isJob || caller.accepted === undefined) return this.places.enqueue(work)
    this.options.recovery.keepJob(message.job).then(
      () => {
        work.isJob = true
        work.accepted = true
        caller.accepted?.()
        if (this.places.hasOneFor(work)) this.assign(work, this.quietest())
        else this.places.enqueue(work)
      },
      (error: unknown) => {
        this.expected.delete(work.execution)
        if (codeOf(error) === 'key_taken') return this.back.unwritten(work, error)
        this.fault(`Keeping the event of execution ${work.execution} failed`, error)
        caller.failed?.(new EngineError('unwritten', 'The event could not be written down. Try again later.', error))
      },
    )
  }

  assign(work: Work, slot: Slot): void {
    this.enter(work, slot)
    slot.add(work)
  }

  private enter(work: Work, slot: Slot): void {
    this.expected.delete(work.execution)
    this.works.set(work.execution, { work, slot })
    this.places.take(work)
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

  /** A runner began an execution by itself: a child. */
  adopt(work: Work, slot: Slot): void {
    this.enter(work, slot)
  }

  /** How many calls an execution waits for: while there are any it takes no place. */
  waitsFor(work: Work, calls: number): void {
    const before = work.openCalls
    work.openCalls = calls
    if (!this.works.has(work.execution) || before > 0 === calls > 0) return
    if (calls === 0) return this.places.take(work)
    this.places.giveUp(work)
    this.fill(work.workflow)
  }

  /** An execution left its runner. */
  release(work: Work): void {
    if (this.works.get(work.execution)?.work !== work) return
    this.works.delete(work.execution)
    if (work.openCalls === 0) this.places.giveUp(work)
    this.fill(work.workflow)
    if (this.works.size === 0) this.idle?.()
  }

  /** Gives places that are free to those who wait for one. */
  private fill(workflow: string): void {
    this.places.moveUp(workflow)
    for (let next = this.places.next(); next !== undefined; next = this.places.next())
      this.assign(next, this.quietest())
    this.apart.fill()
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
  told({ execution }: Wake): void {
    const running = this.works.get(execution)
    if (running === undefined) return this.back.wake(execution)
    this.waitsFor(running.work, Math.max(0, running.work.openCalls - 1))
    this.toldWhileRunning.add(execution)
  }

  /** Whether an execution was told of a call's end while a runner had it; asked once, when it stands still. */
  takeTold(execution: string): boolean {
    return this.toldWhileRunning.delete(execution)
  }

  /** An execution begins to wait, and is in no runner any more. */
  standsWaiting(work: Work, wasTold: boolean): void {
    this.back.keepOwed(work)
    if (wasTold) this.back.wake(work.execution)
    this.back.lookAtClock()
  }

  fault(what: string, error: unknown): void {
    this.options.onFault?.(what, error)
  }

  async stop(graceMs: number = GRACE): Promise<void> {
    this.stopping = true
    const inLine = [...this.places.drain(), ...this.apart.drain()].map((work) => work.caller)
    for (const caller of [...inLine, ...this.back.stop()]) {
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
    await Promise.all([this.apart.end(), ...this.slots.map((slot) => slot.end())])
  }
}
