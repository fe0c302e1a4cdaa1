import type {
  BinaryData,
  Catalog,
  ExecutionMode,
  HttpRequest,
  HttpResponse,
  Item,
  Json,
  JsonObject,
  WaitReason,
} from '@millrace/sdk'
import type { ExecutionEvent, StoredItems } from '@millrace/workflow'

/**
 * The outside, as the engine needs it. `store` and `server` implement these; tests pass memory versions
 * from `@millrace/engine/testing` that hold the same contract suite.
 */

/** An event with its place and the items beside it. */
export interface JournalEntry {
  readonly seq: number
  readonly event: ExecutionEvent
  readonly items?: StoredItems
}

/** What one execution wants on disk together, in one transaction. */
export interface JournalWrite {
  readonly execution: string
  /** The lease under which it is written; a write with an older one than the stored is refused. */
  readonly fence: number
  readonly entries: readonly JournalEntry[]
  /** The first write of an execution creates its summary row. */
  readonly create?: NewExecution
  /** The summary's status after these entries. */
  readonly status: ExecutionStatus
  /** Set while waiting for a time; the store wakes it. */
  readonly wakeAt?: number | null
  /** Set while waiting for a call to an address of its own. */
  readonly resume?: { readonly node: string; readonly reason: WaitReason } | null
  /** What the entries cause elsewhere, in the same transaction (DESIGN 2.4 b). */
  readonly causes?: readonly Cause[]
}

export type Cause =
  | { readonly do: 'start'; readonly job: StartJob }
  | {
      readonly do: 'wake'
      readonly execution: string
      readonly node: string
      readonly run: number
      readonly call: number
      readonly result: Json
    }
  | { readonly do: 'staticData'; readonly workflow: string; readonly data: JsonObject }

export interface NewExecution {
  readonly workflow: string
  readonly workflowName: string
  readonly version: string
  readonly mode: ExecutionMode
  readonly startedAt: number
  readonly retryOf?: string
  readonly parent?: string
  /** Whether its data stay when it has ended, by outcome. */
  readonly keep: { readonly success: boolean; readonly error: boolean }
}

export type ExecutionStatus = 'new' | 'running' | 'waiting' | 'success' | 'error' | 'canceled' | 'crashed' | 'unknown'

/** Work for a runner: begin an execution. */
export interface StartJob {
  readonly execution: string
  readonly workflow: string
  /** Hash of the version to run, and for what is not stored (drafts, inline), the document itself. */
  readonly version: string
  readonly document?: Json
  readonly mode: ExecutionMode
  readonly trigger: string
  readonly outputs: readonly (readonly Item[] | null)[]
  readonly rootId: string
  readonly parent?: { readonly execution: string; readonly node: string; readonly run: number; readonly call: number }
  readonly retryOf?: string
  readonly partial?: PartialRun
  /** The answer a caller waits for. */
  readonly respond?: 'lastNode' | 'responseNode' | 'streaming'
  readonly pinData: boolean
}

/** A run to a node, reusing earlier runs, as the editor asks for it (SEMANTICS: partial runs). */
export interface PartialRun {
  readonly destination?: { readonly node: string; readonly mode: 'inclusive' | 'exclusive' }
  /** The execution whose runs may be reused, or those runs themselves. */
  readonly from?: string
  readonly dirty: readonly string[]
}

export interface Journal {
  /**
   * Appends; resolves when it is on disk. Writes of many executions share a commit.
   * @throws EngineError `fenced` when another runner has taken the execution over
   */
  append(write: JournalWrite): Promise<void>
  /** Everything after `seq`, in order. */
  read(execution: string, afterSeq?: number): Promise<readonly JournalEntry[]>
}

/** The bytes of files: opaque ids bound to an execution. */
export interface Blobs {
  put(execution: string, bytes: Uint8Array): Promise<string>
  get(execution: string, id: string): Promise<Uint8Array>
}

/** Workflow documents as they run. */
export interface Workflows {
  /** The document of a version, or the published (or, by hand, the draft) version of a workflow. */
  find(id: string, which: { readonly version: string } | 'published' | 'draft'): Promise<FoundWorkflow | undefined>
}

export interface FoundWorkflow {
  readonly id: string
  readonly version: string
  readonly document: Json
  readonly active: boolean
  readonly staticData: JsonObject
  readonly project: string
}

export interface Vault {
  /** Decrypted fields for one use; the caller must not keep them. */
  use<T>(
    id: string,
    who: { readonly project: string; readonly nodeType: string },
    action: (fields: JsonObject, type: string) => Promise<T>,
  ): Promise<T>
}

/** The one way out to the network. */
export interface Dialer {
  send(
    request: HttpRequest,
    limits: { readonly signal: AbortSignal; readonly allowedHosts?: readonly string[] },
    files: FileDoor,
  ): Promise<HttpResponse>
}

export interface FileDoor {
  store(bytes: Uint8Array, about: { readonly fileName?: string; readonly mimeType?: string }): Promise<BinaryData>
  read(file: BinaryData): Promise<Uint8Array>
}

export interface Clock {
  now(): number
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** Values remembered across executions (Remove Duplicates). */
export interface State {
  addNew(
    key: { readonly workflow: string; readonly set: string },
    values: readonly string[],
    limit: number,
  ): Promise<readonly boolean[]>
  clear(key: { readonly workflow: string; readonly set: string }): Promise<void>
}

/** Live messages: not journalled, may be lost. */
export type LiveMessage =
  | {
      readonly type: 'nodeStarted'
      readonly node: string
      readonly run: number
      readonly at: number
      readonly attempt: number
    }
  | {
      readonly type: 'progress'
      readonly node: string
      readonly run: number
      readonly done: number
      readonly total: number
    }
  | { readonly type: 'console'; readonly node: string; readonly run: number; readonly line: string }
  | { readonly type: 'chunk'; readonly node: string; readonly value: Json }

export interface Variables {
  /** `$vars` of a project; all values are text. */
  all(project: string): Promise<Readonly<Record<string, string>>>
}

export type { Catalog }
