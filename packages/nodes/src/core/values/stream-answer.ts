/** A whole piece of an answer for a caller that is answered line by line: it begins, says something, and ends. */
import type { RunContext } from '@millrace/sdk'

export function streamAnswer(content: string, context: RunContext, itemIndex = 0): void {
  const { id: nodeId, name: nodeName } = context.node
  const metadata = { nodeId, nodeName, itemIndex, runIndex: context.runIndex }
  context.stream({ type: 'begin', metadata })
  context.stream({ type: 'item', content, metadata })
  context.stream({ type: 'end', metadata })
}
