/**
 * The book of one execution: the events that happened and are not yet handed to the journal, and the promise
 * that what was handed over is on disk.
 *
 *   B1  Events are handed over in order; a write is on disk only after all before it. After one that failed nothing
 *       is handed over any more: what is on disk is the beginning of what happened, and has no gap.
 *   B2  Nothing waits for the disk but `durable()`: an attempt that acts on the world, and an answer.
 *   B3  What an event causes elsewhere goes with it, in the same write.
 *   B4  Pieces of a list are on disk before the event that names the list is handed over.
 *   B5  What is handed over holds no secret that the execution has used: results, the state that a node goes on with,
 *       what it waits for and hears, and what is sent to other executions by way of the disk. Only static data is kept
 *       as a node wrote it, since keeping it is what the node asked for.
 */
import type { ExecutionEvent, StoredItems } from '@millrace/workflow'
import { packItems, unpackItems } from './large/packed-items.ts'
import type { Secrets } from './secrets.ts'
import type { Cause, ExecutionStatus, Journal, JournalEntry, JournalWrite, ListPiece, NewExecution } from './ports.ts'

export interface BookOptions {
  readonly journal: Journal
  readonly execution: string
  readonly fence: number
  /** The place of the next event. */
  readonly seq: number
  /** Given when the execution is new. */
  readonly create: NewExecution | undefined
  /** What must not be written. */
  readonly secrets: Secrets
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
  private readonly secrets: Secrets
  private failed = false

  constructor(options: BookOptions) {
    this.journal = options.journal
    this.execution = options.execution
    this.fence = options.fence
    this.create = options.create
    this.seq = options.seq
    this.onFailure = options.onFailure
    this.secrets = options.secrets
  }

  /** Adds an event; it is written with the next `hand`. */
  add(event: ExecutionEvent, items?: StoredItems): number {
    const seq = this.seq++
    this.entries.push(this.entry(seq, event, items))
    return seq
  }

  private entry(seq: number, event: ExecutionEvent, items: StoredItems | undefined): JournalEntry {
    const { secrets } = this
    const told = secrets.isEmpty ? event : withoutSecrets(event, secrets)
    return items === undefined ? { seq, event: told } : { seq, event: told, items: secrets.hideItems(items) }
  }

  /** Continues a journal that others wrote. */
  skipTo(seq: number): void {
    this.seq = seq
    this.create = undefined
  }

  cause(cause: Cause): void {
    this.causes.push(this.secrets.isEmpty ? cause : causeWithoutSecrets(cause, this.secrets))
  }

  /** Writes pieces of a list ahead of its event; resolves when they are on disk. */
  ahead(pieces: readonly ListPiece[]): Promise<void> {
    this.pieces = this.secrets.isEmpty ? pieces : pieces.map((piece) => hiding(piece, this.secrets))
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
      ...(more.answer === undefined || this.secrets.isEmpty ? undefined : { answer: this.secrets.hide(more.answer) }),
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

/** An event as it is recorded. The run itself goes on with what really came. */
function withoutSecrets(event: ExecutionEvent, secrets: Secrets): ExecutionEvent {
  switch (event.type) {
    case 'executionStarted':
      return event.document === undefined ? event : { ...event, document: secrets.hide(event.document) }
    case 'nodeEnded':
      return {
        ...event,
        error: secrets.hide(event.error),
        hints: secrets.hide(event.hints),
        customData: secrets.hide(event.customData),
        state: secrets.hide(event.state),
        ending: secrets.hide(event.ending),
        used: event.used && { ...event.used, input: secrets.hide(event.used.input) },
      }
    case 'nodeSuspended':
      return {
        ...event,
        reason: secrets.hide(event.reason),
        state: secrets.hide(event.state),
        customData: secrets.hide(event.customData),
      }
    case 'nodeResumed':
      return { ...event, answer: secrets.hide(event.answer) }
    case 'executionEnded':
      return { ...event, error: secrets.hide(event.error), customData: secrets.hide(event.customData) }
    case 'nodeStarted':
      return event
    default:
      return event satisfies never
  }
}

/** What is caused is on disk until it happens. */
function causeWithoutSecrets(cause: Cause, secrets: Secrets): Cause {
  switch (cause.do) {
    case 'start': {
      const { document, outputs } = cause.job
      const job = { ...cause.job, outputs: secrets.hideItems(outputs) }
      return { do: 'start', job: document === undefined ? job : { ...job, document: secrets.hide(document) } }
    }
    case 'wake':
      return { ...cause, result: secrets.hide(cause.result) }
    case 'drop':
    case 'staticData':
      return cause
    default:
      return cause satisfies never
  }
}

function hiding(piece: ListPiece, secrets: Secrets): ListPiece {
  const items = unpackItems(piece.data)
  const [hidden] = secrets.hideItems([items])
  return hidden === items || hidden === null || hidden === undefined ? piece : { ...piece, data: packItems(hidden) }
}

function nothing(): void {}
