/**
 * Lays a drawing out: columns 268 apart from left to right, sub-nodes below their roots. What comes first stays.
 *
 * Channels enter at the middle of a card's head, so cards are laid out as if they reached as far above that line as
 * they reach below: what follows one another then stands on one line. Where a flow parts, the first output is on top.
 */
import { graphlib, layout } from '@dagrejs/dagre'
import { type Operation, type Workflow, edgesInto, edgesOutOf, entriesOf, isSubNode } from '@millrace/workflow'
import type { Catalog } from '../catalog/catalog.ts'
import { portTop } from './anatomy.ts'
import { boxOf } from './flow.ts'
import { type Point, onGrid, toDocument } from './scale.ts'
import { notesAlong } from './tidy-notes.ts'

const entrance = portTop(0, 1)
const subNode = { width: 144, below: 60, height: 100 }

export function tidied(workflow: Workflow, catalog: Catalog): readonly Operation[] {
  const graph = new graphlib.Graph()
  graph.setGraph({ rankdir: 'LR', ranksep: 52, nodesep: 24, ranker: 'network-simplex' })
  graph.setDefaultEdgeLabel(() => ({}))
  const order = flowOrder(workflow).filter(
    (id) => !catalog.byType.get(workflow.nodes.get(id)?.type ?? '')?.annotation && !isSubNode(workflow, id),
  )
  for (const id of order) {
    const box = boxOf(workflow, id, catalog)
    if (!box) continue
    const subs = attached(workflow, id).length
    const below = box.height - entrance + (subs > 0 ? subNode.height : 0)
    graph.setNode(id, { width: Math.max(box.width, subs * subNode.width), height: 2 * below })
  }
  for (const id of order) {
    for (const { target } of inOutputOrder(workflow, id)) if (graph.hasNode(target)) graph.setEdge(id, target)
  }
  layout(graph, { constraints: topToBottom(workflow, order) })
  const places = new Map<string, Point>()
  const by = shiftOf(workflow, catalog, order, graph)
  for (const id of order) {
    const box = boxOf(workflow, id, catalog)
    if (!box) continue
    const laid = cornerOf(graph.node(id))
    const { x, y } = onGrid({ x: laid.x + by.x, y: laid.y + by.y })
    places.set(id, { x, y })
    attached(workflow, id).forEach((sub, index) =>
      places.set(sub, { x: x + index * subNode.width, y: y + box.height + subNode.below }),
    )
  }
  const moves = [...places].map(([node, place]): Operation => ({ do: 'moveNode', node, position: toDocument(place) }))
  return [...moves, ...notesAlong(workflow, catalog, places)]
}

interface Laid {
  readonly x?: number
  readonly y?: number
  readonly width?: number
}

function cornerOf({ x = 0, y = 0, width = 0 }: Laid): Point {
  return { x: x - width / 2, y: y - entrance }
}

/** From where the layout puts the first node to where it stands: one looks there, so it stays. */
function shiftOf(workflow: Workflow, catalog: Catalog, [first]: readonly string[], graph: graphlib.Graph): Point {
  const box = first === undefined ? undefined : boxOf(workflow, first, catalog)
  if (first === undefined || !box) return { x: 0, y: 0 }
  const laid = cornerOf(graph.node(first))
  return { x: box.x - laid.x, y: box.y - laid.y }
}

/**
 * What a node leads to, in the order of its outputs. Only pairs that agree with the flow order count: two nodes never
 * want each other on top.
 */
function topToBottom(workflow: Workflow, order: readonly string[]) {
  const at = new Map(order.map((id, index) => [id, index]))
  return order.flatMap((id) => {
    const targets = inOutputOrder(workflow, id).map(({ target }) => target)
    return targets.flatMap((left, index) => {
      const right = targets[index + 1]
      return right !== undefined && (at.get(left) ?? 0) < (at.get(right) ?? 0) ? [{ left, right }] : []
    })
  })
}

/** Depth first from where the workflow starts, the first output first; what nothing leads to at the end. */
function flowOrder(workflow: Workflow): readonly string[] {
  const seen = new Set<string>()
  const stack = entriesOf(workflow)
    .map(({ id }) => id)
    .toReversed()
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    stack.push(
      ...inOutputOrder(workflow, id)
        .map(({ target }) => target)
        .toReversed(),
    )
  }
  return [...seen, ...[...workflow.nodes.keys()].filter((id) => !seen.has(id))]
}

function inOutputOrder(workflow: Workflow, id: string) {
  return edgesOutOf(workflow, id, 'main').toSorted((a, b) => a.output - b.output)
}

function attached(workflow: Workflow, root: string): readonly string[] {
  return edgesInto(workflow, root)
    .filter(({ targetKind }) => targetKind !== 'main')
    .map(({ source }) => source)
}
