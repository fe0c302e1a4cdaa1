/**
 * Progress: the journal folded. How far an execution is and what every node did, as recovery, the live
 * view, the history and the runner read it. There is no second status model.
 *
 * `record` changes a progress in place and is O(1) per event: the runner's and a long fold's way.
 * `evolve` leaves the old value as it is and copies what it touches (the list of nodes and the runs of
 * one): the way of a user interface that compares with `===`.
 *
 *   P1  Runs of a node are numbered from 0 in the order they began; `order` counts over all nodes.
 *   P2  An event that comes again (the same node run, ended twice) replaces what was known: folding a
 *       journal twice over gives the same progress.
 *   P3  Folding reads no items and no plan.
 */
import type { ExecutionMode, ItemError, JsonObject } from '@millrace/sdk'
import type { ExecutionEvent, ExecutionStarted, NodeEnded, NodeSuspended, OutputRef, Source, Used } from './event.ts'

export type ProgressStatus = 'new' | 'running' | 'waiting' | 'success' | 'error' | 'canceled' | 'crashed'

/** One run of one node. */
export interface NodeRun {
  readonly node: string
  readonly run: number
  readonly order: number
  readonly status: 'running' | 'waiting' | 'success' | 'error'
  readonly at: number
  readonly took: number
  readonly attempts: number
  readonly source: readonly (Source | null)[]
  readonly outputs: readonly OutputRef[]
  readonly error?: ItemError
  readonly hints?: readonly string[]
  readonly pinned?: boolean
  readonly taken?: boolean
  readonly used?: Used
  /** The place of the event that brought its items; undefined while there is none. */
  readonly seq?: number
}

export interface Progress {
  readonly status: ProgressStatus
  readonly mode?: ExecutionMode
  readonly startedAt?: number
  readonly endedAt?: number
  /** The runs of each node that has any, by node id. */
  readonly nodes: ReadonlyMap<string, readonly NodeRun[]>
  /** How many node runs began. */
  readonly count: number
  /** The place of the last event folded, -1 before the first. */
  readonly seq: number
  readonly lastNode?: string
  readonly error?: ItemError
  readonly waiting?: NodeSuspended
  readonly responded: boolean
  readonly states: ReadonlyMap<string, JsonObject>
}

/** A progress its owner alone holds, and changes in place. */
export interface MutableProgress {
  status: ProgressStatus
  mode?: ExecutionMode
  startedAt?: number
  endedAt?: number
  nodes: Map<string, NodeRun[]>
  count: number
  seq: number
  lastNode?: string
  error?: ItemError
  waiting?: NodeSuspended
  responded: boolean
  states: Map<string, JsonObject>
}

/** An execution nothing is known of yet. */
export function noProgress(): MutableProgress {
  return { status: 'new', nodes: new Map(), count: 0, seq: -1, responded: false, states: new Map() }
}

/** The progress after one more event; the given one stays as it is. */
export function evolve(progress: Progress, event: ExecutionEvent, seq: number = progress.seq + 1): Progress {
  return evolveAll(progress, [{ seq, event }])
}

/** The progress after more events; the given one stays as it is. */
export function evolveAll(
  progress: Progress,
  entries: Iterable<{ readonly seq: number; readonly event: ExecutionEvent }>,
): Progress {
  const next: MutableProgress = { ...progress, nodes: new Map(), states: new Map(progress.states) }
  // Only the lists of touched nodes become the new value's own; the others are shared and never written to.
  const shared = new Map(progress.nodes)
  for (const { seq, event } of entries) {
    const node = nodeOf(event)
    const runs = node === undefined ? undefined : shared.get(node)
    if (node !== undefined && runs !== undefined) {
      next.nodes.set(node, runs.slice())
      shared.delete(node)
    }
    record(next, event, seq)
  }
  return shared.size === 0 ? next : { ...next, nodes: new Map<string, readonly NodeRun[]>([...shared, ...next.nodes]) }
}

function nodeOf(event: ExecutionEvent): string | undefined {
  switch (event.type) {
    case 'executionStarted':
      return event.trigger
    case 'executionEnded':
      return undefined
    default:
      return event.node
  }
}

/** Writes an event into a progress, in place. */
export function record(progress: MutableProgress, event: ExecutionEvent, seq: number = progress.seq + 1): void {
  progress.seq = seq
  switch (event.type) {
    case 'executionStarted':
      return started(progress, event, seq)
    case 'nodeStarted':
      return put(progress, {
        node: event.node,
        run: event.run,
        order: orderOf(progress, event.node, event.run),
        status: 'running',
        at: event.at,
        took: 0,
        attempts: event.attempt,
        source: event.source,
        outputs: [],
      })
    case 'nodeEnded':
      return ended(progress, event, seq)
    case 'nodeSuspended':
      return suspended(progress, event)
    case 'nodeResumed':
      progress.status = 'running'
      progress.waiting = undefined
      return
    case 'executionEnded':
      progress.status = event.status
      progress.endedAt = event.at
      progress.waiting = undefined
      if (event.lastNode !== undefined) progress.lastNode = event.lastNode
      if (event.error !== undefined) progress.error = event.error
      return
    default:
      return event satisfies never
  }
}

function started(progress: MutableProgress, event: ExecutionStarted, seq: number): void {
  progress.status = 'running'
  progress.mode = event.mode
  progress.startedAt = event.at
  put(progress, {
    node: event.trigger,
    run: 0,
    order: 0,
    status: 'success',
    at: event.at,
    took: 0,
    attempts: 1,
    source: [],
    outputs: event.outputs,
    seq,
  })
  if (event.reruns === undefined) progress.lastNode = event.trigger
}

function ended(progress: MutableProgress, event: NodeEnded, seq: number): void {
  put(progress, {
    node: event.node,
    run: event.run,
    order: event.order,
    status: event.status,
    at: event.at,
    took: event.took,
    attempts: event.attempts,
    source: event.source,
    outputs: event.outputs,
    error: event.error,
    hints: event.hints,
    pinned: event.pinned,
    taken: event.taken,
    used: event.used,
    seq,
  })
  if (!event.taken && event.used === undefined) progress.lastNode = event.node
  if (event.state !== undefined) progress.states.set(event.node, event.state)
  if (event.responded) progress.responded = true
}

function suspended(progress: MutableProgress, event: NodeSuspended): void {
  put(progress, {
    node: event.node,
    run: event.run,
    order: event.order,
    status: 'waiting',
    at: event.at,
    took: event.took,
    attempts: 1,
    source: event.source,
    outputs: [],
  })
  progress.status = 'waiting'
  progress.waiting = event
  progress.lastNode = event.node
  if (event.state !== undefined) progress.states.set(event.node, event.state)
  if (event.responded) progress.responded = true
}

/** Files a run under its node (P2: at its number, so that it may come again). */
function put(progress: MutableProgress, run: NodeRun): void {
  const runs = progress.nodes.get(run.node)
  if (runs === undefined) {
    progress.nodes.set(run.node, [run])
    if (run.order >= progress.count) progress.count = run.order + 1
    return
  }
  runs[run.run] = run
  if (run.order >= progress.count) progress.count = run.order + 1
}

/** A run that began and did not end yet has the order it will end with. */
function orderOf(progress: MutableProgress, node: string, run: number): number {
  return progress.nodes.get(node)?.[run]?.order ?? progress.count
}
