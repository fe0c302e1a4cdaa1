import { type Diagnostic, diagnostic } from '../diagnostic.ts'
import type { WorkflowNode } from '../document.ts'
import type { InventedChoice, KnownTypes } from './known-types.ts'

/** What the catalog says about a node's type: unknown, in an unknown version, with an invented operation. */
export function typeDiagnostics(node: WorkflowNode, types: KnownTypes): readonly Diagnostic[] {
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
    .map((choice) => inventedChoice(node, choice))
}

/** The parameters that decide what a node does at all. */
const deciding = ['resource', 'operation']

function inventedChoice(node: WorkflowNode, { path, label, value, offered }: InventedChoice): Diagnostic {
  const where = { node: node.id, path: ['parameters', ...path] }
  const what = `“${node.name}” has “${value}” as ${label}, which ${node.type} does not offer.`
  if (deciding.includes(String(path[0]))) {
    return diagnostic('node.unknown-operation', `${what} Choose ${oneOf(offered)}.`, where)
  }
  return diagnostic('node.unknown-choice', `${what} There are ${oneOf(offered)}.`, where)
}

/** The first few of what is offered. */
function oneOf(offered: readonly string[]): string {
  const shown = offered.slice(0, 6).map((value) => `“${value}”`)
  return shown.join(', ') + (offered.length > shown.length ? ', …' : '')
}
