import type { ConnectionKind, ExecutionMode, Item, ItemError, Json, JsonObject, WaitReason } from '@millrace/sdk'
import type { Places } from './places.ts'

/**
 * The journal: what happened in one execution, in order. Everything else (recovery, the live view,
 * history, partial runs, audit) folds these events with the same `evolve`. An event says who, when and how
 * it ended, and per output a count and a reference; the items lie beside it, so folding never reads items.
 *
 * `node` is everywhere a node's *id*: names are labels that people change. The trigger's own run is run 0 of
 * its node and has order 0; `executionStarted` is its record, no `nodeEnded` repeats it.
 */
export type ExecutionEvent = ExecutionStarted | NodeStarted | NodeEnded | NodeSuspended | NodeResumed | ExecutionEnded

/**
 * Whether an event records that a step came to something. That an attempt began is no progress: one that takes its
 * runner down begins again each time.
 */
export function isProgress({ type }: Pick<ExecutionEvent, 'type'>): boolean {
  return type === 'nodeEnded' || type === 'nodeSuspended'
}

/** Version of this format, written into every execution's first event. */
export const EVENT_FORMAT = 1

export interface ExecutionStarted {
  readonly type: 'executionStarted'
  /** Milliseconds since 1970. */
  readonly at: number
  readonly format: number
  /** The engine's behaviour version: a waiting execution resumes with the one it began with. */
  readonly behaviour: number
  /** Hash of the workflow version that runs. */
  readonly version: string
  readonly mode: ExecutionMode
  /** The node that fired, and what it gave per output. */
  readonly trigger: string
  readonly outputs: readonly OutputRef[]
  readonly rootId: string
  /** Whether pinned items count. */
  readonly pins?: boolean
  /** The document itself, where it is no stored version. */
  readonly document?: Json
  readonly parent?: ParentCall
  /** It began under a key of its caller, who gets the first answer whenever it sends the key again. */
  readonly keyed?: boolean
  readonly retryOf?: string
  readonly destination?: { readonly node: string; readonly mode: 'inclusive' | 'exclusive' }
  /**
   * The nodes a partial run runs. Runs taken over from earlier executions follow as `nodeEnded` events marked
   * `taken`; what they gave leads to these nodes only.
   */
  readonly reruns?: readonly string[]
}

/** The call an execution was begun by: of which execution, by which of its node runs, and which of that run's calls. */
export interface ParentCall {
  readonly execution: string
  readonly node: string
  readonly run: number
  readonly call: number
  /** How many calls lie above the execution: 1 where its caller was called by none. */
  readonly depth: number
  /** The caller went on without waiting for it. */
  readonly detached?: true
}

/** An attempt begins. Written before the attempt where its effect must be durable first, else not at all. */
export interface NodeStarted {
  readonly type: 'nodeStarted'
  readonly at: number
  readonly node: string
  readonly run: number
  readonly attempt: number
  readonly source: readonly (Source | null)[]
}

export interface NodeEnded {
  readonly type: 'nodeEnded'
  /** When the attempt that counts began, and how long it took, in milliseconds. */
  readonly at: number
  readonly took: number
  readonly node: string
  readonly run: number
  /** Running number over all node runs of the execution. */
  readonly order: number
  readonly attempts: number
  readonly source: readonly (Source | null)[]
  readonly status: 'success' | 'error'
  /** The node failed and the execution goes on with its input all the same. */
  readonly continued?: boolean
  /** The run of an earlier execution, taken over instead of made. */
  readonly taken?: boolean
  /** The run of a sub-node: what it was used for, and by whom. */
  readonly used?: Used
  readonly outputs: readonly OutputRef[]
  readonly error?: ItemError
  readonly state?: JsonObject
  readonly hints?: readonly string[]
  /** The node gave the execution's answer. */
  readonly responded?: boolean
  /** What the execution's form address shows when the execution has ended. */
  readonly ending?: JsonObject
  /** All that nodes have said about the execution so far, where this run said something new. */
  readonly customData?: Readonly<Record<string, string>>
  readonly pinned?: boolean
}

/** A use of a sub-node: by which run of the node it is attached to, as what, and with what. */
export interface Used {
  readonly by: string
  readonly run: number
  readonly kind: ConnectionKind
  readonly input: JsonObject
}

export interface NodeSuspended {
  readonly type: 'nodeSuspended'
  readonly at: number
  readonly took: number
  readonly node: string
  readonly run: number
  readonly order: number
  readonly source: readonly (Source | null)[]
  readonly reason: WaitReason | { readonly by: 'call'; readonly executions: readonly string[] } | AskReason
  readonly state?: JsonObject
  readonly responded?: boolean
  /** All that nodes have said about the execution so far, where this run said something new. */
  readonly customData?: Readonly<Record<string, string>>
}

/**
 * A person is asked: an attempt to act on the world began at `since`, and what was to write down how it ended was lost.
 * The answer is a `Decision`.
 */
export interface AskReason {
  readonly by: 'person'
  readonly about: 'interrupted'
  readonly since: number
}

/** The attempt is made again; or it counts as made, and the node's input goes on; or the node has failed. */
export type Decision = 'again' | 'goOn' | 'stop'

export interface NodeResumed {
  readonly type: 'nodeResumed'
  readonly at: number
  readonly node: string
  readonly run: number
  readonly by: 'time' | 'webhook' | 'form' | 'call' | 'person'
  /** What it was entered with: items of a request, results of calls, a decision. */
  readonly answer: Json
}

export interface ExecutionEnded {
  readonly type: 'executionEnded'
  readonly at: number
  readonly status: 'success' | 'error' | 'canceled' | 'crashed'
  /** The node that ran last. */
  readonly lastNode?: string
  /** A caller gets what all runs of that node gave, not only its last. */
  readonly returnsAllRuns?: boolean
  readonly error?: ItemError
  readonly customData?: Readonly<Record<string, string>>
}

/** Where the data of one input came from: a run of a node and one of its outputs. */
export interface Source {
  readonly node: string
  readonly output: number
  readonly run: number
}

/**
 * What an output gave: null where it was not given. The items are stored with the event (`stored`), or were written
 * ahead of it, or are earlier items handed on unchanged, all of them or those at the given places. An item handed on
 * is linked to the place of the input it came through (`input`, 0 if left out), whatever its own record says.
 */
export type OutputRef =
  | null
  | { readonly count: number; readonly items: 'stored' }
  | { readonly count: number; readonly items: WrittenAhead }
  | { readonly count: number; readonly items: PassedOn }

/** A list too large to be written with its event: its pieces were written before, under a number of the execution. */
export interface WrittenAhead {
  readonly list: number
}

export interface PassedOn {
  readonly of: Source
  readonly input?: number
  readonly at?: Places
}

/** The items an event brought, per output, null where its output has none of its own. */
export type StoredItems = readonly (readonly Item[] | null)[]
