/**
 * Counts attempts to sign in, per account and per address, in memory: ten in a quarter of an hour. The table is
 * bounded, so that trying a million names fills nothing.
 */
const WINDOW_MS = 15 * 60_000
const MAX_ATTEMPTS = 10
const MAX_KEYS = 10_000

export class Attempts {
  readonly #now: () => number
  readonly #times = new Map<string, number[]>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Counts one attempt under every key; answers with the seconds to wait, 0 when it may go on. */
  take(...keys: readonly string[]): number {
    const now = this.#now()
    let wait = 0
    for (const key of keys) {
      const recent = (this.#times.get(key) ?? []).filter((at) => now - at < WINDOW_MS)
      if (recent.length >= MAX_ATTEMPTS) wait = Math.max(wait, WINDOW_MS - (now - (recent[0] ?? now)))
      else recent.push(now)
      this.#times.delete(key)
      this.#times.set(key, recent)
    }
    this.#forgetOldest()
    return Math.ceil(wait / 1000)
  }

  /** A success clears the account's count. */
  clear(key: string): void {
    this.#times.delete(key)
  }

  #forgetOldest(): void {
    for (const key of this.#times.keys()) {
      if (this.#times.size <= MAX_KEYS) return
      this.#times.delete(key)
    }
  }
}
