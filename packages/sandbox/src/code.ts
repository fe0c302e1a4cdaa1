/**
 * What crosses between a workflow and the people's code in it.
 *
 * Everything is text, numbers and names: the items and the context go in as JSON, what came of them
 * comes out checked. Nothing of the caller's realm is handed to the code; it asks by name, and the
 * caller's callbacks answer.
 */

/**
 * TypeScript has its types stripped. Items in `python` are records with attributes, as in n8n's first Python; in
 * `pythonNative` they are dictionaries.
 */
export type CodeLanguage = 'javaScript' | 'typeScript' | 'python' | 'pythonNative'

/**
 * How the code sees the items. `allItems` and `eachItem` are the modes of Code; `function` and
 * `functionItem` are the two older nodes, with their own names and laxer results.
 */
export type CodeMode = 'allItems' | 'eachItem' | 'function' | 'functionItem'

export interface CodeCall {
  readonly language: CodeLanguage
  readonly code: string
  readonly mode: CodeMode
  /** JSON text of the input items: a list of `{ json, binary?, pairedItem? }`. */
  readonly items: string
  /** JSON text of a `CodeContext`. */
  readonly context: string
  /** What the code may ask for, by name: see `CodeCallback`. */
  readonly callbacks: ReadonlyMap<string, CodeCallback>
  /** The project. Code of two projects never shares a process. */
  readonly tenant: string
  /** Workflow and version. Code of two versions never shares an isolate. */
  readonly version: string
  /** In the per-item modes: record an item's failure and go on with the next. */
  readonly keepGoing?: boolean
  readonly limits?: Partial<CodeLimits>
  readonly signal?: AbortSignal
  /** Called with what the code prints, as it prints it. The lines are in the result too. */
  readonly console?: (line: ConsoleLine) => void
}

/**
 * Takes the JSON text of the list of arguments, answers with the JSON text of a value. Bytes travel
 * as `packBytes` writes them. What it throws is thrown in the code with the same `name`, `message`
 * and, if text, `description`.
 *
 * Names the code asks for:
 * - `node` `[{ node, get, item?, index?, branch?, run? }]`, `get` one of `first`, `last`, `all`, `item`,
 *   `itemMatching`, `pairedItem`, `isExecuted`, `params`, `context`, `runIndex`: another node's data
 * - `items` `[{ node, output?, run? }]`: the older `$items()`
 * - `evaluate` `[text, itemIndex]`: an expression
 * - `httpRequest`, `httpRequestWithAuthentication`, `prepareBinaryData`, `getBinaryDataBuffer`, … : the
 *   member of `this.helpers` of that name, with its arguments
 * - `getNodeParameter`, `getCredentials`, `getInputConnectionData`, …: the member of `this`
 */
export type CodeCallback = (args: string) => Promise<string>

/** The names that cost nothing to carry. What is large or rarely asked for is a callback instead. */
export interface CodeContext {
  readonly workflow?: { readonly id?: string; readonly name?: string; readonly active?: boolean }
  readonly execution?: {
    readonly id?: string
    readonly mode?: string
    readonly resumeUrl?: string
    readonly resumeFormUrl?: string
    readonly customData?: Readonly<Record<string, string>>
  }
  readonly vars?: Readonly<Record<string, unknown>>
  readonly prevNode?: { readonly name?: string; readonly outputIndex?: number; readonly runIndex?: number }
  readonly runIndex?: number
  readonly nodeName?: string
  readonly nodeId?: string
  readonly parameters?: unknown
  /** State of the node itself, as `$input.context` shows it. */
  readonly nodeContext?: unknown
  /** The moment `$now` shows, in milliseconds; the present when absent. */
  readonly now?: number
  /** Zone of the workflow, an IANA name. */
  readonly zone?: string
  readonly staticData?: StaticData
  /** Further names the code sees, such as `query` in the code of a tool. */
  readonly names?: Readonly<Record<string, unknown>>
}

export interface StaticData {
  readonly global?: Readonly<Record<string, unknown>>
  readonly node?: Readonly<Record<string, unknown>>
}

export interface CodeLimits {
  /** Processor time of one call, ms. */
  readonly cpuMs: number
  /** Time from start to answer, ms. */
  readonly wallMs: number
  /** Size of the answer, characters of JSON. */
  readonly resultChars: number
  /** Size of what is printed, characters, all lines together. */
  readonly consoleChars: number
  /** Size of one question to a callback, characters of JSON. */
  readonly askChars: number
}

/** One item of the answer, with its link as the code gave it: missing links are the engine's to fill. */
export interface CodeItem {
  readonly json: unknown
  readonly binary?: Readonly<Record<string, unknown>>
  readonly pairedItem?: unknown
  readonly error?: unknown
  readonly [key: string]: unknown
}

export interface ConsoleLine {
  readonly level: 'log' | 'info' | 'warn' | 'error' | 'debug'
  readonly text: string
}

/** What the code changed besides items. Absent means unchanged. */
export interface CodeChanges {
  readonly staticData?: StaticData
  /** All custom data of the execution, when the code set some. */
  readonly customData?: Readonly<Record<string, unknown>>
}

/** An item that failed while `keepGoing` was asked for. */
export interface ItemFailure {
  readonly itemIndex: number
  readonly message: string
  readonly description?: string
  readonly lineNumber?: number
}

export interface CodeResult extends CodeChanges {
  readonly items: readonly CodeItem[]
  /** Only with `keepGoing`; the items of the others are linked, so the caller can put these in their places. */
  readonly failures: readonly ItemFailure[]
  readonly console: readonly ConsoleLine[]
  /** The code used a callback that reaches outside (anything but other nodes' data and expressions). */
  readonly calledOut: boolean
}
