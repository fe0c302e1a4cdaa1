/**
 * Group commit. Writes that arrive in one turn of the event loop, or while as many batches are under way as may be, share
 * a batch, so the disk is asked once for as many executions as there are, and a lone write waits for nobody. Writes come
 * packed.
 */
export interface JournalQueue {
  append(write: Uint8Array): Promise<void>
  /** Resolves when everything appended so far has been answered. */
  idle(): Promise<void>
}

/** Commits a batch; answers per write with null or the reason it was refused, or with null for all. */
export type CommitBatch = (writes: readonly Uint8Array[]) => Promise<readonly (Error | null)[] | null>

interface Waiting {
  readonly write: Uint8Array
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** More in one transaction helps no more, and keeps the first of them waiting. */
const BATCH = 256

export function createJournalQueue(commit: CommitBatch, atOnce = 1): JournalQueue {
  let pending: Waiting[] = []
  let scheduled = false
  let underWay = 0
  let idle = Promise.withResolvers<void>()

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    // One turn of the event loop, so that what arrived in the same burst shares a batch.
    setImmediate(() => {
      scheduled = false
      begin()
    })
  }

  function begin(): void {
    while (pending.length > 0 && underWay < atOnce) {
      const batch = pending.slice(0, BATCH)
      pending = pending.slice(BATCH)
      underWay += 1
      void settle(batch).then(() => {
        underWay -= 1
        if (pending.length > 0) begin()
        else if (underWay === 0) idle.resolve()
      })
    }
  }

  async function settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await commit(batch.map((one) => one.write))
      for (const [index, one] of batch.entries()) {
        const answer = answers?.[index] ?? null
        if (answer === null) one.resolve()
        else one.reject(answer)
      }
    } catch (error) {
      for (const one of batch) one.reject(error)
    }
  }

  return {
    append(write) {
      return new Promise((resolve, reject) => {
        if (pending.length === 0 && underWay === 0) idle = Promise.withResolvers()
        pending.push({ write, resolve, reject })
        schedule()
      })
    },
    async idle() {
      if (pending.length > 0 || underWay > 0) await idle.promise
    },
  }
}
