import { conditionHolds, type Json, type JsonObject, type NodeDescription, visibleProperties } from '@millrace/sdk'
import { type Diagnostic, diagnostic } from '../diagnostic.ts'
import type { WorkflowNode } from '../document.ts'
import { isJsonObject, own } from '../json.ts'

/** What a node needs and does not have: parameters without a value, credentials nobody chose. */
export function missingDiagnostics(node: WorkflowNode, description: NodeDescription): readonly Diagnostic[] {
  return [...missingParameters(node, description), ...missingCredentials(node, description)]
}

function missingParameters(node: WorkflowNode, description: NodeDescription): readonly Diagnostic[] {
  return visibleProperties(description, decided(node.parameters), node.typeVersion).flatMap((property) => {
    const value = own(node.parameters, property.name) ?? property.default
    if (property.required !== true || !isEmpty(value)) return []
    return [
      diagnostic('node.missing-parameter', `“${node.name}” needs a value for “${property.label}”.`, {
        node: node.id,
        path: ['parameters', property.name],
      }),
    ]
  })
}

function missingCredentials(node: WorkflowNode, description: NodeDescription): readonly Diagnostic[] {
  return neededCredentials(node, description).flatMap((type) => {
    if (own(node.credentials ?? {}, type) !== undefined) return []
    return [
      diagnostic('node.missing-credential', `“${node.name}” needs a credential (${type}). Choose one.`, {
        node: node.id,
        path: ['credentials', type],
      }),
    ]
  })
}

/** The types of the credentials a node cannot do without: those of its type, and those that a parameter names. */
export function neededCredentials(node: WorkflowNode, description: NodeDescription): readonly string[] {
  const values = valuesOf(node, description)
  const fixed = description.credentials
    .filter(({ required, versions }) => required && (versions?.includes(node.typeVersion) ?? true))
    .filter(({ when }) => conditionHolds(when, values, values, node.typeVersion))
    .map(({ type }) => type)
  const named = visibleProperties(description, decided(node.parameters), node.typeVersion).flatMap(({ type, name }) => {
    const chosen = type === 'credentialsSelect' ? own(node.parameters, name) : undefined
    return typeof chosen === 'string' && chosen !== '' && !chosen.startsWith('=') ? [chosen] : []
  })
  return [...new Set([...fixed, ...named])]
}

/** The parameters with the defaults of those that are shown: what conditions look at. */
function valuesOf(node: WorkflowNode, description: NodeDescription): JsonObject {
  const parameters = decided(node.parameters)
  const shown = visibleProperties(description, parameters, node.typeVersion).toReversed()
  return { ...Object.fromEntries(shown.map((property) => [property.name, property.default])), ...parameters }
}

/** Expressions as null: what hangs on a value that is not known yet is not asked for yet. */
function decided(parameters: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' && value.startsWith('=') ? null : value,
    ]),
  )
}

/** Nothing, an empty text, or a locator that points at nothing. */
function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true
  return isJsonObject(value) && own(value, '__rl') === true && isEmpty(own(value, 'value'))
}
