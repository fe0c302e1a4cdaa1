import { catalog } from '@millrace/nodes'
import { type Json, type JsonObject, type NodeDescription, visibleProperties, withDefaults } from '@millrace/sdk'
import type { RecordedNode } from './context.ts'

/**
 * A node's parameters as n8n shows them to expressions: the defaults of its type filled in, and what the type does not
 * know left out. As they are when the type itself is not known.
 */
export function parametersOf(node: RecordedNode): Readonly<Record<string, unknown>> {
  const parameters = (node.parameters ?? {}) as JsonObject
  const type = catalog.node(node.type.replace(/^n8n-nodes-base\./, ''))
  return type === undefined ? parameters : known(type.description, parameters, node.typeVersion)
}

function known(description: NodeDescription, parameters: JsonObject, version: number): JsonObject {
  const filled = withDefaults(description, parameters, version)
  const shown = visibleProperties(description, filled, version)
  return Object.fromEntries(
    shown.flatMap(({ name, type }) => {
      const value = filled[name]
      return value === undefined ? [] : [[name, type === 'filter' ? filter(value) : value]]
    }),
  )
}

/** A condition as it counts when it says nothing more. */
function filter(value: Json): Json {
  if (!isObject(value)) return value
  const { options } = value
  const chosen = options !== undefined && isObject(options) ? options : {}
  return {
    combinator: 'and',
    ...value,
    options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 1, ...chosen },
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
