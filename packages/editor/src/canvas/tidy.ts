/** Lays a drawing out: columns 268 apart from left to right, sub-nodes below their roots. Notes stay. */
import { graphlib, layout } from '@dagrejs/dagre'
import { type Operation, type Workflow, edgesInto, isSubNode } from '@millrace/workflow'
import type { Catalog } from '../catalog/catalog.ts'
import { boxOf } from './flow.ts'
import { toDocument } from './scale.ts'

export function tidied(workflow: Workflow, catalog: Catalog): readonly Operation[] {
  const graph = new graphlib.Graph()
  graph.setGraph({ rankdir: 'LR', ranksep: 52, nodesep: 40, ranker: 'network-simplex' })
  graph.setDefaultEdgeLabel(() => ({}))
  const inFlow = [...workflow.nodes.values()].filter(
    (node) => !catalog.byType.get(node.type)?.annotation && !isSubNode(workflow, node.id),
  )
  for (const node of inFlow) {
    const box = boxOf(workflow, node.id, catalog)
    const subs = edgesInto(workflow, node.id).filter(({ targetKind }) => targetKind !== 'main').length
    if (box)
      graph.setNode(node.id, { width: Math.max(box.width, subs * 144), height: box.height + (subs > 0 ? 100 : 0) })
  }
  for (const edge of workflow.edges) {
    if (edge.kind === 'main' && graph.hasNode(edge.source) && graph.hasNode(edge.target)) {
      graph.setEdge(edge.source, edge.target)
    }
  }
  layout(graph)
  const snap = (value: number) => Math.round(value / 8) * 8
  const operations: Operation[] = []
  for (const node of inFlow) {
    const placed = graph.node(node.id)
    const box = boxOf(workflow, node.id, catalog)
    if (!placed || !box) continue
    const x = snap((placed.x ?? 0) - (placed.width ?? 0) / 2)
    const y = snap((placed.y ?? 0) - (placed.height ?? 0) / 2)
    operations.push({ do: 'moveNode', node: node.id, position: toDocument({ x, y }) })
    edgesInto(workflow, node.id)
      .filter(({ targetKind }) => targetKind !== 'main')
      .forEach(({ source }, index) => {
        operations.push({
          do: 'moveNode',
          node: source,
          position: toDocument({ x: x + index * 144, y: y + box.height + 60 }),
        })
      })
  }
  return operations
}
