import type { JournalEntry } from '@millrace/engine'
import type { ExecutionEvent, StoredItems } from '@millrace/workflow'
import type { Item } from '../json.ts'
import type { EventsTable, ItemSegmentsTable } from '../schema.ts'
import { unpack } from './packing.ts'

/** Rows back into what was appended. */
export function decodeEntry(
  row: Pick<EventsTable, 'seq' | 'event' | 'items'>,
  segments: readonly ItemSegmentsTable[],
): JournalEntry {
  const event = readEvent(row.event)
  const items = row.items === null ? joinSegments(event, segments) : readStoredItems(row.items)
  return items === undefined ? { seq: row.seq, event } : { seq: row.seq, event, items }
}

export function readEvent(text: string): ExecutionEvent {
  const value: unknown = JSON.parse(text)
  if (!isEvent(value)) throw new TypeError('A stored event is of no known type.')
  return value
}

export function readStoredItems(text: string): StoredItems {
  const value: unknown = JSON.parse(text)
  if (!isStoredItems(value)) throw new TypeError('Stored items are not a list of lists.')
  return value
}

export function readSegment(row: Pick<ItemSegmentsTable, 'packing' | 'data'>): readonly Item[] {
  const value: unknown = JSON.parse(unpack(row))
  if (!isItems(value)) throw new TypeError('Stored items are not a list.')
  return value
}

function joinSegments(event: ExecutionEvent, segments: readonly ItemSegmentsTable[]): StoredItems | undefined {
  if (segments.length === 0) return undefined
  const outputs = 'outputs' in event ? event.outputs : []
  return outputs.map((ref, output) => {
    if (ref === null || ref.items !== 'stored') return null
    return segments.filter((segment) => segment.output === output).flatMap(readSegment)
  })
}

const EVENT_TYPES: ReadonlySet<unknown> = new Set([
  'executionStarted',
  'nodeStarted',
  'nodeEnded',
  'nodeSuspended',
  'nodeResumed',
  'executionEnded',
] satisfies readonly ExecutionEvent['type'][])

function isEvent(value: unknown): value is ExecutionEvent {
  return typeof value === 'object' && value !== null && 'type' in value && EVENT_TYPES.has(value.type)
}

function isItems(value: unknown): value is readonly Item[] {
  return Array.isArray(value)
}

function isStoredItems(value: unknown): value is StoredItems {
  return Array.isArray(value) && value.every((list) => list === null || isItems(list))
}
