import { useDocument, useRun } from '../workbench/workbench.ts'
import { type NodeView, nodeView } from './nodeView.ts'

/** How a node's latest run looks; changes only when it does. */
export function useNodeView(id: string): NodeView {
  const name = useDocument((state) => state.workflow.nodes.get(id)?.name)
  return useRun((state) => nodeView(state.progress, state.atWork, id, name))
}
