import { type NodeDescription, type Ports, portsOf } from '@millrace/sdk'
import { type Diagnostic, diagnostic } from '../diagnostic.ts'
import { type Workflow, type WorkflowNode, onErrorOf } from '../document.ts'
import { edgesInto, edgesOutOf } from '../graph.ts'
import type { Describe } from './known-types.ts'

const remembered = new WeakMap<NodeDescription, WeakMap<WorkflowNode, Ports>>()

/** A node's ports, counted once per version of the node. */
export function portsOfNode(node: WorkflowNode, description: NodeDescription): Ports {
  const known = remembered.get(description) ?? new WeakMap<WorkflowNode, Ports>()
  remembered.set(description, known)
  const ports = known.get(node) ?? portsOf(description, node.parameters, node.typeVersion)
  known.set(node, ports)
  return ports
}

/** Connections that begin or end where the node has no port, as after a branch was taken away. */
export function portDiagnostics(workflow: Workflow, describe: Describe): readonly Diagnostic[] {
  return [...workflow.nodes.values()].flatMap((node) => {
    const description = describe(node.type)
    if (!description?.versions.includes(node.typeVersion)) return []
    const ports = portsOfNode(node, description)
    const has = (side: Ports['inputs'], kind: string, index: number) =>
      side.some((port) => port.kind === kind && port.index === index)
    const errorOutput =
      onErrorOf(node) === 'continueErrorOutput' ? ports.outputs.filter(({ kind }) => kind === 'main').length : -1
    const leaving = edgesOutOf(workflow, node.id).filter(
      ({ kind, output }) => !has(ports.outputs, kind, output) && !(kind === 'main' && output === errorOutput),
    )
    const entering = edgesInto(workflow, node.id).filter(
      ({ targetKind, input }) => !has(ports.inputs, targetKind, input),
    )
    return [
      ...leaving.map(({ kind, output }) =>
        diagnostic('connection.no-port', `“${node.name}” has no output ${output + 1}${ofKind(kind)}.`, {
          node: node.id,
        }),
      ),
      ...entering.map(({ targetKind, input }) =>
        diagnostic('connection.no-port', `“${node.name}” has no input ${input + 1}${ofKind(targetKind)}.`, {
          node: node.id,
        }),
      ),
    ]
  })
}

function ofKind(kind: string): string {
  return kind === 'main' ? '' : ` of kind ${kind}`
}
