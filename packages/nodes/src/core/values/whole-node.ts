import { NodeError } from '@millrace/sdk'

/**
 * A failure that is the node's, not an item's: where the node is told to continue, its input goes on.
 * @param itemIndex the item at which it happened
 */
export function wholeNode(thrown: unknown, itemIndex?: number): unknown {
  if (!(thrown instanceof NodeError)) return thrown
  const { name, message, code, details } = thrown
  const known = name === 'NodeApiError' || name === 'WrappedExecutionError' ? name : 'NodeOperationError'
  return new NodeError(known, message, {
    ...details,
    ...(itemIndex !== undefined && { itemIndex }),
    code,
    reach: 'node',
    cause: thrown,
  })
}
