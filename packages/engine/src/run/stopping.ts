/**
 * What ends a run from outside: somebody cancels it, its time is over, or what it does cannot be written down. What it
 * is doing hears of it at once.
 */
import { EngineError, type EngineErrorCode } from '../error.ts'

export type StopReason = Extract<EngineErrorCode, 'canceled' | 'timed_out' | 'unwritten'>

export class Stopping {
  /** Why the run is to end; undefined while it may go on. */
  reason: EngineError | undefined
  private abort: AbortController | undefined
  private timer: NodeJS.Timeout | undefined
  private wake: (() => void) | undefined

  get signal(): AbortSignal {
    this.abort ??= new AbortController()
    return this.abort.signal
  }

  /** Ends the run after so many seconds; no number, or one that is not positive, sets no limit. */
  limit(seconds: unknown): void {
    if (typeof seconds !== 'number' || seconds <= 0) return
    this.timer = setTimeout(() => this.stop('timed_out'), seconds * 1000)
  }

  /** The first reason counts. */
  stop(why: StopReason, cause?: unknown): void {
    if (this.reason !== undefined) return
    this.reason = new EngineError(why, SENTENCES[why], cause)
    this.abort ??= new AbortController()
    this.abort.abort(this.reason)
    this.wake?.()
  }

  get isStopped(): boolean {
    return this.reason !== undefined
  }

  /** Resolves when the step has settled, or the run is to end. */
  until(step: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.wake = resolve
      step.then(resolve, reject)
    })
  }

  clear(): void {
    clearTimeout(this.timer)
  }
}

const SENTENCES: Readonly<Record<StopReason, string>> = {
  canceled: 'The execution was canceled.',
  timed_out: 'The execution took longer than its limit.',
  unwritten: 'What the execution did could not be written down.',
}
