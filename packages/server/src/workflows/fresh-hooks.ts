import type { JsonObject } from '@millrace/sdk'
import { exportWorkflow, importWorkflow } from '@millrace/workflow'

/** The document as a copy that listens at addresses of its own. */
export function freshHooks(document: JsonObject): JsonObject {
  const { workflow } = importWorkflow(document)
  const nodes = new Map(
    [...workflow.nodes].map(([id, node]) => [
      id,
      node.webhookId === undefined ? node : { ...node, webhookId: crypto.randomUUID() },
    ]),
  )
  return exportWorkflow({ ...workflow, nodes }, { for: 'millrace' })
}
