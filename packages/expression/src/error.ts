/**
 * What can go wrong in an expression.
 *
 * `code` is ours and stable; `kind` is the kind that n8n's users (and the conformance cases) know, `class` the name
 * of n8n's error class. `range` counts characters of the parameter's text, so that an editor can underline it.
 */

/** Kinds of errors that leave an expression; see the table in the reference page. */
export type ExpressionErrorKind =
  | 'syntax'
  | 'security'
  | 'env_denied'
  | 'receiver_type'
  | 'nullish_receiver'
  | 'bad_argument'
  | 'conversion'
  | 'not_an_integer'
  | 'parse_json'
  | 'bad_key'
  | 'node_not_found'
  | 'not_executed'
  | 'no_execution_data'
  | 'branch_not_found'
  | 'run_not_found'
  | 'not_connected'
  | 'missing_item_index'
  | 'no_node_given'
  | 'dollar_not_called'
  | 'unsaved_workflow'
  | 'paired_item_no_info'
  | 'paired_item_no_connection'
  | 'paired_item_multiple_matches'
  | 'paired_item_intermediate_nodes'
  | 'invalid_datetime'
  | 'not_transferable'
  | 'budget'
  | 'uncaught'
  | 'internal'

export type ExpressionErrorClass =
  | 'ExpressionError'
  | 'ExpressionExtensionError'
  | 'ExpressionDestructuringError'
  | 'Error'

/** A stretch of the parameter's text, in UTF-16 units; `end` is exclusive. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** A JavaScript error that gave `undefined`, and the block it happened in. */
export interface Swallowed {
  readonly message: string
  readonly range: Range
}

export interface ExpressionErrorDetails {
  readonly class?: ExpressionErrorClass
  /** What to do about it, one sentence. */
  readonly description?: string
  readonly range?: Range
  readonly cause?: unknown
  /** Name of the node the error is about, if any. */
  readonly node?: string
}

export class ExpressionError extends Error {
  override readonly name: string = 'ExpressionError'
  readonly code: string
  readonly kind: ExpressionErrorKind
  readonly class: ExpressionErrorClass
  readonly description: string | undefined
  readonly node: string | undefined
  range: Range | undefined

  constructor(kind: ExpressionErrorKind, message: string, details: ExpressionErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = `expression.${kind}`
    this.kind = kind
    this.class = details.class ?? classOf(kind)
    this.description = details.description
    this.node = details.node
    this.range = details.range
    // Expressions are people's code: a host stack says nothing about it and names files of the server.
    this.stack = `${this.name}: ${message}`
  }
}

function classOf(kind: ExpressionErrorKind): ExpressionErrorClass {
  switch (kind) {
    case 'receiver_type':
    case 'nullish_receiver':
    case 'conversion':
    case 'not_an_integer':
    case 'parse_json':
      return 'ExpressionExtensionError'
    case 'not_transferable':
    case 'uncaught':
    case 'budget':
      return 'Error'
    default:
      return 'ExpressionError'
  }
}
