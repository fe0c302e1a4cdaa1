import type { Json, JsonObject } from '@millrace/sdk'
import type { Edge } from '../document.ts'
import { isJsonObject, own } from '../json.ts'
import { number } from './fields.ts'

/** Ports above this are damage: nobody draws them, and an export would have to write all the ones before. */
export const maxPort = 9_999

/** The written form of an edge's end. */
export function writeConnection(edge: Edge, targetName: string): JsonObject {
  return edge.found
    ? { ...edge.found, node: targetName }
    : { node: targetName, type: edge.targetKind, index: edge.input }
}

/** A connection as written; kind and input may be left out (the source's kind, 0). Else undefined. */
export function readConnection(
  value: Json,
  kind: string,
): { readonly node: string; readonly type: string; readonly index: number } | undefined {
  if (!isJsonObject(value)) return undefined
  const node = own(value, 'node')
  const type = own(value, 'type') ?? kind
  const index = number(own(value, 'index') ?? 0)
  if (typeof node !== 'string' || typeof type !== 'string') return undefined
  return index !== undefined && isPort(index) ? { node, type, index } : undefined
}

export function isPort(index: number): boolean {
  return Number.isInteger(index) && index >= 0 && index <= maxPort
}
