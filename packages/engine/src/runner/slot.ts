/**
 * A place for a runner process: the process of the moment, and the executions it has. It writes down what the runner
 * journals, lets answers leave, and notices when the process dies or does not answer any more.
 */
import type { Json } from '@millrace/sdk'
import { EngineError } from '../error.ts'
import { whichVersion } from '../load.ts'
import { PerVersion } from '../per-version.ts'
import type { Cause, Delivery, StartJob, WorkflowToRun } from '../ports.ts'
import { answerAsk } from './answer-ask.ts'
import { type Channel, openChannel } from './channel.ts'
import { Lookup } from './lookup.ts'
import { Passing } from './passing.ts'
import { type AboutWrite, type FromRunner, fromWireWrite, type ToRunner, toWire, type WireError } from './protocol.ts'
import type { RunnerPool } from './runners.ts'
import type { RunnerProcess } from './spawn.ts'
import { beginning, type Work } from './work.ts'

/** How long a runner may take to end by itself before it is killed, in milliseconds. */
const GRACE = 5_000
/** How often a busy runner is asked whether it is there, in milliseconds. */
const ASK_EVERY = 5_000

export class Slot {
  private readonly pool: RunnerPool
  private readonly works = new Passing<string, Work>()
  /** Executions of which a write was refused: what the runner still says of them counts no more. */
  private readonly lost = new Set<string>()
  /** Versions whose documents the runner has been given. */
  private readonly given = new PerVersion<true>()
  private readonly lookup: Lookup
  private process: RunnerProcess | undefined
  private channel: Channel<ToRunner> | undefined
  private exited: Promise<void> = Promise.resolve()
  private watch: NodeJS.Timeout | undefined
  private heardAt = 0
  /** Whether the process of the moment has said anything, and how many before it ended without a word. */
  private isUp = false
  private failedStarts = 0
  private killedFor: string | undefined

  constructor(pool: RunnerPool) {
    this.pool = pool
    this.lookup = new Lookup(pool.options.workflows)
  }

  get count(): number {
    return this.works.size
  }

  /** Whether a suspect may join what it has: nobody who may be guilty is joined, and who most likely is joins nobody. */
  takes(suspect: Work): boolean {
    if (this.works.size === 0) return true
    if (suspect.suspicion > 1) return false
    for (const work of this.works.values()) if (work.suspicion > 0) return false
    return true
  }

  add(work: Work): void {
    this.works.set(work.execution, work)
    this.lost.delete(work.execution)
    this.begin(work, this.open())
    this.watchOver()
  }

  private begin(work: Work, channel: Channel<ToRunner>): void {
    const { message, execution, workflow } = work
    if (message.do !== 'start' || message.job.document !== undefined) return channel.send(message)
    const which = whichVersion(message.job.version)
    const found = this.lookup.toRun(workflow, which, () => this.given.versions(workflow))
    found.then(
      (workflowToRun) => {
        if (this.channel !== channel || this.works.get(execution) !== work) return
        channel.send({ ...message, found: workflowToRun === undefined ? null : this.withNews(workflow, workflowToRun) })
        if (work.canceled) channel.send({ do: 'cancel', execution })
      },
      (error: unknown) => {
        if (this.works.get(execution) === work) this.failed(execution, toWire(error))
      },
    )
  }

  /** What was found, with its document only where the runner has not been given it. */
  private withNews(workflow: string, found: WorkflowToRun): WorkflowToRun {
    if (found.document === undefined) return found
    if (this.given.get(workflow, found.version) === undefined) {
      this.given.keep(workflow, found.version, true)
      return found
    }
    const { document: _given, ...rest } = found
    return rest
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
    this.killedFor = undefined
    this.isUp = false
    const channel = openChannel<FromRunner, ToRunner>(
      process.pipe,
      (message, bytes) => this.receive(message, bytes),
      () => {},
    )
    this.channel = channel
    this.exited = new Promise((resolve) => {
      process.onExit((reason) => {
        resolve()
        if (this.process === process) void this.died(this.killedFor ?? reason)
      })
    })
    return channel
  }

  async end(): Promise<void> {
    clearInterval(this.watch)
    this.channel?.send({ do: 'end' })
    this.channel?.close()
    const timer = setTimeout(() => this.process?.kill(), GRACE)
    await this.exited
    clearTimeout(timer)
  }

  // Whether the runner is there

  /** A runner that does not answer for long is stuck in something that never ends, and all it has with it. */
  private watchOver(): void {
    if (this.watch !== undefined) return
    this.heardAt = performance.now()
    this.watch = setInterval(
      () => {
        if (this.works.size === 0 || this.channel === undefined) return this.stopWatching()
        if (performance.now() - this.heardAt > this.pool.unresponsiveMs) {
          this.killedFor = `it did not answer for ${Math.round(this.pool.unresponsiveMs / 1000)} s`
          this.stopWatching()
          this.process?.kill()
          return
        }
        this.channel.send({ do: 'ping' })
      },
      Math.min(ASK_EVERY, this.pool.unresponsiveMs / 4),
    ).unref()
  }

  private stopWatching(): void {
    clearInterval(this.watch)
    this.watch = undefined
  }

  // What a runner says

  private receive(message: FromRunner, bytes: Uint8Array): void {
    this.heardAt = performance.now()
    this.isUp = true
    this.failedStarts = 0
    switch (message.do) {
      case 'append':
        return this.append(message, bytes)
      case 'ask':
        return this.ask(message)
      case 'live':
        return this.live(message)
      case 'failed':
        return this.failed(message.execution, message.error)
      case 'pong':
        return
      default:
        return message satisfies never
    }
  }

  /** What happens is told at once; a piece of an answer leaves as answers do, after what was written before it (S2). */
  private live({ execution, message }: Extract<FromRunner, { do: 'live' }>): void {
    const tell = () => this.pool.options.onLive?.(execution, message)
    if (message.type !== 'chunk') return tell()
    // Where the write is refused the execution goes on from what is on disk, and streams anew.
    this.works.get(execution)?.appended.then(tell, nothing)
  }

  private append(message: Extract<FromRunner, { do: 'append' }>, bytes: Uint8Array): void {
    const { execution, id, about, deliver } = message
    if (this.lost.has(execution)) {
      this.channel?.send({ do: 'refuse', id, error: toWire(new EngineError('unwritten', 'It is lost already.')) })
      return
    }
    const work = this.works.get(execution) ?? this.adopt({ execution, workflow: '' })
    this.follow(work, about)
    const appended = this.write(message, bytes)
    work.appended = appended
    work.pending = appended.then(
      () => {
        // An execution that is over waits for nothing, unless another one called it.
        const isUrgent =
          deliver?.end === undefined || work.message.do !== 'start' || work.message.job.parent !== undefined
        this.channel?.send({ do: 'reply', id, value: null }, { soon: !isUrgent })
        this.written(work, about, deliver)
      },
      (error: unknown) => {
        this.channel?.send({ do: 'refuse', id, error: toWire(error) })
        this.refused(work, error)
      },
    )
  }

  private write({ write }: Extract<FromRunner, { do: 'append' }>, bytes: Uint8Array): Promise<void> {
    const { journal, appendPacked } = this.pool.options
    if (write !== undefined) return journal.append(fromWireWrite(write))
    if (appendPacked !== undefined) return appendPacked(bytes)
    return Promise.reject(
      new EngineError('protocol', 'The runner packs its writes, and this server takes none packed.'),
    )
  }

  /** What a write tells of calls: whoever waits for what it called takes no place, what it called does. */
  private follow(work: Work, about: AboutWrite): void {
    const calls = (about.causes ?? NO_CAUSES).flatMap((cause) =>
      cause.do === 'start' && cause.job.parent !== undefined && !cause.job.parent.detached ? [cause.job] : [],
    )
    for (const job of calls) this.adopt(job)
    this.pool.waitsFor(work, about.status === 'running' ? 0 : work.openCalls + calls.length)
  }

  /** The runner began an execution by itself. */
  private adopt(job: StartJob | Pick<StartJob, 'execution' | 'workflow'>): Work {
    const known = this.works.get(job.execution)
    if (known !== undefined) return known
    const work = beginning('rootId' in job ? job : nameless(job))
    work.isJob = 'rootId' in job
    this.works.set(work.execution, work)
    this.pool.adopt(work, this)
    return work
  }

  /** A write is on disk: what it delivers may leave now (S2). */
  private written(work: Work, about: AboutWrite, deliver: Delivery | undefined): void {
    if (this.works.get(work.execution) !== work) return
    const { caller } = work
    work.written = true
    work.refusals = 0
    if (about.getsOn) work.suspicion = 0
    if (!work.accepted) {
      work.accepted = true
      caller.accepted?.()
    }
    this.pool.options.onWritten?.(work.execution, about.lastSeq, about.status)
    if (deliver?.response !== undefined) {
      work.answered = true
      caller.answered?.(deliver.response)
    }
    // First what it causes: a caller that hears of its end takes its place again before the place is given away.
    if (about.causes !== undefined) this.pool.caused(about.causes, this)
    if (deliver?.end === undefined) return
    const wasTold = this.pool.takeTold(work.execution)
    this.leave(work.execution)
    if (deliver.end.status === 'waiting') {
      for (const job of this.leaveUnbegun(work.execution)) this.pool.startCaused(job)
      this.pool.standsWaiting(work, wasTold)
    }
    caller.ended?.(deliver.end)
    this.pool.options.onEnd?.(deliver.end)
  }

  /** What an execution did could not be written down: it goes on from what is on disk as soon as it can. */
  private refused(work: Work, error: unknown): void {
    if (this.works.get(work.execution) !== work) return
    this.lost.add(work.execution)
    this.leave(work.execution)
    this.pool.fault(`Writing down execution ${work.execution} failed`, error)
    this.pool.back.unwritten(work, error)
  }

  private failed(execution: string, error: WireError): void {
    this.lost.delete(execution)
    const work = this.leave(execution)
    if (work !== undefined) this.pool.back.failedIn(work, error)
  }

  private ask({ id, port, args }: Extract<FromRunner, { do: 'ask' }>): void {
    answerAsk(this.pool.options, port, args).then(
      (value) => this.channel?.send({ do: 'reply', id, value: value as Json }),
      (error: unknown) => this.channel?.send({ do: 'refuse', id, error: toWire(error) }),
    )
  }

  /** An execution is in this runner no more. */
  leave(execution: string): Work | undefined {
    const work = this.works.get(execution)
    if (work === undefined) return undefined
    this.works.delete(execution)
    this.pool.release(work)
    return work
  }

  /** Children of which nothing is on disk when their caller begins to wait for them: the runner left them to others. */
  private leaveUnbegun(parent: string): readonly StartJob[] {
    const jobs: StartJob[] = []
    for (const work of this.works.values()) {
      if (work.written || work.message.do !== 'start' || work.message.job.parent?.execution !== parent) continue
      this.leave(work.execution)
      jobs.push(work.message.job)
    }
    return jobs
  }

  // When a runner dies

  private async died(reason: string): Promise<void> {
    this.process = undefined
    this.channel = undefined
    this.stopWatching()
    this.lost.clear()
    this.given.clear()
    const works = this.works.values()
    if (this.pool.isStopping) return
    if (!this.isUp) this.failedStarts += 1
    const failedStarts = this.isUp ? undefined : this.failedStarts
    if (works.length > 0) {
      const what = new EngineError('runner_died', `It had ${works.length} executions: ${reason}`)
      this.pool.fault('A runner process died', what)
    }
    // Writes that had arrived may still reach the disk: they count as done.
    await Promise.allSettled(works.map((work) => work.pending))
    // Those called began later than those that called them (S5).
    for (const work of works.toReversed()) {
      if (this.leave(work.execution) === undefined) continue
      if (failedStarts === undefined) this.pool.back.bringBack(work, reason)
      else this.pool.back.tryAgain(work, failedStarts)
    }
  }
}

function nothing(): void {}

const NO_CAUSES: readonly Cause[] = []

/** An execution that a runner began of which the server never heard why. */
function nameless({ execution, workflow }: Pick<StartJob, 'execution' | 'workflow'>): StartJob {
  return {
    execution,
    workflow,
    version: 'published',
    mode: 'integrated',
    trigger: '',
    outputs: [],
    rootId: execution,
    pinData: false,
  }
}
