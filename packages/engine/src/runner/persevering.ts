/**
 * Does what must be done although the database may be out of reach: again and again, a little later each time, until
 * it has been done.
 */
export class Persevering {
  private readonly onFault: (what: string, error: unknown) => void
  private readonly timers = new Set<NodeJS.Timeout>()
  private stopped = false

  constructor(onFault: (what: string, error: unknown) => void) {
    this.onFault = onFault
  }

  do(what: string, action: () => Promise<void>, pauseMs = FIRST_PAUSE): void {
    if (this.stopped) return
    action().catch((error: unknown) => {
      this.onFault(`${what} failed`, error)
      this.later(pauseMs, () => this.do(what, action, Math.min(LONGEST_PAUSE, pauseMs * 2)))
    })
  }

  /** The same, after a pause: what failed often lately waits longer. */
  doLater(what: string, failures: number, action: () => Promise<void>): void {
    this.later(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failures), () => this.do(what, action))
  }

  private later(ms: number, then: () => void): void {
    if (this.stopped) return
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      then()
    }, ms)
    this.timers.add(timer)
  }

  stop(): void {
    this.stopped = true
    for (const timer of this.timers) clearTimeout(timer)
    this.timers.clear()
  }
}

/** Milliseconds. */
const FIRST_PAUSE = 500
const LONGEST_PAUSE = 30_000
