import type { EncodedWrite } from './encode.ts'

/**
 * Group commit. Writes that arrive while a commit is under way wait for it and share the next one, so the disk is
 * asked once for as many executions as there are, and a lone write waits for nobody.
 */
export interface JournalQueue {
  append(write: EncodedWrite): Promise<void>
  /** Resolves when everything appended so far has been answered. */
  idle(): Promise<void>
}

/** Commits a batch; answers per write with null or the reason it was refused. */
export type CommitBatch = (writes: readonly EncodedWrite[]) => Promise<readonly (Error | null)[]>

interface Waiting {
  readonly write: EncodedWrite
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** More in one transaction helps no more, and keeps the first of them waiting. */
const BATCH = 256

export function createJournalQueue(commit: CommitBatch): JournalQueue {
  let pending: Waiting[] = []
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    // One turn of the event loop, so that what arrived in the same burst shares the first commit too.
    await new Promise<void>((resolve) => {
      setImmediate(resolve)
    })
    while (pending.length > 0) {
      const batch = pending.slice(0, BATCH)
      pending = pending.slice(BATCH)
      await settle(batch)
    }
    running = undefined
  }

  async function settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await commit(batch.map((one) => one.write))
      for (const [index, one] of batch.entries()) {
        const answer = answers[index] ?? null
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
        pending.push({ write, resolve, reject })
        running ??= run()
      })
    },
    async idle() {
      await running
    },
  }
}
