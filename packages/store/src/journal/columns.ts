import type { ExecutionStatus, NewExecution } from '@millrace/engine'
import type { EncodedEnd, EncodedEvent, EncodedSegment, EncodedWrite } from './encode.ts'

/**
 * A batch of writes as columns. Between threads an object costs for every name in it, every time (25 µs a write); as
 * columns the names cross once a batch (7 µs a write). What few writes have is listed with the place of its write.
 */
export interface WriteColumns {
  readonly execution: readonly string[]
  readonly fence: readonly number[]
  readonly status: readonly ExecutionStatus[]
  readonly bytes: readonly number[]
  /** How many of the events are each write's. */
  readonly events: readonly number[]
  readonly create: CreateColumns
  readonly end: EndColumns
  readonly event: EventColumns
  readonly rare: readonly Rare[]
}

interface CreateColumns {
  readonly at: readonly number[]
  readonly workflow: readonly string[]
  readonly workflowName: readonly string[]
  readonly version: readonly string[]
  readonly mode: readonly NewExecution['mode'][]
  readonly startedAt: readonly number[]
  readonly retryOf: readonly (string | undefined)[]
  readonly parent: readonly (string | undefined)[]
  readonly keepSuccess: readonly boolean[]
  readonly keepError: readonly boolean[]
}

interface EndColumns {
  readonly at: readonly number[]
  readonly endedAt: readonly number[]
  readonly lastNode: readonly (string | null)[]
  readonly error: readonly (string | null)[]
  readonly customData: readonly (string | null)[]
}

interface EventColumns {
  readonly seq: readonly number[]
  readonly type: readonly EncodedEvent['type'][]
  readonly node: readonly (string | null)[]
  readonly run: readonly (number | null)[]
  readonly event: readonly string[]
  readonly items: readonly (string | null)[]
  readonly segments: readonly (readonly EncodedSegment[] | null)[]
}

type RareParts = Pick<
  EncodedWrite,
  'wakeAt' | 'resume' | 'answered' | 'causes' | 'once' | 'answer' | 'pieces' | 'lists'
>

interface Rare {
  readonly at: number
  readonly parts: RareParts
}

export function toColumns(writes: readonly EncodedWrite[]): WriteColumns {
  const events = writes.flatMap((write) => write.events)
  return {
    execution: writes.map((write) => write.execution),
    fence: writes.map((write) => write.fence),
    status: writes.map((write) => write.status),
    bytes: writes.map((write) => write.bytes),
    events: writes.map((write) => write.events.length),
    create: createColumns(writes),
    end: endColumns(writes),
    event: {
      seq: events.map((event) => event.seq),
      type: events.map((event) => event.type),
      node: events.map((event) => event.node),
      run: events.map((event) => event.run),
      event: events.map((event) => event.event),
      items: events.map((event) => event.items),
      segments: events.map((event) => event.segments),
    },
    rare: writes.flatMap(rareOf),
  }
}

function createColumns(writes: readonly EncodedWrite[]): CreateColumns {
  const created: NewExecution[] = []
  const at: number[] = []
  for (const [index, { create }] of writes.entries()) {
    if (create === null) continue
    created.push(create)
    at.push(index)
  }
  return {
    at,
    workflow: created.map((create) => create.workflow),
    workflowName: created.map((create) => create.workflowName),
    version: created.map((create) => create.version),
    mode: created.map((create) => create.mode),
    startedAt: created.map((create) => create.startedAt),
    retryOf: created.map((create) => create.retryOf),
    parent: created.map((create) => create.parent),
    keepSuccess: created.map((create) => create.keep.success),
    keepError: created.map((create) => create.keep.error),
  }
}

function endColumns(writes: readonly EncodedWrite[]): EndColumns {
  const ended: EncodedEnd[] = []
  const at: number[] = []
  for (const [index, write] of writes.entries()) {
    if (write.ended === null) continue
    ended.push(write.ended)
    at.push(index)
  }
  return {
    at,
    endedAt: ended.map((end) => end.at),
    lastNode: ended.map((end) => end.lastNode),
    error: ended.map((end) => end.error),
    customData: ended.map((end) => end.customData),
  }
}

function rareOf(write: EncodedWrite, at: number): readonly Rare[] {
  const parts = rarePartsOf(write)
  const none =
    parts.wakeAt === undefined &&
    parts.resume === undefined &&
    parts.answered.length === 0 &&
    parts.causes.length === 0 &&
    parts.once === null &&
    parts.answer === null &&
    parts.pieces.length === 0 &&
    parts.lists === null
  return none ? [] : [{ at, parts }]
}

function rarePartsOf({ wakeAt, resume, answered, causes, once, answer, pieces, lists }: EncodedWrite): RareParts {
  return { wakeAt, resume, answered, causes, once, answer, pieces, lists }
}

const NOTHING: RareParts = {
  wakeAt: undefined,
  resume: undefined,
  answered: [],
  causes: [],
  once: null,
  answer: null,
  pieces: [],
  lists: null,
}

export function fromColumns(columns: WriteColumns): readonly EncodedWrite[] {
  const creates = new Map(columns.create.at.map((at, index) => [at, newExecutionAt(columns.create, index)]))
  const ends = new Map(columns.end.at.map((at, index) => [at, endAt(columns.end, index)]))
  const rare = new Map(columns.rare.map(({ at, parts }) => [at, parts]))
  const events = columns.event.seq.map((seq, index) => eventAt(columns.event, seq, index))
  let first = 0
  return columns.execution.map((execution, index) => {
    const from = first
    first += columns.events[index] ?? 0
    return {
      execution,
      fence: columns.fence[index] ?? 0,
      status: columns.status[index] ?? 'unknown',
      bytes: columns.bytes[index] ?? 0,
      create: creates.get(index) ?? null,
      ended: ends.get(index) ?? null,
      events: events.slice(from, first),
      ...(rare.get(index) ?? NOTHING),
    }
  })
}

function newExecutionAt(columns: CreateColumns, index: number): NewExecution {
  return {
    workflow: columns.workflow[index] ?? '',
    workflowName: columns.workflowName[index] ?? '',
    version: columns.version[index] ?? '',
    mode: columns.mode[index] ?? 'internal',
    startedAt: columns.startedAt[index] ?? 0,
    retryOf: columns.retryOf[index],
    parent: columns.parent[index],
    keep: { success: columns.keepSuccess[index] ?? true, error: columns.keepError[index] ?? true },
  }
}

function endAt(columns: EndColumns, index: number): EncodedEnd {
  return {
    at: columns.endedAt[index] ?? 0,
    lastNode: columns.lastNode[index] ?? null,
    error: columns.error[index] ?? null,
    customData: columns.customData[index] ?? null,
  }
}

function eventAt(columns: EventColumns, seq: number, index: number): EncodedEvent {
  return {
    seq,
    type: columns.type[index] ?? 'nodeEnded',
    node: columns.node[index] ?? null,
    run: columns.run[index] ?? null,
    event: columns.event[index] ?? '',
    items: columns.items[index] ?? null,
    segments: columns.segments[index] ?? null,
  }
}
