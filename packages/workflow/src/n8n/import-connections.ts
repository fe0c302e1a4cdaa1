/**
 * Reads `connections`: source name → kind → output → list of `{node, type, index}`. What is an edge becomes
 * one; every other piece is kept as a leftover with its place.
 */
import type { Json, JsonObject } from '@millrace/sdk'
import type { DiagnosticCode, Path } from '../diagnostic.ts'
import { type Edge, type NodeId, edgeKey } from '../document.ts'
import type { Leftover } from '../found.ts'
import { equal, isJsonList, isJsonObject } from '../json.ts'
import { isPort, readConnection, writeConnection } from './connection.ts'

export interface ReadConnections {
  readonly edges: readonly Edge[]
  readonly leftovers: ReadonlyMap<NodeId, readonly Leftover[]>
  readonly dangling: readonly { readonly source: string; readonly value: Json }[]
}

export type ReportConnection = (code: DiagnosticCode, message: string, path: Path, node?: NodeId) => void

export function readConnections(
  connections: JsonObject,
  idOf: ReadonlyMap<string, NodeId>,
  report: ReportConnection,
): ReadConnections {
  const edges: Edge[] = []
  const seen = new Set<string>()
  const leftovers = new Map<NodeId, readonly Leftover[]>()
  const dangling: { source: string; value: Json }[] = []

  for (const [name, value] of Object.entries(connections)) {
    if (value === undefined) continue
    const source = idOf.get(name)
    if (source === undefined) {
      dangling.push({ source: name, value })
      if (piecesOf(value).some((piece) => piece.is === 'connection')) {
        report('connection.dangling', `Connections leave “${name}”, which does not exist.`, ['connections', name])
      }
      continue
    }
    const left: Leftover[] = []
    for (const piece of piecesOf(value)) {
      const edge = piece.is === 'connection' ? readEdge(piece, source, idOf, seen) : piece.is
      if (typeof edge !== 'string') {
        edges.push(edge)
        continue
      }
      left.push({ at: piece.at, value: piece.value })
      reportLeftover(edge, name, source, piece, report)
    }
    if (left.length > 0) leftovers.set(source, left)
  }
  return { edges, leftovers, dangling }
}

type Piece =
  | { readonly is: 'empty' | 'malformed'; readonly at: Leftover['at']; readonly value: Json }
  | {
      readonly is: 'connection'
      readonly at: readonly [kind: string, output: number, place: number]
      readonly value: Json
    }

/** Takes a source's entry apart, in the order it is written. */
function* piecesOf(entry: Json): Generator<Piece> {
  if (!isJsonObject(entry)) return yield { is: entry === null ? 'empty' : 'malformed', at: [], value: entry }
  const kinds = Object.entries(entry)
  if (kinds.length === 0) yield { is: 'empty', at: [], value: entry }
  for (const [kind, outputs = null] of kinds) {
    if (!isJsonList(outputs)) {
      yield { is: outputs === null ? 'empty' : 'malformed', at: [kind], value: outputs }
      continue
    }
    if (outputs.length === 0) yield { is: 'empty', at: [kind], value: outputs }
    for (const [output, list] of outputs.entries()) {
      if (list === null || (isJsonList(list) && list.length === 0))
        yield { is: 'empty', at: [kind, output], value: list }
      else if (!isJsonList(list)) yield { is: 'malformed', at: [kind, output], value: list }
      else for (const [place, value] of list.entries()) yield { is: 'connection', at: [kind, output, place], value }
    }
  }
}

/** The edge a connection stands for, or what keeps it from being one. */
function readEdge(
  piece: Extract<Piece, { is: 'connection' }>,
  source: NodeId,
  idOf: ReadonlyMap<string, NodeId>,
  seen: Set<string>,
): Edge | 'malformed' | 'dangling' | 'duplicate' {
  const [kind, output] = piece.at
  const read = readConnection(piece.value, kind)
  if (read === undefined || !isPort(output)) return 'malformed'
  const target = idOf.get(read.node)
  if (target === undefined) return 'dangling'
  const edge: Edge = { source, kind, output, target, targetKind: read.type, input: read.index }
  const key = edgeKey(edge)
  if (seen.has(key)) return 'duplicate'
  seen.add(key)
  if (!isJsonObject(piece.value) || equal(writeConnection(edge, read.node), piece.value)) return edge
  return { ...edge, found: piece.value }
}

function reportLeftover(
  problem: 'empty' | 'malformed' | 'dangling' | 'duplicate',
  name: string,
  source: NodeId,
  piece: Piece,
  report: ReportConnection,
): void {
  const path = ['connections', name, ...piece.at]
  switch (problem) {
    case 'empty':
      return
    case 'malformed':
      report('connection.malformed', `A connection of “${name}” cannot be read. Draw it again.`, path, source)
      return
    case 'dangling':
      report('connection.dangling', `A connection of “${name}” leads to a node that does not exist.`, path, source)
      return
    case 'duplicate':
      report('connection.duplicate', `“${name}” is connected to the same input twice; it counts once.`, path, source)
  }
}
