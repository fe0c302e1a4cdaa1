import type { JsonObject } from './json.ts'

/** One datum flowing through a workflow. Immutable: a node builds new items and shares what it keeps. */
export interface Item {
  readonly json: JsonObject
  readonly binary?: Readonly<Record<string, BinaryData>>
  /** Which input items this one came from. Left out, the engine links it (SEMANTICS: item links). */
  readonly pairedItem?: ItemLink
  /** Present while the item carries a failure: what an error output or `continue` mode hands on. */
  readonly error?: ItemError
}

export type ItemLink = number | LinkTarget | readonly (number | LinkTarget)[]

/** Points at an item of an input; `sourceOverwrite` names the run it really came from (loops). */
export interface LinkTarget {
  readonly item: number
  readonly input?: number
  readonly sourceOverwrite?: {
    readonly previousNode: string
    readonly previousNodeOutput?: number
    readonly previousNodeRun?: number
  }
}

/** A file that travels with an item. The bytes are a blob (`id`) or, when small, inline base64 (`data`). */
export interface BinaryData {
  readonly mimeType: string
  readonly fileType?: string
  readonly fileExtension?: string
  readonly fileName?: string
  readonly directory?: string
  /** Size for people, for example `12 kB`. */
  readonly fileSize?: string
  readonly bytes?: number
  /** The address of the bytes in the blob store; opaque, bound to one execution, never a path. */
  readonly id?: string
  /** Base64, when the bytes are inline. */
  readonly data?: string
}

/** A failure as data, as it is journalled and shown: listed fields only, never a client's configuration. */
export interface ItemError {
  readonly code: string
  /** n8n's class for the failure: `NodeOperationError`, `NodeApiError`, `ExpressionError`, … */
  readonly name: string
  readonly message: string
  readonly description?: string
  readonly hint?: string
  readonly httpCode?: string
  readonly node?: string
  readonly itemIndex?: number
  readonly runIndex?: number
  /** The kind of an expression failure, for example `paired_item_no_info`. */
  readonly type?: string
  readonly stack?: string
  readonly context?: JsonObject
}
