import type { Cause, ExecutionStatus, JournalEntry, JournalWrite, ListPiece, NewExecution } from '@millrace/engine'
import { type ExecutionEvent, isProgress, type StoredItems } from '@millrace/workflow'
import { pack, type Packed } from './packing.ts'

/**
 * A journal write as texts and numbers: what the writer binds without looking into it. Encoding is the only
 * part of a write that costs with the size of the data, so it may happen wherever there is time (a runner
 * process encodes its own writes), and the result crosses threads and pipes cheaply.
 *
 * Items of an event lie in its row while they are small. Larger lists become segments of at most
 * `SEGMENT_ITEMS` items, each compressed, so that a page of a million items is one segment read. Lists that are
 * written ahead of their event come in pieces.
 */
export interface EncodedWrite {
  readonly execution: string
  readonly fence: number
  readonly status: ExecutionStatus
  readonly create: NewExecution | null
  readonly events: readonly EncodedEvent[]
  /** It records that a step came to something. */
  readonly getsOn: boolean
  /** Characters of events and items, and bytes of pieces, for limits on size. */
  readonly bytes: number
  /** undefined leaves it, null clears it. */
  readonly wakeAt: number | null | undefined
  readonly resume: string | null | undefined
  readonly ended: EncodedEnd | null
  /** Suspended calls (node, run) whose results these events take in. */
  readonly answered: readonly (readonly [node: string, run: number])[]
  readonly causes: readonly EncodedCause[]
  /** The key it begins under, and the first answer to whoever sent the key. */
  readonly once: EncodedOnce | null
  readonly answer: string | null
  readonly pieces: readonly ListPiece[]
  /** With the last event: the lists written ahead that count; null where there are no others. */
  readonly lists: readonly number[] | null
}

export interface EncodedOnce {
  readonly node: string
  readonly key: string
  readonly answer: string | null
}

export interface EncodedEvent {
  readonly seq: number
  readonly type: ExecutionEvent['type']
  readonly node: string | null
  readonly run: number | null
  readonly event: string
  readonly items: string | null
  readonly segments: readonly EncodedSegment[] | null
}

/** Items `start` to `start + count` of one output, as a JSON list, compressed if that is worth it. */
export interface EncodedSegment extends Packed {
  readonly output: number
  readonly start: number
  readonly count: number
}

export interface EncodedEnd {
  readonly at: number
  readonly lastNode: string | null
  readonly error: string | null
  readonly customData: string | null
}

export type EncodedCause =
  | { readonly do: 'start'; readonly execution: string; readonly job: string; readonly at: number }
  | {
      readonly do: 'wake'
      readonly execution: string
      readonly node: string
      readonly run: number
      readonly call: number
      readonly result: string
    }
  | { readonly do: 'drop'; readonly execution: string }
  | { readonly do: 'staticData'; readonly workflow: string; readonly data: string }

/** Where writes that were encoded elsewhere are appended. */
export interface PackedJournal {
  /** `append` of a write that was encoded and packed before. */
  appendPacked(write: Uint8Array): Promise<void>
}

/** Items up to this many characters stay in the event's row. */
const INLINE_CHARACTERS = 8192
const SEGMENT_ITEMS = 100

export function encodeWrite(write: JournalWrite): EncodedWrite {
  const { pieces = NO_PIECES } = write
  const encoded = write.entries.map(encodeEntry)
  return {
    execution: write.execution,
    fence: write.fence,
    status: write.status,
    create: write.create ?? null,
    events: encoded.map(({ event }) => event),
    getsOn: write.entries.some(({ event }) => isProgress(event)),
    bytes: encoded.reduce((sum, { size }) => sum + size, 0) + pieces.reduce((sum, { data }) => sum + data.length, 0),
    wakeAt: write.wakeAt,
    resume: write.resume === undefined || write.resume === null ? write.resume : JSON.stringify(write.resume),
    ended: encodeEnd(write.entries),
    answered: write.entries.flatMap(({ event }) =>
      event.type === 'nodeResumed' && event.by === 'call' ? [[event.node, event.run] as const] : [],
    ),
    once: encodeOnce(write.create?.once),
    answer: write.answer === undefined ? null : JSON.stringify(write.answer),
    pieces,
    lists: write.lists ?? null,
    causes: (write.causes ?? []).map((cause) => encodeCause(cause, write.entries.at(-1)?.event.at ?? 0)),
  }
}

const NO_PIECES: readonly ListPiece[] = []

function encodeOnce(once: NewExecution['once']): EncodedOnce | null {
  if (once === undefined) return null
  const { node, key, answer } = once
  return { node, key, answer: answer === undefined ? null : JSON.stringify(answer) }
}

/** An event, and how many characters it and its items take. */
interface Sized {
  readonly event: EncodedEvent
  readonly size: number
}

function encodeEntry({ seq, event, items }: JournalEntry): Sized {
  const placed = 'node' in event
  const { size, ...beside } = items === undefined ? NO_ITEMS : encodeItems(items)
  const text = JSON.stringify(event)
  return {
    event: {
      seq,
      type: event.type,
      node: placed ? event.node : event.type === 'executionStarted' ? event.trigger : null,
      run: placed ? event.run : event.type === 'executionStarted' ? 0 : null,
      event: text,
      ...beside,
    },
    size: text.length + size,
  }
}

type SizedItems = Pick<EncodedEvent, 'items' | 'segments'> & Pick<Sized, 'size'>

const NO_ITEMS: SizedItems = { items: null, segments: null, size: 0 }

function encodeItems(items: StoredItems): SizedItems {
  if (items.some((list) => list !== null && list.length > SEGMENT_ITEMS)) return segmented(items.flatMap(partsOf))
  const texts = items.map((list) => (list === null ? 'null' : JSON.stringify(list)))
  if (texts.reduce((sum, text) => sum + text.length, 0) <= INLINE_CHARACTERS) {
    const text = `[${texts.join(',')}]`
    return { items: text, segments: null, size: text.length }
  }
  const parts = texts.flatMap((text, output) => {
    const count = items[output]?.length ?? 0
    return count === 0 ? [] : [{ output, start: 0, count, text }]
  })
  return segmented(parts)
}

/** What becomes a segment. */
interface Part extends Omit<EncodedSegment, keyof Packed> {
  readonly text: string
}

function partsOf(list: StoredItems[number], output: number): readonly Part[] {
  const parts: Part[] = []
  if (list === null) return parts
  for (let start = 0; start < list.length; start += SEGMENT_ITEMS) {
    const some = list.slice(start, start + SEGMENT_ITEMS)
    parts.push({ output, start, count: some.length, text: JSON.stringify(some) })
  }
  return parts
}

function segmented(parts: readonly Part[]): SizedItems {
  return {
    items: null,
    segments: parts.map(({ text, ...place }) => ({ ...place, ...pack(text) })),
    size: parts.reduce((sum, { text }) => sum + text.length, 0),
  }
}

function encodeEnd(entries: readonly JournalEntry[]): EncodedEnd | null {
  const last = entries.at(-1)?.event
  if (last?.type !== 'executionEnded') return null
  return {
    at: last.at,
    lastNode: last.lastNode ?? null,
    error: last.error === undefined ? null : JSON.stringify(last.error),
    customData: last.customData === undefined ? null : JSON.stringify(last.customData),
  }
}

function encodeCause(cause: Cause, at: number): EncodedCause {
  switch (cause.do) {
    case 'start':
      return { do: 'start', execution: cause.job.execution, job: JSON.stringify(cause.job), at }
    case 'wake':
      return { ...cause, result: JSON.stringify(cause.result) }
    case 'drop':
      return cause
    case 'staticData':
      return { do: 'staticData', workflow: cause.workflow, data: JSON.stringify(cause.data) }
  }
}
