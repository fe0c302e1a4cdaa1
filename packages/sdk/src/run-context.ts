import type { ConnectionKind } from './connection-kind.ts'
import type { DataTables } from './data-tables.ts'
import type { HttpRequest, HttpResponse } from './http.ts'
import type { BinaryData, Item, LinkTarget } from './item.ts'
import type { Json, JsonObject } from './json.ts'
import type { Machine } from './machine.ts'
import type { Network } from './network.ts'
import type { Entry } from './outcome.ts'
import type { AttachedNode } from './supply.ts'

/**
 * What a node may touch while it runs: everything else is out of reach. The engine makes one context per
 * node run; the members that reach outside are ports that the engine owns, so a test passes its own.
 */
export interface RunContext {
  readonly node: { readonly id: string; readonly name: string; readonly type: string; readonly version: number }
  readonly workflow: { readonly id: string; readonly name: string; readonly active: boolean }
  readonly execution: ExecutionFacts
  /** The counter of this node's runs, from 0. */
  readonly runIndex: number
  /** The input items per `main` input; `undefined` where an input got nothing. */
  readonly inputs: readonly ItemList[]
  /**
   * The inputs of one of this node's runs in this execution: of this one or an earlier one, none of one that was not.
   * So a loop need not keep in its state what it was given and what came back.
   */
  inputsOf(run: number): readonly ItemList[]
  /** Why `run` was entered: with input, or again with the answer to what it asked for. */
  readonly entry: Entry
  /** The node's state from its earlier runs in this execution, `{}` at first. */
  readonly state: JsonObject
  /** The workflow's zone, an IANA name. */
  readonly zone: string
  readonly signal: AbortSignal

  /**
   * The node's visible parameters with their defaults, expressions resolved for the item at `index`
   * (default 0). Resolved once where nothing in them depends on the item.
   * @throws ExpressionError where a parameter cannot be resolved
   */
  parameters(index?: number): JsonParameters
  /** One parameter by its path (`options.reset`), resolved for the item at `index` (default 0). */
  parameter(path: string, index?: number): unknown
  /** The parameters as stored: defaults filled in, expressions as text. */
  readonly rawParameters: JsonObject
  /** How the workflow's expressions are read, for who takes a text apart: in strict ones, `}}` may stand inside of texts. */
  readonly expressions?: 'n8n' | 'strict'
  /** Resolves a text with `{{ }}` (no leading `=`) for the item at `index`, with extra names in scope. */
  evaluate(text: string, index: number, extra?: JsonObject): unknown

  /**
   * The key of what this run does for the item at `index` (left out, for all of them): the same whenever it is done
   * again, after a crash or in a retry, and no other's. For services that take a key and do nothing twice under it.
   */
  key(index?: number): string

  now(): Date
  random(): number
  uuid(): string

  readonly http: Http
  readonly network: Network
  readonly files: Files
  readonly machine: Machine
  readonly code: CodeRunner
  /** The names Code sees, as JSON text, and the callbacks it may use: prepared by the engine. */
  codeScope(index?: number): CodeScope
  /** The secret fields of a credential this node uses, only inside `use`. */
  credential<T>(type: string, use: (fields: JsonObject) => Promise<T>): Promise<T>
  hasCredential(type: string): boolean
  /** The workflow's static data; changes are kept when a production execution ends. */
  staticData(scope: 'global' | 'node'): Record<string, Json | undefined>
  /** Custom data of this execution, shown and searched in the history. */
  setCustomData(key: string, value: string): void
  /** Values seen in earlier executions (Remove Duplicates), kept per node or workflow. */
  readonly tables: Tables
  /** The data tables of the workflow's project. */
  readonly dataTables: DataTables
  /** Shown live at the node; not part of the result. */
  log(line: string): void
  /** Sends a piece of the answer to a streaming caller now. */
  stream(chunk: Json): void
  /** Tells people how far the run is: items done of all. */
  progress(done: number, total: number): void
  /** The nodes attached to this one by a connection of this kind, in the order they were connected. */
  attached(kind: ConnectionKind): readonly AttachedNode[]
  /** Nodes that feed this one, nearest first: what Merge or Respond looks at. */
  parents(): readonly ParentNode[]
}

/** A node in front of another, its parameters as they are stored. */
export interface ParentNode {
  readonly name: string
  readonly type: string
  readonly rawParameters: JsonObject
}

/** Resolved parameters: members are unknown until the operation's inputs have read them. */
export type JsonParameters = Readonly<Record<string, unknown>>

export interface ExecutionFacts {
  readonly id: string
  readonly rootId: string
  readonly mode: ExecutionMode
  readonly resumeUrl: string
  readonly resumeFormUrl: string
  readonly customData: Readonly<Record<string, string>>
}

export type ExecutionMode =
  | 'manual'
  | 'trigger'
  | 'webhook'
  | 'integrated'
  | 'error'
  | 'retry'
  | 'cli'
  | 'evaluation'
  | 'internal'

/** A list of items, read whole or in chunks; large ones stay on disk until read. */
export interface ItemList {
  readonly length: number
  /** All items as one array: for lists that fit in memory. */
  all(): Promise<readonly Item[]>
  chunks(size?: number): AsyncIterable<readonly Item[]>
  /** Those from one place up to, not including, another. */
  slice(start: number, end?: number): Promise<readonly Item[]>
  /** The run and output the items lie in, as a link names them; undefined where nothing came. */
  readonly source?: LinkTarget['sourceOverwrite']
}

export interface Http {
  /**
   * Sends a request and reads the answer within the limits.
   * @throws NodeError `NodeApiError` with the network's code in `httpCode` when no answer came; an answer
   * with any status is an answer
   */
  send(request: HttpRequest, itemIndex?: number): Promise<HttpResponse>
}

export interface Files {
  /** Stores bytes as a file of this execution and describes it: type sniffed where not given. */
  store(bytes: Uint8Array, about: { readonly fileName?: string; readonly mimeType?: string }): Promise<BinaryData>
  read(file: BinaryData): Promise<Uint8Array>
  /** Reads a file piece by piece: one that need not fit in memory. */
  chunks(file: BinaryData): AsyncIterable<Uint8Array>
}

export interface CodeRunner {
  run(call: {
    readonly language: 'javaScript' | 'typeScript' | 'python' | 'pythonNative'
    readonly code: string
    readonly mode: 'allItems' | 'eachItem' | 'function' | 'functionItem'
    readonly items: readonly Item[]
    readonly scope: CodeScope
    readonly signal: AbortSignal
    readonly console: (line: string) => void
  }): Promise<{ readonly items: readonly (Item | null)[]; readonly staticData?: JsonObject }>
}

export interface CodeScope {
  readonly names: string
  readonly callbacks: ReadonlyMap<string, (args: string) => Promise<string>>
}

export interface Tables {
  /** Adds values to a named set; answers with those that were not in it before, in order. */
  addNew(set: string, values: readonly string[], limit: number): Promise<readonly boolean[]>
  /** Raises the number kept under a name to `value` at least; answers with what it was, undefined at first. */
  raise(set: string, value: number): Promise<number | undefined>
  clear(set: string): Promise<void>
}
