/**
 * The book of one execution: the events that happened and are not yet handed to the journal, and the promise
 * that what was handed over is on disk.
 *
 *   B1  Events are handed over in order; a write is on disk only after all before it. After one that failed nothing
 *       is handed over any more: what is on disk is the beginning of what happened, and has no gap.
 *   B2  Nothing waits for the disk but `durable()`: an attempt that acts on the world, and an answer.
 *   B3  What an event causes elsewhere goes with it, in the same write.
 *   B4  Pieces of a list are on disk before the event that names the list is handed over.
 */
import type { ExecutionEvent, StoredItems } from '@millrace/workflow'
import type { Cause, ExecutionStatus, Journal, JournalEntry, JournalWrite, ListPiece, NewExecution } from './ports.ts'

export interface BookOptions {
  readonly journal: Journal
  readonly execution: string
  readonly fence: number
  /** The place of the next event. */
  readonly seq: number
  /** Given when the execution is new. */
  readonly create: NewExecution | undefined
  /** Called once, when a write has failed. */
  readonly onFailure: (reason: unknown) => void
}

export class Book {
  private readonly journal: Journal
  private readonly execution: string
  private readonly fence: number
  private create: NewExecution | undefined
  private seq: number
  private entries: JournalEntry[] = []
  private causes: Cause[] = []
  private pieces = NO_PIECES
  private written: Promise<void> = Promise.resolve()
  private readonly onFailure: (reason: unknown) => void
  private failed = false

  constructor(options: BookOptions) {
    this.journal = options.journal
    this.execution = options.execution
    this.fence = options.fence
    this.create = options.create
    this.seq = options.seq
    this.onFailure = options.onFailure
  }

  /** Adds an event; it is written with the next `hand`. */
  add(event: ExecutionEvent, items?: StoredItems): number {
    const seq = this.seq++
    this.entries.push(items === undefined ? { seq, event } : { seq, event, items })
    return seq
  }

  /** Continues a journal that others wrote. */
  skipTo(seq: number): void {
    this.seq = seq
    this.create = undefined
  }

  cause(cause: Cause): void {
    this.causes.push(cause)
  }

  /** Writes pieces of a list ahead of its event; resolves when they are on disk. */
  ahead(pieces: readonly ListPiece[]): Promise<void> {
    this.pieces = pieces
    return this.hand('running')
  }

  private get isEmpty(): boolean {
    return this.entries.length === 0 && this.causes.length === 0 && this.pieces.length === 0
  }

  /** Hands what there is to the journal; resolves when everything so far is on disk. */
  hand(
    status: ExecutionStatus,
    more: Pick<JournalWrite, 'wakeAt' | 'resume' | 'answer' | 'deliver' | 'lists'> = {},
  ): Promise<void> {
    if (this.failed || (this.isEmpty && more.deliver === undefined)) return this.written
    const write: JournalWrite = {
      execution: this.execution,
      fence: this.fence,
      entries: this.entries,
      status,
      ...(this.create === undefined ? undefined : { create: this.create }),
      ...(this.causes.length === 0 ? undefined : { causes: this.causes }),
      ...(this.pieces.length === 0 ? undefined : { pieces: this.pieces }),
      ...more,
    }
    this.create = undefined
    this.entries = []
    this.causes = []
    this.pieces = NO_PIECES
    const before = this.written
    this.written = Promise.all([before, this.journal.append(write)]).then(nothing)
    this.written.catch((reason: unknown) => this.fail(reason))
    return this.written
  }

  private fail(reason: unknown): void {
    if (this.failed) return
    this.failed = true
    this.onFailure(reason)
  }
}

const NO_PIECES: readonly ListPiece[] = []

function nothing(): void {}
