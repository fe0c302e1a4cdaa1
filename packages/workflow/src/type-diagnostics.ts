import { type Diagnostic, diagnostic } from './diagnostic.ts'
import type { Workflow, WorkflowNode } from './document.ts'
import type { KnownTypes } from './known-types.ts'

/** What the catalog says about the document's node types: unknown ones, their versions, invented operations. */
export function typeDiagnostics(workflow: Workflow, types: KnownTypes): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  for (const node of workflow.nodes.values()) found.push(...ofNode(node, types))
  return found
}

function ofNode(node: WorkflowNode, types: KnownTypes): readonly Diagnostic[] {
  if (node.type === '') return []
  if (!types.has(node.type)) {
    return [
      diagnostic(
        'node.unknown-type',
        `“${node.name}” is of type ${node.type}, which is not installed. It is kept as it is, and cannot run.`,
        { node: node.id, path: ['type'] },
      ),
    ]
  }
  const versions = types.versions(node.type)
  if (!versions.includes(node.typeVersion)) {
    return [
      diagnostic(
        'node.unknown-version',
        `“${node.name}” wants version ${node.typeVersion} of ${node.type}; there are ${versions.join(', ')}.`,
        { node: node.id, path: ['typeVersion'] },
      ),
    ]
  }
  return types
    .inventedChoices(node.type, node.typeVersion, node.parameters)
    .map((choice) =>
      diagnostic(
        'node.unknown-operation',
        `“${node.name}” has “${choice.value}” as ${choice.label}, which ${node.type} does not offer. Choose another.`,
        { node: node.id, path: ['parameters', ...choice.path] },
      ),
    )
}
