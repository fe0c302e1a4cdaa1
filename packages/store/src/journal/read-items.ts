import { unpackPlaces } from '@millrace/workflow'
import type { Connection } from '../database.ts'
import type { Item } from '../json.ts'
import { readEvent, readSegment, readStoredItems } from './decode.ts'

/**
 * Some of the items that an output gave. Items lie with the event that made them, or ahead of it; an output that handed
 * items on is followed back to where they were made, with the places translated at every step, so only the segments that
 * hold them are read: a page costs the same wherever its items lie.
 */
export async function readItemPage(
  db: Connection,
  execution: number,
  wanted: WantedItems,
): Promise<{ readonly items: readonly Item[]; readonly total: number } | undefined> {
  const found = await outputOf(db, execution, wanted)
  if (found === undefined) return undefined
  const { from, to } = wanted
  const total = found.ref.count
  const places = Array.from({ length: Math.max(0, Math.min(to, total) - from) }, (_, index) => from + index)
  const items = await itemsAt(db, execution, found, places)
  return { items: items.flatMap((item) => item ?? []), total }
}

/** A run's output; `from` and `to` are like those of `slice`, none below zero. */
export interface WantedItems extends WantedOutput {
  readonly from: number
  readonly to: number
}

interface WantedOutput {
  readonly node: string
  readonly run: number
  readonly output: number
}

type FoundOutput = NonNullable<Awaited<ReturnType<typeof outputOf>>>

/** The items of an output at these places; undefined where there is none. */
async function itemsAt(
  db: Connection,
  execution: number,
  { ref, row, output }: FoundOutput,
  places: readonly number[],
): Promise<readonly (Item | undefined)[]> {
  if (places.length === 0) return []
  if (ref.items === 'stored') {
    if (row.items === null) return segmentItems(db, { execution, seq: row.seq, output }, places)
    const all = readStoredItems(row.items)[output] ?? []
    return places.map((place) => all[place])
  }
  if ('list' in ref.items) return segmentItems(db, { execution, seq: -ref.items.list, output: 0 }, places)
  const { of, at, input = 0 } = ref.items
  const source = await outputOf(db, execution, of)
  if (source === undefined) return []
  const selection = at === undefined ? undefined : unpackPlaces(at)
  const there = selection === undefined ? places : places.flatMap((place) => selection[place] ?? [])
  const items = await itemsAt(db, execution, source, there)
  return items.map((item, index) => item && handedOn(item, there[index] ?? 0, input))
}

async function outputOf(db: Connection, execution: number, { node, run, output }: WantedOutput) {
  const row = await db
    .selectFrom('events')
    .select(['seq', 'event', 'items'])
    .where('execution', '=', execution)
    .where('node', '=', node)
    .where('run', '=', run)
    .where('type', 'in', ['nodeEnded', 'executionStarted'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const event = readEvent(row.event)
  const ref = 'outputs' in event ? event.outputs[output] : undefined
  return ref === undefined || ref === null ? undefined : { ref, row, output }
}

interface SegmentedList {
  readonly execution: number
  readonly seq: number
  readonly output: number
}

/** Items out of segments: each that holds any of them is read once, however many lie between. */
async function segmentItems(
  db: Connection,
  list: SegmentedList,
  places: readonly number[],
): Promise<readonly (Item | undefined)[]> {
  const found = new Map<number, Item | undefined>()
  const ascending = [...new Set(places)].toSorted((a, b) => a - b)
  let segment: Awaited<ReturnType<typeof segmentAt>>
  for (const place of ascending) {
    if (segment === undefined || place >= segment.start + segment.items.length) {
      segment = await segmentAt(db, list, place)
    }
    found.set(place, segment?.items[place - segment.start])
  }
  return places.map((place) => found.get(place))
}

/** The segment that holds a place. */
async function segmentAt(db: Connection, { execution, seq, output }: SegmentedList, place: number) {
  const row = await db
    .selectFrom('item_segments')
    .select(['start', 'packing', 'data'])
    .where('execution', '=', execution)
    .where('seq', '=', seq)
    .where('output', '=', output)
    .where('start', '<=', place)
    .orderBy('start', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { start: row.start, items: readSegment(row) }
}

/** The same item one node further: only its link is new. */
function handedOn(item: Item, place: number, input: number): Item {
  return { ...item, pairedItem: input === 0 ? { item: place } : { item: place, input } }
}
