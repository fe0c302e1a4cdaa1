/**
 * How a node's latest run looks on the canvas: the folded journal, read for one node. The runs of a node are
 * one list that changes only when the node does, so the answer is kept with it and one event redraws one card.
 */
import type { Passing } from '@millrace/api'
import type { ItemError } from '@millrace/sdk'
import type { NodeRun, Progress } from '@millrace/workflow'

export interface NodeView {
  readonly state: 'idle' | 'run' | 'ok' | 'bad' | 'wait' | 'unreached'
  readonly runs: number
  /** Items per output, over all runs. */
  readonly counts: readonly number[]
  /** Milliseconds of work, over all runs. */
  readonly took: number
  /** When the running attempt began. */
  readonly since?: number
  readonly attempt: number
  readonly error?: ItemError
  readonly done?: { readonly done: number; readonly total: number }
  /** The items stood in the document and nothing was run. */
  readonly pinned: boolean
  /** All of it was done by an earlier execution and taken over. */
  readonly reused: boolean
}

const idle: NodeView = { state: 'idle', runs: 0, counts: [], took: 0, attempt: 0, pinned: false, reused: false }
const unreached: NodeView = { ...idle, state: 'unreached' }

/** What is known of a node that works right now; gone as soon as its run ended. */
export interface AtWork {
  readonly run: number
  readonly since: number
  readonly attempt: number
  readonly done?: { readonly done: number; readonly total: number }
}

const known = new WeakMap<readonly NodeRun[], NodeView>()
const working = new WeakMap<AtWork, NodeView>()
const blamed = new WeakMap<ItemError, NodeView>()

/** A node's view. `name` is what an execution that was refused before the node's turn calls it. */
export function nodeView(
  progress: Progress,
  atWork: ReadonlyMap<string, AtWork>,
  node: string,
  name?: string,
): NodeView {
  const runs = progress.nodes.get(node)
  const now = atWork.get(node)
  if (now && isOver(progress) === false) return whileWorking(now, runs)
  if (runs === undefined || runs.length === 0) {
    if (!isOver(progress)) return idle
    return progress.error && name !== undefined && progress.error.node === name ? blame(progress.error) : unreached
  }
  const before = known.get(runs)
  if (before) return before
  const view = fromRuns(runs)
  known.set(runs, view)
  return view
}

function blame(error: ItemError): NodeView {
  const before = blamed.get(error)
  if (before) return before
  const view: NodeView = { ...idle, state: 'bad', error }
  blamed.set(error, view)
  return view
}

export function isOver(progress: Progress): boolean {
  return progress.status !== 'new' && progress.status !== 'running' && progress.status !== 'waiting'
}

function whileWorking(now: AtWork, runs: readonly NodeRun[] | undefined): NodeView {
  const before = working.get(now)
  if (before) return before
  const past = runs && runs.length > 0 ? fromRuns(runs.filter(({ run }) => run !== now.run)) : idle
  const view: NodeView = {
    ...past,
    state: 'run',
    since: now.since,
    attempt: now.attempt,
    ...(now.done === undefined ? {} : { done: now.done }),
  }
  working.set(now, view)
  return view
}

function fromRuns(runs: readonly NodeRun[]): NodeView {
  const last = runs.at(-1)
  if (!last) return idle
  const counts: number[] = []
  for (const run of runs) {
    run.outputs.forEach((output, index) => {
      counts[index] = (counts[index] ?? 0) + (output?.count ?? 0)
    })
  }
  return {
    state: stateOf(last),
    runs: runs.length,
    counts: Array.from(counts, (total) => total ?? 0),
    took: runs.reduce((sum, { took }) => sum + took, 0),
    attempt: last.attempts,
    pinned: last.pinned ?? false,
    reused: runs.every(({ taken }) => taken === true),
    ...(last.status === 'running' ? { since: last.at } : {}),
    ...(last.error === undefined ? {} : { error: last.error }),
  }
}

function stateOf(run: NodeRun): NodeView['state'] {
  switch (run.status) {
    case 'running':
      return 'run'
    case 'waiting':
      return 'wait'
    case 'success':
      return 'ok'
    case 'error':
      return 'bad'
  }
}

/** Takes in a live message: who works now. */
export function withPassing(atWork: ReadonlyMap<string, AtWork>, message: Passing): ReadonlyMap<string, AtWork> {
  switch (message.type) {
    case 'nodeStarted':
      return new Map(atWork).set(message.node, { run: message.run, since: message.at, attempt: message.attempt })
    case 'progress': {
      const before = atWork.get(message.node)
      if (!before) return atWork
      return new Map(atWork).set(message.node, { ...before, done: { done: message.done, total: message.total } })
    }
    case 'console':
    case 'chunk':
      return atWork
  }
}

/** How much water a channel carries, in pixels. */
export function waterWidth(count: number): number {
  if (count >= 10_000) return 5
  if (count >= 100) return 3.5
  if (count >= 10) return 3
  if (count >= 2) return 2.5
  return 2
}
