import type { ItemError } from './item.ts'
import type { JsonObject } from './json.ts'

export interface NodeErrorDetails {
  readonly code?: string
  readonly description?: string
  /** What the reader can do about it. */
  readonly hint?: string
  /** Whether trying again can help: never, after the usual wait, or after so many seconds. */
  readonly retry?: 'no' | 'later' | number
  readonly httpCode?: string
  /** The item at which it happened; `none` where the record is to name none, though the engine knows. */
  readonly itemIndex?: number | 'none'
  readonly type?: string
  readonly context?: JsonObject
  /**
   * How far the failure reaches where the node is told to continue: an item with the error goes on (`item`,
   * the default), the run counts as failed and its input goes on (`node`), or the execution ends all the
   * same (`execution`).
   */
  readonly reach?: 'item' | 'node' | 'execution'
  readonly cause?: unknown
}

/**
 * A failure that a node reports. `name` is the class n8n's users know (`NodeOperationError`: the node says
 * no; `NodeApiError`: a service did). Compare `code` and `name`, never the class: two copies of a package
 * are normal.
 */
export class NodeError extends Error {
  readonly code: string
  readonly details: NodeErrorDetails

  constructor(
    name: 'NodeOperationError' | 'NodeApiError' | 'WrappedExecutionError',
    message: string,
    details: NodeErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = name
    this.code = details.code ?? (name === 'NodeApiError' ? 'service_refused' : 'node_refused')
    this.details = details
  }
}

/** The node says no: wrong parameters, wrong data. */
export function refuse(message: string, details?: NodeErrorDetails): NodeError {
  return new NodeError('NodeOperationError', message, details)
}

/** A service answered with an error; `httpCode` holds its status or the network's code. */
export function serviceError(message: string, details?: NodeErrorDetails): NodeError {
  return new NodeError('NodeApiError', message, details)
}

/** Any thrown value as data: listed fields only, so no request, header or configuration leaks. */
export function toItemError(
  thrown: unknown,
  where: Pick<ItemError, 'node' | 'itemIndex' | 'runIndex'> = {},
): ItemError {
  if (thrown instanceof Error) {
    const details = 'details' in thrown && isDetails(thrown.details) ? thrown.details : {}
    const { itemIndex: at, ...place } = where
    const itemIndex = details.itemIndex ?? at
    return {
      code: 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'unexpected',
      name: thrown.name,
      message: thrown.message,
      ...(details.description === undefined ? {} : { description: details.description }),
      ...(details.hint === undefined ? {} : { hint: details.hint }),
      ...(details.httpCode === undefined ? {} : { httpCode: details.httpCode }),
      ...(details.type === undefined ? {} : { type: details.type }),
      ...(details.context === undefined ? {} : { context: details.context }),
      ...place,
      ...(typeof itemIndex === 'number' && { itemIndex }),
    }
  }
  return {
    code: 'thrown',
    name: 'Error',
    message: typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? String(thrown)),
    ...where,
  }
}

function isDetails(value: unknown): value is NodeErrorDetails {
  return typeof value === 'object' && value !== null
}
