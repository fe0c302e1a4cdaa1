/** What a service gave for a while, kept in memory: fetched once for all who need it together, and anew when it is over. */

/** What was given, and the time from which on it is not used any more, in milliseconds. */
export interface Lasting<T> {
  readonly value: T
  readonly until: number
}

interface Using<T> {
  readonly fetch: () => Promise<Lasting<T>>
  readonly now: () => number
}

/** How many are remembered. */
const MOST = 500

export class Kept<T> {
  readonly #kept = new Map<string, Promise<Lasting<T>>>()

  /** What is kept unless it is over, else a new one; whoever asks meanwhile shares it. */
  async take(key: string, over: Lasting<T> | undefined, { fetch, now }: Using<T>): Promise<Lasting<T>> {
    const known = this.#kept.get(key)
    if (known === undefined) return this.#keep(key, fetch())
    const one = await known
    if (one !== over && one.until > now()) return one
    const renewed = this.#kept.get(key)
    return renewed !== undefined && renewed !== known ? renewed : this.#keep(key, fetch())
  }

  #keep(key: string, fetched: Promise<Lasting<T>>): Promise<Lasting<T>> {
    this.#kept.delete(key)
    this.#kept.set(key, fetched)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest)
    // A failure is not kept: the next request tries again. Whoever waits for this one hears of it.
    fetched.catch(() => {
      if (this.#kept.get(key) === fetched) this.#kept.delete(key)
    })
    return fetched
  }
}
