/**
 * Writes the lists of an execution that are too large to be written with their events: ahead of them, a few pieces at a
 * time, so that neither here nor anywhere on the way a list is in memory as a whole.
 *
 *   A1  A list is whole on disk before the event that names it is written; without the event it is nothing.
 *   A2  Its number is later than all that events name. What was left under it is replaced (`ListPiece`).
 *   A3  The last event of an execution that may have left pieces of others tells which lists count.
 */
import type { Item } from '@millrace/sdk'
import type { NodeEnded, OutputRef, StoredItems } from '@millrace/workflow'
import type { JournalEntry, JournalWrite, ListPiece } from '../ports.ts'
import { type Piece, piecesOf } from './filed-list.ts'
import { isLazy } from './lazy-list.ts'
import { type ListReading, listsOf, withLists } from './read-lists.ts'
import { perPieceAt, type SpillPlace, Spool } from './spool.ts'

/** Bytes that are written at a time. */
const AT_A_TIME = 256 * 1024
/** Items of a list that are measured, of those that have so many at least. */
const SAMPLES = 16
const WORTH_MEASURING = 256

export interface WritingLists {
  readonly spill: SpillPlace
  readonly reading: ListReading
  /** Resolves when the pieces are on disk. */
  ahead(pieces: readonly ListPiece[]): Promise<void>
  /** Whether the run is to end: then nothing more is written. */
  isStopped(): boolean
}

/** An event whose large lists are on disk, the other items beside it, and what its outputs are in memory. */
export interface WithoutLists {
  readonly event: NodeEnded
  readonly items: StoredItems | undefined
  readonly outputs: readonly (readonly Item[] | null)[]
}

export class Lists {
  private readonly writing: WritingLists
  private last = 0
  private readonly named: number[] = []
  private mayHaveLeft = false

  constructor(writing: WritingLists) {
    this.writing = writing
  }

  /** Whether any of the items of an event is too large to be written with it. */
  areLarge(items: StoredItems | undefined): items is StoredItems {
    return items !== undefined && items.some((list) => list !== null && this.isLarge(list))
  }

  private isLarge(list: readonly Item[]): boolean {
    if (isLazy(list)) return true
    if (list.length < WORTH_MEASURING) return false
    return sizeOf(list) * list.length > this.writing.spill.after
  }

  /** Writes the large lists of an event; undefined where the run was stopped meanwhile. */
  async write(event: NodeEnded, items: StoredItems): Promise<WithoutLists | undefined> {
    const refs: OutputRef[] = [...event.outputs]
    const beside: (readonly Item[] | null)[] = [...items]
    const outputs: (readonly Item[] | null)[] = [...items]
    for (const [output, list] of items.entries()) {
      const ref = refs[output]
      if (list === null || !ref || !this.isLarge(list)) continue
      const kept = isLazy(list) ? list : this.filed(list)
      const number = await this.writeList(kept)
      if (number === undefined) return undefined
      refs[output] = { count: ref.count, items: { list: number } }
      beside[output] = null
      outputs[output] = kept
    }
    const isEmpty = beside.every((list) => list === null)
    return { event: { ...event, outputs: refs }, items: isEmpty ? undefined : beside, outputs }
  }

  /** The list in a file, out of memory. */
  private filed(list: readonly Item[]): readonly Item[] {
    const spool = new Spool(this.writing.spill)
    for (const item of list) spool.push(item)
    return spool.done()
  }

  private async writeList(list: readonly Item[]): Promise<number | undefined> {
    this.mayHaveLeft = true
    const number = this.last + 1
    for (const pieces of gathered(piecesOf(list, perPieceAt(sizeOf(list))))) {
      if (this.writing.isStopped()) return undefined
      await this.writing.ahead(pieces.map((piece) => ({ list: number, ...piece })))
    }
    if (this.writing.isStopped()) return undefined
    this.name(number)
    return number
  }

  private name(number: number): void {
    this.last = Math.max(this.last, number)
    this.named.push(number)
  }

  /** An entry of a journal that is gone on with, with the lists that were written ahead of it. */
  async restored(entry: JournalEntry): Promise<JournalEntry> {
    for (const number of listsOf(entry.event) ?? []) if (number !== undefined) this.name(number)
    return withLists(this.writing.reading, entry)
  }

  /** Another runner had the execution before. */
  wasTakenUp(): void {
    this.mayHaveLeft = true
  }

  /** What the end of the execution is written with. */
  get atEnd(): Pick<JournalWrite, 'lists'> | undefined {
    return this.mayHaveLeft ? { lists: this.named } : undefined
  }
}

/** Characters of an item as JSON, on average. */
function sizeOf(list: readonly Item[]): number {
  const step = Math.max(1, Math.floor(list.length / SAMPLES))
  let characters = 0
  let measured = 0
  for (let place = 0; place < list.length; place += step) {
    characters += JSON.stringify(list[place]).length
    measured += 1
  }
  return Math.max(1, characters / Math.max(1, measured))
}

function* gathered(pieces: Iterable<Piece>): Generator<readonly Piece[]> {
  let some: Piece[] = []
  let bytes = 0
  for (const piece of pieces) {
    some.push(piece)
    bytes += piece.data.length
    if (bytes < AT_A_TIME) continue
    yield some
    some = []
    bytes = 0
  }
  if (some.length > 0) yield some
}
