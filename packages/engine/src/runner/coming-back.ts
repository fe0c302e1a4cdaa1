/**
 * How executions come back: those whose runner died, that could not be written down, that an earlier server left, and
 * those that wait for a time, an answer or a call (S3, S5, S6 and S8 of `runners.ts`).
 */
import { failedCall } from '../children.ts'
import { wakeOf } from '../end.ts'
import { EngineError, type EngineErrorCode } from '../error.ts'
import type { Loss, StartJob } from '../ports.ts'
import type { Resumption } from '../resume.ts'
import { type Caller, together } from './caller.ts'
import { codeOf } from './code-of.ts'
import { type LostEnd, writeLostEnd, writeNeverBegun } from './lost-end.ts'
import { Persevering } from './persevering.ts'
import type { WireError } from './protocol.ts'
import type { RunnerPool, RunnersOptions } from './runners.ts'
import { beginning, respondOf, type Work, workOf } from './work.ts'

/** Deaths of its runner after which an execution is given up. */
const DEATHS = 3
/**
 * Ends of the whole server after which an execution that never got on is given up: somebody may stop a server often,
 * but one that takes the machine's memory down with it must not do so for ever.
 */
const OUTAGES = 10
/** The longest a timer sleeps before the clock is looked at again, in milliseconds. */
const LOOK_AGAIN = 60_000
/** Processes that end before they are up are started again quickly so often, and then a little later each time. */
const QUICK_STARTS = 4

/** What goes on with an execution besides its journal: what it waited for, and who waits for it. */
interface Brought {
  readonly answer?: Resumption
  readonly caller?: Caller
  readonly respond?: StartJob['respond']
  /** Why its runner died. */
  readonly reason?: string
  readonly refusals?: number
}

/** Somebody who waits for the answer of an execution that waits itself. */
interface Owed {
  readonly caller: Caller
  readonly respond: StartJob['respond']
}

export class ComingBack {
  private readonly pool: RunnerPool
  private readonly options: RunnersOptions
  /** Callers who are owed an answer by an execution that waits (S6). */
  private readonly owed = new Map<string, Owed>()
  private readonly persevering: Persevering
  private timer: NodeJS.Timeout | undefined

  constructor(pool: RunnerPool) {
    this.pool = pool
    this.options = pool.options
    this.persevering = new Persevering((what, error) => pool.fault(what, error))
  }

  wake(execution: string): void {
    this.persevering.do(`Waking execution ${execution}`, async () => {
      if (this.pool.isRunning(execution)) return
      const found = await this.options.recovery.get(execution)
      if (found?.status !== 'waiting' || this.pool.isRunning(execution)) return
      if ((await this.options.journal.wakes(execution)).length === 0 || this.pool.isRunning(execution)) return
      await this.goOn(execution, found.workflow, 'nothing')
    })
  }

  async recover(lost: Loss = 'server'): Promise<number> {
    const { recovery } = this.options
    for (const job of await recovery.jobs()) if (!this.pool.isRunning(job.execution)) this.pool.startCaused(job)
    const unfinished = await recovery.unfinished()
    // Those called began later than those that called them (S5).
    for (const one of unfinished.toReversed()) {
      if (this.pool.isRunning(one.execution)) continue
      this.pool.expect(one.execution)
      this.persevering.do(`Recovering execution ${one.execution}`, () => this.goOn(one.execution, one.workflow, lost))
    }
    for (const execution of await recovery.woken()) this.wake(execution)
    this.lookAtClock()
    return unfinished.length
  }

  /** Takes an execution over and gives it to a runner, unless it has killed too many. */
  async goOn(execution: string, workflow: string, lost: Loss, brought: Brought = {}): Promise<void> {
    this.pool.expect(execution)
    try {
      await this.takeUp(execution, workflow, lost, brought)
    } catch (failure) {
      this.pool.forgo(execution)
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
      this.pool.forgo(execution)
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
    this.pool.give(work)
  }

  /** A runner died with an execution. */
  bringBack(work: Work, reason: string): void {
    const { execution, caller } = work
    if (!work.written) {
      this.beginAnew(work, reason)
      return
    }
    this.pool.expect(execution)
    this.persevering.do(`Recovering execution ${execution}`, async () => {
      const found = await this.options.recovery.get(execution)
      if (found === undefined) {
        this.pool.forgo(execution)
        return
      }
      if (work.canceled) {
        const { fence } = await this.options.recovery.takeOver(execution, 'runner')
        const sentence = 'The execution was canceled.'
        await this.endLost({ execution, workflow: found.workflow, fence, status: 'canceled', message: sentence })
        this.pool.forgo(execution)
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
      this.pool.expect(job.execution)
      this.persevering.do(`Giving up execution ${job.execution}`, () => this.giveUp(work, job, sentence))
      return
    }
    const again = beginning(job, work.accepted ? { ...caller, accepted: undefined } : caller)
    this.pool.give(Object.assign(again, { deaths, suspicion: deaths, isJob: work.isJob, accepted: work.accepted }))
  }

  /** Writes down that an execution crashed of which nothing was written, and tells whoever waits for it. */
  private async giveUp({ caller }: Work, job: StartJob, message: string): Promise<void> {
    const { execution } = job
    try {
      const { seq, causes } = await writeNeverBegun(this.options, job, message)
      this.options.onWritten?.(execution, seq, 'crashed')
      this.pool.caused(causes)
    } catch (failure) {
      if (codeOf(failure) !== 'not_startable') throw failure
      await this.dropJob(job, message)
    }
    this.pool.forgo(execution)
    caller.failed?.(new EngineError('runner_died', message))
  }

  /** The process an execution was given to ended before it was up. */
  tryAgain(work: Work, failedStarts: number): void {
    const { execution, workflow, message } = work
    if (message.do === 'start' && message.job.parent !== undefined && !work.isJob && !work.written) return
    this.pool.expect(execution)
    this.persevering.doLater(`Starting a runner`, failedStarts - QUICK_STARTS, async () => {
      if (!this.pool.isExpected(execution)) return
      if (work.canceled) return this.bringBack(work, 'it was canceled')
      if (!work.written) return this.pool.give(work)
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
    this.pool.expect(execution)
    this.persevering.doLater(`Going on with execution ${execution}`, work.refusals, async () => {
      const found = await this.options.recovery.get(execution)
      this.pool.forgo(execution)
      if (found === undefined) return
      await this.goOn(execution, found.workflow, 'nothing', { ...broughtBy(work), refusals: work.refusals + 1 })
    })
  }

  /** Starts a job again once its row can be read: then it can be written to as well, most likely. */
  private async startAgain({ caller, refusals }: Work, job: StartJob): Promise<void> {
    await this.options.recovery.keepJob(job)
    const again = beginning(job, { ...caller, accepted: undefined })
    this.pool.give(Object.assign(again, { isJob: true, accepted: true, refusals: refusals + 1 }))
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
    if (error.code !== 'not_startable') this.pool.fault(`Execution ${execution} failed in its runner`, error)
    if (!work.written) {
      if (error.code !== 'not_startable') return this.beginAnew(work, error.message)
      caller.failed?.(new EngineError(code, error.message))
      if (message.do !== 'start' || !work.isJob) return
      this.pool.fault(`The caused execution ${execution} did not begin`, error)
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
  async dropJob({ execution, parent }: StartJob, message: string): Promise<void> {
    const tell = parent === undefined || parent.detached ? undefined : wakeOf(parent, failedCall(message, execution))
    await this.options.recovery.dropJob(execution, tell)
    if (tell !== undefined) this.pool.told(tell)
  }

  /** Keeps the caller of an execution that begins to wait, if it is still owed an answer. */
  keepOwed(work: Work): void {
    const respond = respondOf(work)
    const { execution, caller, answered } = work
    if (respond === undefined || answered || caller.answered === undefined) return
    this.owed.set(execution, { caller: { ...caller, accepted: undefined }, respond })
  }

  /** Writes the end of an execution that no runner has. */
  async endLost(end: LostEnd): Promise<void> {
    const { seq, causes } = await writeLostEnd(this.options, end)
    const { execution, status, message } = end
    this.options.onWritten?.(execution, seq, status)
    const owed = this.owed.get(execution)
    this.owed.delete(execution)
    this.pool.caused(causes)
    owed?.caller.failed?.(new EngineError('canceled', message))
  }

  /** Wakes what waits for a time, and looks again when the next is due. */
  lookAtClock(): void {
    clearTimeout(this.timer)
    if (this.pool.isStopping) return
    this.wakeDue().then(
      (next) => {
        clearTimeout(this.timer)
        if (this.pool.isStopping || next === null) return
        const delay = Math.min(LOOK_AGAIN, Math.max(5, next - this.options.now()))
        this.timer = setTimeout(() => this.lookAtClock(), delay)
      },
      (error: unknown) => {
        this.pool.fault('Waking waiting executions failed', error)
        clearTimeout(this.timer)
        this.timer = setTimeout(() => this.lookAtClock(), LOOK_AGAIN)
      },
    )
  }

  private async wakeDue(): Promise<number | null> {
    const { recovery, now } = this.options
    for (const one of await recovery.due(now(), 100)) {
      if (!this.pool.isRunning(one.execution)) await this.goOn(one.execution, one.workflow, 'nothing')
    }
    return recovery.nextDue()
  }

  /** Brings nothing back any more. @returns who is still owed an answer */
  stop(): readonly Caller[] {
    clearTimeout(this.timer)
    this.persevering.stop()
    return [...this.owed.values()].map(({ caller }) => caller)
  }
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
