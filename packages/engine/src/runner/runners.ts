/**
 * The server's end: keeps runner processes, gives them executions, writes what they journal, lets answers
 * leave when they may, and brings executions back when a runner dies.
 *
 *   S1  A runner process starts when there is first work for it, and again after it died.
 *   S2  What a write delivers (answer, end) leaves after the write is on disk, never before.
 *   S3  When a runner dies, a death is counted on disk for each execution it had before the execution is given
 *       to another runner; one present at three deaths, without recording a step in between, ends as `crashed`.
 *       The server's own end is no execution's fault until it has happened ten times in a row with the same one.
 *       What was never on disk begins anew.
 *   S4  At most `limit` executions run; others wait their turn. A waiting execution is in no runner.
 *   S5  Executions that a call connects are recovered together, those called first.
 *   S6  A waiting execution is taken up once: by its time, or by the first who brings what it waits for. Whoever
 *       brings it hears that it was accepted when that is on disk. A caller who is still owed an answer when an
 *       execution begins to wait is kept until it goes on.
 */
import type { Json, WebhookResponse } from '@millrace/sdk'
import type { ExecutionEnded } from '@millrace/workflow'
import { EngineError } from '../error.ts'
import type {
  Blobs,
  Cause,
  Delivery,
  Journal,
  JournalWrite,
  LiveMessage,
  Loss,
  Recovery,
  RunEnd,
  StartJob,
  State,
  Variables,
  Vault,
  Workflows,
} from '../ports.ts'
import type { Resumption } from '../resume.ts'
import { type Channel, openChannel } from './channel.ts'
import { answerAsk } from './answer-ask.ts'
import { type FromRunner, type ToRunner, toWire } from './protocol.ts'
import type { RunnerProcess } from './spawn.ts'

/** Deaths of its runner after which an execution is given up. */
const DEATHS = 3
/**
 * Ends of the whole server after which an execution that never got on is given up: somebody may stop a server often,
 * but one that takes the machine's memory down with it must not do so for ever.
 */
const OUTAGES = 10
/** The longest a timer sleeps before the clock is looked at again, in milliseconds. */
const LOOK_AGAIN = 60_000
/** How long a runner may take to end by itself before it is killed, in milliseconds. */
const GRACE = 5_000

/** Whoever waits for an execution. Each is called at most once; `ended` after each wait that the answer outlasts. */
export interface Caller {
  /** The beginning is on disk. */
  accepted?(): void
  answered?(response: WebhookResponse): void
  /** It stands still: ended, or waiting. */
  ended?(end: RunEnd): void
  /** It could not begin, or was lost. */
  failed?(error: EngineError): void
}

/** A write as it reached the server: encoded by the runner, or as it is. */
export interface RunnerWrite {
  readonly execution: string
  readonly status: JournalWrite['status']
  readonly causes: readonly Cause[]
  readonly lastSeq: number
  readonly creates: boolean
}

export interface RunnersOptions {
  readonly spawn: () => RunnerProcess
  readonly journal: Journal
  readonly blobs: Blobs
  readonly workflows: Workflows
  readonly vault: Vault
  readonly variables: Variables
  readonly state: State
  readonly recovery: Recovery
  readonly now: () => number
  /** How many runner processes, and how many executions at a time in all of them. */
  readonly processes?: number
  readonly limit?: number
  /** Where runners encode their writes: appends one, and reads what the server must know of it. */
  readonly encoded?: {
    append(write: unknown): Promise<void>
    read(write: unknown): RunnerWrite
  }
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
  /** Brings back what an earlier server left unfinished, and starts waking what waits for a time. */
  recover(): Promise<number>
  /** Waits for what runs, at most so long, and ends the runners. */
  stop(graceMs?: number): Promise<void>
  readonly running: number
  readonly queued: number
}

/** One execution that a runner has, or that waits for a place. */
interface Work {
  readonly execution: string
  readonly workflow: string
  readonly message: ToRunner
  readonly caller: Caller
  /** Its first write is on disk. */
  written: boolean
  /** What it was begun or gone on with is on disk, and its caller has been told. */
  accepted: boolean
  answered: boolean
  /** Deaths while nothing of it was on disk. */
  deaths: number
  /** Writes on their way to the disk. */
  pending: Promise<void>
  canceled: boolean
}

export function createRunners(options: RunnersOptions): Runners {
  return new RunnerPool(options)
}

class RunnerPool implements Runners {
  readonly options: RunnersOptions
  private readonly slots: Slot[] = []
  private readonly queue: Work[] = []
  private readonly works = new Map<string, Slot>()
  /** Executions on their way to a runner, and callers who are owed an answer by one that waits (S6). */
  private readonly taken = new Set<string>()
  private readonly owed = new Map<string, Owed>()
  private readonly limit: number
  private readonly processes: number
  private timer: NodeJS.Timeout | undefined
  private stopping = false
  private idle: (() => void) | undefined

  constructor(options: RunnersOptions) {
    this.options = options
    this.limit = options.limit ?? 200
    this.processes = Math.max(1, options.processes ?? 1)
  }

  get running(): number {
    return this.works.size
  }

  get queued(): number {
    return this.queue.length
  }

  start(job: StartJob, caller: Caller = {}): void {
    this.give(workOf(job.execution, job.workflow, { do: 'start', job, fence: 0 }, caller))
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
    const slot = this.works.get(execution)
    if (slot !== undefined) {
      slot.cancel(execution)
      return true
    }
    const place = this.queue.findIndex((work) => work.execution === execution)
    const [queued] = place < 0 ? [] : this.queue.splice(place, 1)
    if (queued !== undefined) {
      this.taken.delete(execution)
      queued.caller.failed?.(new EngineError('canceled', 'The execution was canceled.'))
      if (!queued.written) return true
    }
    const found = await this.options.recovery.get(execution)
    if (found === undefined || found.status === 'success' || found.status === 'error') return false
    const { fence } = await this.options.recovery.takeOver(execution, 'nothing')
    await this.endFrom(execution, fence, 'canceled', 'The execution was canceled while it waited.')
    return true
  }

  // Giving work to runners

  private give(work: Work): void {
    if (this.stopping) {
      work.caller.failed?.(new EngineError('runner_died', 'The server is stopping. Try again in a moment.'))
      return
    }
    if (this.works.size >= this.limit) this.queue.push(work)
    else this.assign(work)
  }

  private assign(work: Work): void {
    const slot = this.quietest()
    this.taken.delete(work.execution)
    this.works.set(work.execution, slot)
    slot.add(work)
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

  /** Gives work to a runner that another runner died over. */
  again(work: Work): void {
    this.give(work)
  }

  /** A runner began an execution by itself: a child. */
  adopt(execution: string, slot: Slot): void {
    this.works.set(execution, slot)
  }

  /** An execution left its runner. */
  release(execution: string): void {
    this.works.delete(execution)
    const next = this.works.size < this.limit ? this.queue.shift() : undefined
    if (next !== undefined) this.assign(next)
    if (this.works.size === 0) this.idle?.()
  }

  // What writes cause elsewhere

  caused(causes: readonly Cause[]): void {
    for (const cause of causes) {
      if (cause.do === 'start' && cause.job.parent === undefined) this.startCaused(cause.job)
      if (cause.do === 'wake') void this.wakeParent(cause.execution)
    }
  }

  private startCaused(job: StartJob): void {
    const failed = (error: EngineError) => {
      this.fault(`The caused execution ${job.execution} did not begin`, error)
      if (error.code === 'not_startable') void this.options.recovery.dropJob(job.execution)
    }
    this.start(job, { failed })
  }

  /** A caller that runs hears of its child's end where it runs; one that stands waiting is brought back. */
  private async wakeParent(execution: string): Promise<void> {
    if (this.isRunning(execution)) return
    try {
      const found = await this.options.recovery.get(execution)
      if (found?.status === 'waiting' && !this.isRunning(execution)) {
        await this.goOn(execution, found.workflow, 'nothing')
      }
    } catch (error) {
      this.fault(`Waking execution ${execution} failed`, error)
    }
  }

  // Coming back

  async recover(): Promise<number> {
    const { recovery } = this.options
    const jobs = await recovery.jobs()
    for (const job of jobs) this.startCaused(job)
    const unfinished = await recovery.unfinished()
    // Those called began later than those that called them (S5).
    for (const one of unfinished.toReversed()) {
      if (!this.isRunning(one.execution)) await this.goOn(one.execution, one.workflow, 'server')
    }
    this.lookAtClock()
    return unfinished.length
  }

  /** Takes an execution over and gives it to a runner, unless it has killed too many. */
  async goOn(execution: string, workflow: string, lost: Loss, brought: Brought = {}): Promise<void> {
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
    { answer, ...brought }: Brought,
  ): Promise<void> {
    const { fence, deaths, outages } = await this.options.recovery.takeOver(execution, lost)
    const owed = this.owed.get(execution)
    this.owed.delete(execution)
    const caller = together(owed?.caller, brought.caller)
    if (deaths >= DEATHS || outages >= OUTAGES) {
      const what = deaths >= DEATHS ? `Its runner died ${deaths} times` : `The server ended ${outages} times`
      const message = `${what} while it ran the same step, and it was given up.`
      this.taken.delete(execution)
      await this.endFrom(execution, fence, 'crashed', message)
      caller.failed?.(new EngineError('runner_died', message))
      return
    }
    const respond = answer?.respond ?? brought.respond ?? owed?.respond
    const message: ToRunner = {
      do: 'goOn',
      execution,
      workflow,
      fence,
      ...(answer && { answer }),
      ...(respond && { respond }),
    }
    const work = workOf(execution, workflow, message, caller)
    work.written = true
    work.accepted = answer === undefined
    this.give(work)
  }

  /** Keeps the caller of an execution that begins to wait, if it is still owed an answer. */
  keepOwed({ execution, caller, message, answered }: Work): void {
    const respond = respondOf(message)
    if (respond === undefined || answered || caller.answered === undefined) return
    this.owed.set(execution, { caller: { ...caller, accepted: undefined }, respond })
  }

  /** Writes the end of an execution that no runner has. */
  async endFrom(execution: string, fence: number, status: ExecutionEnded['status'], message: string): Promise<void> {
    const entries = await this.options.journal.read(execution)
    const event: ExecutionEnded = {
      type: 'executionEnded',
      at: this.options.now(),
      status,
      error: { code: status, name: 'ExecutionEnded', message },
    }
    const seq = (entries.at(-1)?.seq ?? -1) + 1
    await this.options.journal.append({
      execution,
      fence,
      entries: [{ seq, event }],
      status,
      wakeAt: null,
      resume: null,
    })
    this.options.onWritten?.(execution, seq, status)
    const owed = this.owed.get(execution)
    this.owed.delete(execution)
    owed?.caller.failed?.(new EngineError('canceled', message))
  }

  // Time

  /** Wakes what waits for a time, and looks again when the next is due. */
  lookAtClock(): void {
    clearTimeout(this.timer)
    if (this.stopping) return
    this.wakeDue().then(
      (next) => {
        if (this.stopping || next === null) return
        const delay = Math.min(LOOK_AGAIN, Math.max(5, next - this.options.now()))
        this.timer = setTimeout(() => this.lookAtClock(), delay)
      },
      (error: unknown) => {
        this.fault('Waking waiting executions failed', error)
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
    for (const work of [...this.queue.splice(0), ...this.owed.values()]) {
      work.caller.failed?.(new EngineError('runner_died', 'The server is stopping. Try again in a moment.'))
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
    await Promise.all(this.slots.map((slot) => slot.end()))
  }

  get isStopping(): boolean {
    return this.stopping
  }
}

/** What goes on with an execution besides its journal: what it waited for, and who waits for it. */
interface Brought {
  readonly answer?: Resumption
  readonly caller?: Caller
  readonly respond?: StartJob['respond']
}

/** Somebody who waits for the answer of an execution that waits itself. */
interface Owed {
  readonly caller: Caller
  readonly respond: StartJob['respond']
}

/** One caller for two: the first is there for long and was told that it was accepted. */
function together(first: Caller | undefined, second: Caller | undefined): Caller {
  if (first === undefined || second === undefined) return first ?? second ?? {}
  const both = [second, first]
  return {
    accepted: () => second.accepted?.(),
    answered: (response) => both.forEach((one) => one.answered?.(response)),
    ended: (end) => both.forEach((one) => one.ended?.(end)),
    failed: (error) => both.forEach((one) => one.failed?.(error)),
  }
}

function respondOf(message: ToRunner): StartJob['respond'] {
  switch (message.do) {
    case 'start':
      return message.job.respond
    case 'goOn':
      return message.respond
    default:
      return undefined
  }
}

function workOf(execution: string, workflow: string, message: ToRunner, caller: Caller): Work {
  return {
    execution,
    workflow,
    message,
    caller,
    written: false,
    accepted: false,
    answered: false,
    deaths: 0,
    pending: Promise.resolve(),
    canceled: false,
  }
}

/** A place for a runner process: the process of the moment, and the executions it has. */
class Slot {
  private readonly pool: RunnerPool
  private readonly works = new Map<string, Work>()
  private process: RunnerProcess | undefined
  private channel: Channel<ToRunner> | undefined
  private exited: Promise<void> = Promise.resolve()

  constructor(pool: RunnerPool) {
    this.pool = pool
  }

  get count(): number {
    return this.works.size
  }

  add(work: Work): void {
    this.works.set(work.execution, work)
    this.open().send(work.message)
  }

  cancel(execution: string): void {
    const work = this.works.get(execution)
    if (work !== undefined) work.canceled = true
    this.channel?.send({ do: 'cancel', execution })
  }

  private open(): Channel<ToRunner> {
    if (this.channel !== undefined) return this.channel
    const process = this.pool.options.spawn()
    this.process = process
    const channel = openChannel<FromRunner, ToRunner>(
      process.pipe,
      (message) => this.receive(message),
      () => {},
    )
    this.channel = channel
    this.exited = new Promise((resolve) => {
      process.onExit((reason) => {
        resolve()
        if (this.process === process) void this.died(reason)
      })
    })
    return channel
  }

  async end(): Promise<void> {
    this.channel?.send({ do: 'end' })
    this.channel?.close()
    const timer = setTimeout(() => this.process?.kill(), GRACE)
    await this.exited
    clearTimeout(timer)
  }

  // What a runner says

  private receive(message: FromRunner): void {
    switch (message.do) {
      case 'append':
        return this.append(message)
      case 'ask':
        return this.ask(message)
      case 'live':
        return this.pool.options.onLive?.(message.execution, message.message)
      case 'failed': {
        const work = this.leave(message.execution)
        const code = message.error.code === 'not_startable' ? 'not_startable' : 'runner_died'
        work?.caller.failed?.(new EngineError(code, message.error.message))
        if (message.error.code !== 'not_startable' && message.error.code !== 'fenced') {
          this.pool.fault(`Execution ${message.execution} failed in its runner`, message.error)
        }
        return
      }
      default:
        return message satisfies never
    }
  }

  private append(message: Extract<FromRunner, { do: 'append' }>): void {
    const { execution, id, deliver } = message
    const { encoded, journal } = this.pool.options
    const about = encoded === undefined ? aboutWrite(message.write as JournalWrite) : encoded.read(message.write)
    const work = this.works.get(execution) ?? this.adopt(execution)
    const appended =
      encoded === undefined ? journal.append(message.write as JournalWrite) : encoded.append(message.write)
    work.pending = appended.then(
      () => {
        this.channel?.send({ do: 'reply', id, value: null })
        this.written(work, about, deliver)
      },
      (error: unknown) => {
        this.channel?.send({ do: 'refuse', id, error: toWire(error) })
        this.refused(work, error)
      },
    )
  }

  private adopt(execution: string): Work {
    const work = workOf(execution, '', { do: 'cancel', execution }, {})
    this.works.set(execution, work)
    this.pool.adopt(execution, this)
    return work
  }

  /** A write is on disk: what it delivers may leave now (S2). */
  private written(work: Work, about: RunnerWrite, deliver: Delivery | undefined): void {
    const { caller } = work
    work.written = true
    if (!work.accepted) {
      work.accepted = true
      caller.accepted?.()
    }
    this.pool.options.onWritten?.(work.execution, about.lastSeq, about.status)
    if (deliver?.response !== undefined) {
      work.answered = true
      caller.answered?.(deliver.response)
    }
    if (deliver?.end !== undefined) {
      this.leave(work.execution)
      if (deliver.end.status === 'waiting') this.pool.keepOwed(work)
      caller.ended?.(deliver.end)
      this.pool.options.onEnd?.(deliver.end)
      if (deliver.end.status === 'waiting') this.pool.lookAtClock()
    }
    if (about.causes.length > 0) this.pool.caused(about.causes)
  }

  private refused(work: Work, error: unknown): void {
    this.leave(work.execution)
    work.caller.failed?.(new EngineError('runner_died', 'What the execution did could not be written down.', error))
    this.pool.fault(`Writing down execution ${work.execution} failed`, error)
  }

  private ask({ id, port, args }: Extract<FromRunner, { do: 'ask' }>): void {
    answerAsk(this.pool.options, port, args).then(
      (value) => this.channel?.send({ do: 'reply', id, value: value as Json }),
      (error: unknown) => this.channel?.send({ do: 'refuse', id, error: toWire(error) }),
    )
  }

  private leave(execution: string): Work | undefined {
    const work = this.works.get(execution)
    this.works.delete(execution)
    this.pool.release(execution)
    return work
  }

  // When a runner dies

  private async died(reason: string): Promise<void> {
    this.process = undefined
    this.channel = undefined
    const works = [...this.works.values()]
    if (this.pool.isStopping) return
    if (works.length > 0) {
      this.pool.fault(
        'A runner process died',
        new EngineError('runner_died', `It had ${works.length} executions: ${reason}`),
      )
    }
    // Writes that had arrived may still reach the disk: they count as done.
    await Promise.allSettled(works.map((work) => work.pending))
    for (const work of works.toReversed()) {
      if (!this.works.has(work.execution)) continue
      this.works.delete(work.execution)
      this.pool.release(work.execution)
      await this.bringBack(work)
    }
  }

  private async bringBack(work: Work): Promise<void> {
    try {
      if (!work.written) return this.beginAnew(work)
      if (work.canceled) {
        const { fence } = await this.pool.options.recovery.takeOver(work.execution, 'runner')
        await this.pool.endFrom(work.execution, fence, 'canceled', 'The execution was canceled.')
        return
      }
      const found = await this.pool.options.recovery.get(work.execution)
      if (found === undefined) return
      const { message, caller, accepted, answered } = work
      const answer = message.do === 'goOn' && !accepted ? message.answer : undefined
      await this.pool.goOn(work.execution, found.workflow, 'runner', {
        caller: accepted ? { ...caller, accepted: undefined } : caller,
        ...(answer && { answer }),
        ...(!answered && { respond: respondOf(message) }),
      })
    } catch (error) {
      this.pool.fault(`Recovering execution ${work.execution} failed`, error)
    }
  }

  /** Nothing outside has seen an execution of which nothing is on disk. */
  private beginAnew(work: Work): void {
    const deaths = work.deaths + 1
    if (work.message.do !== 'start') return
    if (deaths >= DEATHS) {
      work.caller.failed?.(
        new EngineError('runner_died', `The execution ended its runner ${deaths} times and was given up.`),
      )
      return
    }
    const { job } = work.message
    const again = workOf(work.execution, work.workflow, { do: 'start', job, fence: 0 }, work.caller)
    again.deaths = deaths
    this.pool.again(again)
  }
}

function aboutWrite(write: JournalWrite): RunnerWrite {
  return {
    execution: write.execution,
    status: write.status,
    causes: write.causes ?? [],
    lastSeq: write.entries.at(-1)?.seq ?? -1,
    creates: write.create !== undefined,
  }
}
