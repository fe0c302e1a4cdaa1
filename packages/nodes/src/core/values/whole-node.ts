import { NodeError } from '@millrace/sdk'

/** A failure that is the node's, not an item's: where the node is told to continue, its input goes on. */
export function wholeNode(thrown: unknown): unknown {
  if (!(thrown instanceof NodeError)) return thrown
  const { name, message, code, details } = thrown
  const known = name === 'NodeApiError' || name === 'WrappedExecutionError' ? name : 'NodeOperationError'
  return new NodeError(known, message, { ...details, code, reach: 'node', cause: thrown })
}
