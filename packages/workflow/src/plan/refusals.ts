/**
 * What keeps a run from starting: parameters that are invalid without being evaluated. A literal in a typed
 * field must be of its type, or text that reads as it; an expression is judged when it is evaluated.
 */
import { type Json, type NodeDescription, type Property, visibleMembers, visibleProperties } from '@millrace/sdk'
import { type Diagnostic, diagnostic, type Path } from '../diagnostic.ts'
import type { WorkflowNode } from '../document.ts'
import { isJsonList, isJsonObject, own } from '../json.ts'
import { missingDiagnostics } from '../validate/missing.ts'
import type { Parameters } from './parameters.ts'

export function refusals(node: WorkflowNode, description: NodeDescription, { raw }: Parameters): readonly Diagnostic[] {
  const found: Diagnostic[] = [...missingDiagnostics(node, description)]
  const report: Report = (property, path) => {
    found.push(
      diagnostic('node.missing-parameter', `“${property.label}” of “${node.name}” is no ${property.validateType}.`, {
        node: node.id,
        path: ['parameters', ...path],
      }),
    )
  }
  const level: Level = { root: raw, version: node.typeVersion, report }
  for (const property of visibleProperties(description, raw, node.typeVersion)) {
    check(property, own(raw, property.name), [property.name], level)
  }
  return found
}

type Report = (property: Property, path: Path) => void

interface Level {
  readonly root: Parameters['raw']
  readonly version: number
  readonly report: Report
}

function check(property: Property, value: Json | undefined, path: Path, level: Level): void {
  if (value === undefined) return
  if (property.validateType !== undefined && !reads(property.validateType, value)) level.report(property, path)
  for (const [entry, at] of entries(value, path)) {
    for (const group of property.groups ?? []) {
      const values = own(entry, group.name)
      for (const [one, where] of entries(values, [...at, group.name])) {
        for (const member of visibleMembers(group.values, one, level.root, level.version)) {
          check(member, own(one, member.name), [...where, member.name], level)
        }
      }
    }
    for (const member of property.members ?? []) check(member, own(entry, member.name), [...at, member.name], level)
  }
}

/** The objects a value is, or holds as a list. */
function entries(
  value: Json | undefined,
  path: Path,
): readonly (readonly [{ readonly [key: string]: Json | undefined }, Path])[] {
  if (isJsonObject(value)) return [[value, path]]
  if (!isJsonList(value)) return []
  return value.flatMap((one, index) => (isJsonObject(one) ? [[one, [...path, index]] as const] : []))
}

/** Whether a literal is of a type, or text that reads as it. */
function reads(type: string, value: Json): boolean {
  if (value === null || (typeof value === 'string' && value.startsWith('='))) return true
  switch (type) {
    case 'number':
      return typeof value === 'number' || (typeof value === 'string' && !Number.isNaN(Number(value)))
    case 'boolean':
      return typeof value === 'boolean' || /^(true|false|1|0)$/i.test(String(value))
    case 'array':
      return isJsonList(value) || isJsonList(parsed(value))
    case 'object':
      return isJsonObject(value) || isJsonObject(parsed(value))
    default:
      return true
  }
}

function parsed(value: Json): Json | undefined {
  if (typeof value !== 'string') return undefined
  try {
    const json: Json = JSON.parse(value)
    return json
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
