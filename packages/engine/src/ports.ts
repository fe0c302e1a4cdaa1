import type {
  BinaryData,
  Catalog,
  ExecutionMode,
  HttpRequest,
  HttpResponse,
  Item,
  ItemError,
  Json,
  JsonObject,
  SealHeaders,
  StreamedResponse,
  TlsIdentity,
  WaitReason,
  WebhookResponse,
  WireRequest,
} from '@millrace/sdk'
import type { ExecutionEvent, OutputRef, ParentCall, Source, StoredItems } from '@millrace/workflow'

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
  /** Pieces of lists that later events name; without such an event they are nothing. */
  readonly pieces?: readonly ListPiece[]
  /** With the last event: the lists that events name. Of others only pieces came, and they are deleted. */
  readonly lists?: readonly number[]
  /** What the entries cause elsewhere, in the same transaction (DESIGN 2.4 b). */
  readonly causes?: readonly Cause[]
  /** The first answer to whoever called with a key, kept with what it is of. */
  readonly answer?: WebhookResponse
  /** What leaves once the entries are on disk. A store ignores it: whoever carries the write sees to it. */
  readonly deliver?: Delivery
}

/**
 * A piece of a list that is too large to be written with its event, and is written ahead of it: the items from one
 * place on, as JSON packed by zstd. Lists are numbered from 1 in the order they are written; the first piece of one
 * takes the place of all that is there under this number or a later one, left by a runner that died.
 */
export interface ListPiece {
  readonly list: number
  readonly start: number
  readonly count: number
  readonly data: Uint8Array
}

/** The answer to an execution's caller, and how the execution came to stand still. */
export interface Delivery {
  readonly response?: WebhookResponse
  readonly end?: RunEnd
}

export interface RunEnd {
  readonly execution: string
  readonly status: 'success' | 'error' | 'canceled' | 'waiting'
  readonly lastNode?: string
  readonly error?: ItemError
  /** What its form address shows from now on. */
  readonly ending?: Ending
}

export interface Ending {
  readonly node: string
  readonly answer: JsonObject
}

export type Cause =
  | { readonly do: 'start'; readonly job: StartJob }
  | ({ readonly do: 'wake' } & Wake)
  /** A job that cannot begin is given up. */
  | { readonly do: 'drop'; readonly execution: string }
  | { readonly do: 'staticData'; readonly workflow: string; readonly data: JsonObject }

/** How a call of an execution ended: which of the calls of which node's run, and its result as the journal keeps it. */
export interface Wake {
  readonly execution: string
  readonly node: string
  readonly run: number
  readonly call: number
  readonly result: Json
}

export interface NewExecution {
  readonly workflow: string
  readonly workflowName: string
  readonly version: string
  readonly mode: ExecutionMode
  readonly startedAt: number
  readonly retryOf?: string
  readonly parent?: string
  /** Under which key of a caller it begins: at most one does within a day. */
  readonly once?: Once & { readonly node: string }
  /** Whether its data stay when it has ended, by outcome. */
  readonly keep: { readonly success: boolean; readonly error: boolean }
}

export type ExecutionStatus = 'new' | 'running' | 'waiting' | 'success' | 'error' | 'canceled' | 'crashed' | 'unknown'

/** The key a caller sent with an event, and the answer it gets at once where it gets one. */
export interface Once {
  readonly key: string
  readonly answer?: WebhookResponse
}

/** Work for a runner: begin an execution. */
export interface StartJob {
  readonly execution: string
  readonly workflow: string
  /** Hash of the version to run, or `published` or `draft`; for what is not stored, the document itself. */
  readonly version: string
  readonly document?: Json
  readonly mode: ExecutionMode
  /** The id (or name) of the node that fired; empty: the one that starts this kind of execution. */
  readonly trigger: string
  /** What the trigger was given; none at all for a run by hand, where it makes its own items. */
  readonly outputs: readonly (readonly Item[] | null)[]
  /** The execution it belongs to, or for one that was called the way of calls to it: the beginning of its keys. */
  readonly rootId: string
  readonly parent?: ParentCall
  /** The workflow of the parent: who may call a workflow is its own setting. */
  readonly calledBy?: string
  readonly retryOf?: string
  readonly partial?: PartialRun
  /** Begins only if nothing has begun under this key within a day. */
  readonly once?: Once
  /** The answer a caller waits for. */
  readonly respond?: 'lastNode' | 'responseNode' | 'streaming'
  readonly pinData: boolean
}

/** A run to a node, reusing earlier runs, as the editor asks for it (SEMANTICS: partial runs). */
export interface PartialRun {
  readonly destination?: { readonly node: string; readonly mode: 'inclusive' | 'exclusive' }
  /**
   * The execution whose runs may be reused, or those runs themselves, in the order they ran. In mode `retry` all it
   * did before it failed counts, and this one goes on there.
   */
  readonly from?: string
  readonly runs?: readonly EarlierRun[]
  /** Nodes changed since, by id. */
  readonly dirty: readonly string[]
}

/** A run of an earlier execution. */
export interface EarlierRun {
  readonly node: string
  readonly run: number
  readonly status: 'success' | 'error'
  readonly source: readonly (Source | null)[]
  readonly outputs: readonly (readonly Item[] | null)[]
  /** How its journal has the outputs, where it comes out of one: what was handed on is handed on again. */
  readonly refs?: readonly OutputRef[]
}

export interface Journal {
  /**
   * Appends; resolves when it is on disk. Writes of many executions share a commit.
   * @throws EngineError `fenced` when another runner has taken the execution over
   */
  append(write: JournalWrite): Promise<void>
  /** Everything after `seq`, in order; without the lists that were written ahead. */
  read(execution: string, afterSeq?: number): Promise<readonly JournalEntry[]>
  /** The piece of a list that begins at a place; undefined where none does. */
  piece(execution: string, list: number, start: number): Promise<ListPiece | undefined>
  /** Results of calls that have arrived for an execution and are not in its events yet. */
  wakes(execution: string): Promise<readonly Wake[]>
  /** Where an execution's journal stands, without its items; undefined where nothing is kept. */
  outline(execution: string): Promise<Outline | undefined>
}

export interface Outline {
  readonly first: ExecutionEvent
  readonly lastSeq: number
  /** The node whose run was recorded last. */
  readonly lastNode: string | null
}

/** What an execution had when it was lost: nothing when it waited, else its runner alone, or the whole server. */
export type Loss = 'nothing' | 'runner' | 'server'

/** An execution that was taken over, and how often it was lost since it last recorded a step. */
export interface TakenOver {
  readonly fence: number
  readonly deaths: number
  readonly outages: number
}

/** What the runners' parent needs to bring executions back, and to wake those that wait. */
export interface Recovery {
  /** What was running when nobody ran it any more, oldest first; waiting executions are not in it. */
  unfinished(): Promise<readonly Unfinished[]>
  get(execution: string): Promise<Unfinished | undefined>
  /** A new fence, so that whoever held the execution can write no more; what was lost is counted first. */
  takeOver(execution: string, lost: Loss): Promise<TakenOver>
  /** Executions that have not ended and have results of calls waiting for them. */
  woken(): Promise<readonly string[]>
  /** Keeps a job on disk until it begins: an event that was accepted while there was no place for it. */
  keepJob(job: StartJob): Promise<void>
  /** Jobs that were caused or kept and have not begun. */
  jobs(): Promise<readonly StartJob[]>
  /** Gives up a job that cannot begin, and in the same transaction tells the execution that called it, if one did. */
  dropJob(execution: string, tell?: Wake): Promise<void>
  /** Waiting executions whose time has come. */
  due(now: number, limit?: number): Promise<readonly Unfinished[]>
  /** The next moment anything is due, null when nothing waits for a time. */
  nextDue(): Promise<number | null>
}

export interface Unfinished {
  readonly execution: string
  readonly workflow: string
  readonly parent: string | null
  readonly status: ExecutionStatus
}

/** The bytes of files: opaque ids bound to an execution. */
export interface Blobs {
  put(execution: string, bytes: Uint8Array): Promise<string>
  get(execution: string, id: string): Promise<Uint8Array>
  /** The bytes from one place up to, not including, another; fewer where the file ends, none behind its end. */
  part(execution: string, id: string, from: number, to: number): Promise<Uint8Array>
}

/** Workflows as they run. */
export interface Workflows {
  /**
   * What it takes to run a version of a workflow, or its published (or, by hand, its draft) one. Most executions run
   * a version that was run before, so the document comes only where the version is not among those `known`.
   */
  toRun(id: string, which: WhichVersion, known: readonly string[]): Promise<WorkflowToRun | undefined>
}

export type WhichVersion = { readonly version: string } | 'published' | 'draft'

export interface WorkflowToRun {
  readonly id: string
  readonly version: string
  readonly document?: Json
  readonly active: boolean
  readonly staticData: JsonObject
  readonly project: string
  /** `$vars` of its project; all values are text. */
  readonly variables: Readonly<Record<string, string>>
}

export interface Vault {
  /**
   * Opens a credential for one use; the caller must not keep what it sees. One that the project does not have is an
   * error with the code `not_found`.
   */
  use<T>(
    id: string,
    who: { readonly project: string; readonly nodeType: string },
    action: (credential: OpenCredential) => Promise<T>,
  ): Promise<T>
}

export interface OpenCredential {
  readonly type: string
  readonly fields: JsonObject
  /** The hosts it may be sent to; none named, any. */
  readonly allowedHosts: readonly string[]
  /**
   * Renews the stored token that a person consented to, unless that has happened since `over` was read; there is none
   * where no server owns the vault.
   */
  readonly renew?: (over: string) => Promise<RenewedToken>
}

/** A token, or why there is none: as data, since it crosses processes. */
export type RenewedToken =
  | { readonly token: string }
  | {
      readonly refused: {
        readonly message: string
        readonly code?: string
        readonly description?: string
        readonly hint?: string
        readonly httpCode?: string
      }
    }

/** The one way out to the network. */
export interface Dialer {
  send(request: HttpRequest, limits: SendLimits, files: FileDoor): Promise<HttpResponse>
  /** The same for an answer that comes piece by piece, for as long as `limits` let it. */
  stream(request: HttpRequest, limits: SendLimits, files: FileDoor): Promise<StreamedResponse>
  /**
   * The address of a host, which may be connected to: for drivers of other protocols.
   * @throws NodeError `network`, `host_not_allowed`
   */
  addressOf(target: Endpoint, limits: Pick<SendLimits, 'allowedHosts'>): Promise<string>
}

export interface Endpoint {
  readonly host: string
  readonly port: number
}

export interface SendLimits {
  readonly signal: AbortSignal
  /** Where each credential of the request may be sent: a host has to be on every list, after redirects too. */
  readonly allowedHosts?: readonly (readonly string[])[]
  /** Certificates for the connections to the request's own origin. */
  readonly tls?: TlsIdentity
  /** Adds the headers that sign a request as it goes out; only on the way to its own origin. */
  readonly seal?: (request: WireRequest) => SealHeaders
  /** Private addresses are closed, whatever is open to the server's own nodes: for requests out of a sandbox. */
  readonly guarded?: boolean
}

export interface FileDoor {
  store(bytes: Uint8Array, about: { readonly fileName?: string; readonly mimeType?: string }): Promise<BinaryData>
  read(file: BinaryData): Promise<Uint8Array>
}

/**
 * People's code in processes of their own. Texts are JSON; `@millrace/sandbox` implements it.
 * Failures are thrown with `kind` and `code`; kind `result` is an answer that is not items.
 */
export interface Sandbox {
  run(call: SandboxCall): Promise<SandboxResult>
}

export interface SandboxCall {
  readonly language: 'javaScript' | 'typeScript' | 'python' | 'pythonNative'
  readonly code: string
  readonly mode: 'allItems' | 'eachItem' | 'function' | 'functionItem'
  readonly items: string
  readonly context: string
  readonly callbacks: ReadonlyMap<string, (args: string) => Promise<string>>
  /** The project: code of two projects never shares a process. */
  readonly tenant: string
  /** Workflow and version: code of two versions never shares an isolate. */
  readonly version: string
  readonly keepGoing?: boolean
  readonly signal?: AbortSignal
  readonly console?: (line: { readonly text: string }) => void
}

export interface SandboxResult {
  readonly items: readonly unknown[]
  readonly failures: readonly { readonly itemIndex: number; readonly message: string; readonly description?: string }[]
  readonly staticData?: {
    readonly global?: Readonly<Record<string, unknown>>
    readonly node?: Readonly<Record<string, unknown>>
  }
  readonly customData?: Readonly<Record<string, unknown>>
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
  /** Raises the number kept under the key to `value` at least; answers with what it was. */
  raise(key: { readonly workflow: string; readonly set: string }, value: number): Promise<number | undefined>
  clear(key: { readonly workflow: string; readonly set: string }): Promise<void>
  /** A part of a workflow's static data: of all its nodes (`global`), or of one (`node:<name>`). */
  staticData(key: StaticDataKey): Promise<JsonObject>
  /** Puts other data in its place; the other parts stay. */
  keepStaticData(key: StaticDataKey, data: JsonObject): Promise<void>
}

export interface StaticDataKey {
  readonly workflow: string
  readonly scope: string
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

export type { Catalog }
export type { ColumnChange, ManagedTableStore, TableStore, WhichTable } from './tables/table-store.ts'
