/**
 * Where cards are drawn. Documents were laid out for n8n's 96-pixel boxes, most often 220 apart; our cards
 * are wider and lower. So the canvas draws documents at a scale of its own, wider than high, and documents
 * keep their coordinates.
 */
import type { NodeId, Position, Workflow, WorkflowNode } from './document.ts'
import { isSubNode } from './graph.ts'

/** Canvas pixels per document unit. */
export const displayScale = { x: 1.5, y: 1.25 } as const

/** Sizes of what stands for a node: on the canvas, and in the editor the document was drawn in. */
export const cardSize = { width: 216, height: 80 } as const
export const chipSize = { width: 132, height: 40 } as const
export const documentSize = { width: 96, height: 96 } as const

export function toCanvas([x, y]: Position): Position {
  return [x * displayScale.x, y * displayScale.y]
}

/** The inverse, to whole document units: what a drag writes. */
export function toDocument([x, y]: Position): Position {
  return [Math.round(x / displayScale.x), Math.round(y / displayScale.y)]
}

/** A rectangle standing for a node. */
export interface Box {
  readonly node: NodeId
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The nodes' cards on the canvas, sub-nodes as chips. Notes lie behind and are left out. */
export function cardBoxes(workflow: Workflow, isNote: (node: WorkflowNode) => boolean): readonly Box[] {
  return boxes(workflow, isNote, toCanvas, ({ id }) => (isSubNode(workflow, id) ? chipSize : cardSize))
}

/** The nodes' boxes as the document's author saw them. */
export function documentBoxes(workflow: Workflow, isNote: (node: WorkflowNode) => boolean): readonly Box[] {
  return boxes(
    workflow,
    isNote,
    (position) => position,
    () => documentSize,
  )
}

function boxes(
  workflow: Workflow,
  isNote: (node: WorkflowNode) => boolean,
  place: (position: Position) => Position,
  size: (node: WorkflowNode) => { readonly width: number; readonly height: number },
): readonly Box[] {
  return [...workflow.nodes.values()]
    .filter((node) => !isNote(node))
    .map((node) => {
      const [x, y] = place(node.position)
      return { node: node.id, x, y, ...size(node) }
    })
}

/** The pairs of boxes that lie over each other; touching is not overlapping. Swept from left to right. */
export function overlaps(all: readonly Box[]): readonly (readonly [NodeId, NodeId])[] {
  const pairs: [NodeId, NodeId][] = []
  let open: Box[] = []
  for (const box of all.toSorted((a, b) => a.x - b.x)) {
    open = open.filter((other) => other.x + other.width > box.x)
    for (const other of open) {
      if (other.y < box.y + box.height && box.y < other.y + other.height) pairs.push([other.node, box.node])
    }
    open.push(box)
  }
  return pairs
}

/** The pairs of cards that lie over each other on the canvas although their author had put them apart. */
export function newOverlaps(
  workflow: Workflow,
  isNote: (node: WorkflowNode) => boolean,
): readonly (readonly [NodeId, NodeId])[] {
  const key = (pair: readonly [NodeId, NodeId]) => JSON.stringify(pair.toSorted())
  const before = new Set(overlaps(documentBoxes(workflow, isNote)).map(key))
  return overlaps(cardBoxes(workflow, isNote)).filter((pair) => !before.has(key(pair)))
}
