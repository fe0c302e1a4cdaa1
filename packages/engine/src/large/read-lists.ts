/** Brings lists back that were written ahead of their events: from a journal into a file, a piece at a time. */
import type { Item } from '@millrace/sdk'
import type { ExecutionEvent, StoredItems } from '@millrace/workflow'
import { EngineError } from '../error.ts'
import type { Journal, JournalEntry } from '../ports.ts'
import { filedList } from './filed-list.ts'
import { type Place, SpillFile } from './spill-file.ts'

/** Where a journal's lists are read from, and where to. */
export interface ListReading {
  readonly journal: Pick<Journal, 'piece'>
  readonly execution: string
  file(): SpillFile
}

/** The numbers of the lists that an event names, by output; undefined where it names none. */
export function listsOf(event: ExecutionEvent): readonly (number | undefined)[] | undefined {
  if (event.type !== 'nodeEnded' && event.type !== 'executionStarted') return undefined
  let named: (number | undefined)[] | undefined
  for (let output = 0; output < event.outputs.length; output++) {
    const ref = event.outputs[output]
    if (!ref || ref.items === 'stored' || !('list' in ref.items)) continue
    named ??= event.outputs.map(() => undefined)
    named[output] = ref.items.list
  }
  return named
}

/** The entry, with the lists its event names among its items. */
export async function withLists(reading: ListReading, entry: JournalEntry): Promise<JournalEntry> {
  const named = listsOf(entry.event)
  if (named === undefined) return entry
  const items: StoredItems[number][] = []
  for (const [output, number] of named.entries()) {
    items.push(number === undefined ? (entry.items?.[output] ?? null) : await readList(reading, number))
  }
  return { ...entry, items }
}

/** All of a journal, with its lists. */
export async function readWithLists(journal: Journal, execution: string): Promise<readonly JournalEntry[]> {
  let file: SpillFile | undefined
  const reading = { journal, execution, file: () => (file ??= new SpillFile()) }
  const entries: JournalEntry[] = []
  for (const entry of await journal.read(execution)) entries.push(await withLists(reading, entry))
  return entries
}

/** @throws EngineError `protocol` where a piece is missing */
async function readList({ journal, execution, file }: ListReading, list: number): Promise<readonly Item[]> {
  const places: Place[] = []
  let perPiece = 0
  let length = 0
  for (let isLast = false; !isLast;) {
    const piece = await journal.piece(execution, list, length)
    if (piece === undefined) {
      if (length > 0) break
      throw new EngineError('protocol', `List ${list} of execution ${execution} has no items.`)
    }
    perPiece ||= piece.count
    places.push(file().write(piece.data))
    length += piece.count
    isLast = piece.count < perPiece
  }
  return filedList({ file: file(), length, perPiece, places })
}
