import { catalog } from '@millrace/nodes'
import { type JsonObject, withDefaults } from '@millrace/sdk'
import type { RecordedNode } from './context.ts'

/** A node's parameters with the defaults of its type filled in; as they are when the type is not known. */
export function parametersOf(node: RecordedNode): Readonly<Record<string, unknown>> {
  const parameters = (node.parameters ?? {}) as JsonObject
  const type = catalog.node(node.type.replace(/^n8n-nodes-base\./, ''))
  return type === undefined ? parameters : withDefaults(type.description, parameters, node.typeVersion)
}
