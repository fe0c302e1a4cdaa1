import type { Edge, WorkflowNode } from '../document.ts'
import type { Operation } from './operation.ts'

/** Puts a new node into a connection: what flowed along it flows through the node. */
export function insertOnEdge(edge: Edge, node: WorkflowNode, at: number, ports = { input: 0, output: 0 }): Operation {
  const { source, kind, output, target, targetKind, input } = edge
  const into: Edge = { source, kind, output, target: node.id, targetKind: kind, input: ports.input }
  const onward: Edge = { source: node.id, kind, output: ports.output, target, targetKind, input }
  return {
    do: 'composite',
    operations: [
      { do: 'addNode', node },
      { do: 'disconnect', edge },
      { do: 'connect', edge: into, at },
      { do: 'connect', edge: onward },
    ],
  }
}
