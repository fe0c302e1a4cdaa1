import { Slot } from './slot.ts'
import type { RunnerPool } from './runners.ts'
import type { Work } from './work.ts'

/** Runner processes for executions that were there when one died. */
const APART = 2
/** How long one of those has its process for itself, and how long an empty one is kept, in milliseconds. */
const CALM_AFTER = 5_000

/** Runners for what was there when one died, and what waits for a place in one (S7 of `runners.ts`). */
export class Apart {
  private readonly pool: RunnerPool
  private readonly slots: Slot[] = []
  private readonly suspects: Work[] = []

  constructor(pool: RunnerPool) {
    this.pool = pool
  }

  get waiting(): number {
    return this.suspects.length
  }

  give(work: Work): void {
    this.suspects.push(work)
    this.fill()
  }

  /** Gives suspects to runners apart from the others (S7). */
  fill(): void {
    for (let place = 0; place < this.suspects.length;) {
      const work = this.suspects[place]
      const slot = work && this.slotFor(work)
      if (work === undefined || slot === undefined) {
        place += 1
        continue
      }
      this.suspects.splice(place, 1)
      this.pool.assign(work, slot)
      this.later(() => {
        work.suspicion = 0
        this.fill()
      })
    }
    if (this.slots.some((slot) => slot.count === 0)) this.later(() => this.retire())
  }

  private slotFor(work: Work): Slot | undefined {
    const free = this.slots.find((slot) => slot.takes(work))
    if (free !== undefined || this.slots.length >= APART + (work.suspicion > 1 ? 1 : 0)) return free
    const slot = new Slot(this.pool)
    this.slots.push(slot)
    return slot
  }

  private retire(): void {
    for (const slot of this.slots.filter((one) => one.count === 0)) {
      this.slots.splice(this.slots.indexOf(slot), 1)
      void slot.end()
    }
  }

  private later(then: () => void): void {
    setTimeout(() => void (this.pool.isStopping || then()), CALM_AFTER).unref()
  }

  /** Takes a suspect out of the line. */
  remove(execution: string): Work | undefined {
    const place = this.suspects.findIndex((work) => work.execution === execution)
    return place < 0 ? undefined : this.suspects.splice(place, 1)[0]
  }

  /** Takes all suspects out of the line. */
  drain(): readonly Work[] {
    return this.suspects.splice(0)
  }

  async end(): Promise<void> {
    await Promise.all(this.slots.map((slot) => slot.end()))
  }
}
