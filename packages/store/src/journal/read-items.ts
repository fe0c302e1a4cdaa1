import type { Connection } from '../database.ts'
import type { Item } from '../json.ts'
import { readEvent, readSegment, readStoredItems } from './decode.ts'

/**
 * A page of what an output gave. Items lie with the event that made them; an output that handed items on is followed
 * back to where they were made, with the page translated at every step, so only the segments that hold it are read.
 */
export async function readItemPage(
  db: Connection,
  execution: number,
  wanted: WantedItems,
): Promise<{ readonly items: readonly Item[]; readonly total: number } | undefined> {
  const found = await outputOf(db, execution, wanted)
  if (found === undefined) return undefined
  const { ref, row } = found
  if (ref.items === 'stored') {
    return { items: await storedItems(db, execution, row, wanted), total: ref.count }
  }
  const { of, at, input = 0 } = ref.items
  if (at === undefined) {
    const page = await readItemPage(db, execution, { ...of, from: wanted.from, to: wanted.to })
    const items = page?.items ?? []
    return { items: items.map((item, index) => handedOn(item, wanted.from + index, input)), total: ref.count }
  }
  const places = at.slice(wanted.from, wanted.to)
  if (places.length === 0) return { items: [], total: ref.count }
  const from = places.reduce((least, place) => Math.min(least, place), Infinity)
  const to = places.reduce((most, place) => Math.max(most, place), 0) + 1
  const page = await readItemPage(db, execution, { ...of, from, to })
  const items = places.flatMap((place) => {
    const item = page?.items[place - from]
    return item === undefined ? [] : [handedOn(item, place, input)]
  })
  return { items, total: ref.count }
}

export interface WantedItems {
  readonly node: string
  readonly run: number
  readonly output: number
  /** Like `slice`. */
  readonly from: number
  readonly to: number
}

interface EventRow {
  readonly seq: number
  readonly event: string
  readonly items: string | null
}

async function outputOf(db: Connection, execution: number, { node, run, output }: WantedItems) {
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
  return ref === undefined || ref === null ? undefined : { ref, row }
}

async function storedItems(
  db: Connection,
  execution: number,
  row: EventRow,
  { output, from, to }: WantedItems,
): Promise<readonly Item[]> {
  if (row.items !== null) return (readStoredItems(row.items)[output] ?? []).slice(from, to)
  const segments = await db
    .selectFrom('item_segments')
    .select(['start', 'packing', 'data'])
    .where('execution', '=', execution)
    .where('seq', '=', row.seq)
    .where('output', '=', output)
    .where('start', '<', Number.isFinite(to) ? to : Number.MAX_SAFE_INTEGER)
    .where((eb) => eb(eb('start', '+', eb.ref('count')), '>', from))
    .orderBy('start')
    .execute()
  const first = segments[0]?.start ?? 0
  return segments.flatMap(readSegment).slice(from - first, to - first)
}

/** The same item one node further: only its link is new. */
function handedOn(item: Item, place: number, input: number): Item {
  return { ...item, pairedItem: input === 0 ? { item: place } : { item: place, input } }
}
