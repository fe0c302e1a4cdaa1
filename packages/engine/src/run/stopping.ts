/** What ends a run from outside: somebody cancels it, or its time is over. What it is doing hears of it at once. */
import { EngineError } from '../error.ts'

export type StopReason = 'canceled' | 'timed_out'

export class Stopping {
  /** Why the run is to end; undefined while it may go on. */
  why: StopReason | undefined
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

  stop(why: StopReason): void {
    this.why ??= why
    const message = why === 'canceled' ? 'The execution was canceled.' : 'The execution took too long.'
    this.abort ??= new AbortController()
    this.abort.abort(new EngineError(why, message))
    this.wake?.()
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
