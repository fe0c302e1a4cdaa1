/** The document as the canvas library wants it: boxes and lines with positions, nothing of their content. */
import {
  type Edge as WorkflowEdge,
  type Loop,
  type Workflow,
  type WorkflowNode,
  edgeKey,
  loopsOf,
} from '@millrace/workflow'
import type { Edge } from '@xyflow/react'
import type { Catalog } from '../catalog/catalog.ts'
import { type Anatomy, anatomyOf, cardWidth, chipHeight, chipWidth, handleId } from './anatomy.ts'
import type { ChannelData } from './Channel.tsx'
import type { CardOnCanvas } from './NodeCard.tsx'
import { type NoteOnCanvas, noteSize } from './note.ts'
import { type Rectangle, boundsOf } from './rectangle.ts'
import { toCanvas } from './scale.ts'

export type OnCanvas = CardOnCanvas | NoteOnCanvas | ({ type: 'chip' } & Omit<CardOnCanvas, 'type'>)

/** A foot or an error body may grow below; this is what a card takes at rest plus its foot. */
const footHeight = 24

export function boxOf(workflow: Workflow, id: string, catalog: Catalog): Rectangle | undefined {
  const node = workflow.nodes.get(id)
  if (!node) return undefined
  const anatomy = anatomyOf(workflow, node, catalog.byType.get(node.type))
  const at = toCanvas(node.position)
  switch (anatomy.shape) {
    case 'card':
      return { ...at, width: cardWidth, height: anatomy.height + footHeight }
    case 'chip':
      return { ...at, width: chipWidth, height: chipHeight }
    case 'note':
      return { ...at, ...noteSize(node) }
  }
}

const knownNodes = new WeakMap<WorkflowNode, { readonly anatomy: Anatomy; readonly shown: OnCanvas }>()

/** The boxes of a workflow; a box is the same object while nothing about it changed, and then nothing draws it anew. */
export function canvasNodes(workflow: Workflow, catalog: Catalog, selected: ReadonlySet<string>): OnCanvas[] {
  return [...workflow.nodes.values()].flatMap((node) => {
    const anatomy = anatomyOf(workflow, node, catalog.byType.get(node.type))
    const isSelected = selected.has(node.id)
    const before = knownNodes.get(node)
    if (before?.anatomy === anatomy && before.shown.selected === isSelected) return [before.shown]
    const box = boxOf(workflow, node.id, catalog)
    if (!box) return []
    const shown = onCanvas(node, anatomy.shape, box, isSelected)
    knownNodes.set(node, { anatomy, shown })
    return [shown]
  })
}

function onCanvas(node: WorkflowNode, shape: Anatomy['shape'], box: Rectangle, selected: boolean): OnCanvas {
  const common = {
    id: node.id,
    position: { x: box.x, y: box.y },
    selected,
    initialWidth: box.width,
    initialHeight: box.height,
  }
  if (shape === 'note') return { ...common, type: 'note', data: {}, zIndex: -1, style: noteSize(node) }
  return { ...common, type: shape, data: {}, zIndex: selected ? 2 : 1 }
}

const knownEdges = new WeakMap<WorkflowEdge, Edge>()

/** The channels of a workflow; a channel, too, is the same object while nothing about it changed. */
export function canvasEdges(workflow: Workflow, catalog: Catalog): Edge[] {
  const returns = returnHeights(workflow, catalog)
  return workflow.edges.map((edge): Edge => {
    const key = edgeKey(edge)
    const data = edge.kind === 'main' ? channelData(workflow, edge, catalog, returns.get(key)) : undefined
    const before = knownEdges.get(edge)
    if (before && isSameData(before.data, data)) return before
    const shown = {
      id: key,
      source: edge.source,
      sourceHandle: handleId(edge.kind, edge.output),
      target: edge.target,
      targetHandle: handleId(edge.targetKind, edge.input),
      type: data ? 'channel' : 'attachment',
      ...(data && { data }),
    }
    knownEdges.set(edge, shown)
    return shown
  })
}

function channelData(workflow: Workflow, edge: WorkflowEdge, catalog: Catalog, over: number | undefined): ChannelData {
  const outputs = anatomyById(workflow, edge.source, catalog)?.outputs
  return {
    output: edge.output,
    pill: (outputs?.length ?? 1) === 1,
    error: outputs?.[edge.output]?.error ?? false,
    ...(over === undefined ? {} : { over }),
  }
}

function isSameData(a: Readonly<Record<string, unknown>> | undefined, b: ChannelData | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.output === b.output && a.pill === b.pill && a.error === b.error && a.over === b.over
}

export function edgeByKey(edges: readonly WorkflowEdge[], key: string): WorkflowEdge | undefined {
  return edges.find((edge) => edgeKey(edge) === key)
}

function anatomyById(workflow: Workflow, id: string, catalog: Catalog): Anatomy | undefined {
  const node = workflow.nodes.get(id)
  return node ? anatomyOf(workflow, node, catalog.byType.get(node.type)) : undefined
}

export interface Basin extends Rectangle {
  readonly head: string
  readonly name: string
}

const room = { side: 32, top: 68, bottom: 32 }

/** The tinted ground of each loop that can be told by its own words: one whose head names its body. */
export function basinsOf(workflow: Workflow, catalog: Catalog): readonly Basin[] {
  return loopsOf(workflow).flatMap((loop): Basin[] => {
    const box = around(workflow, loop, catalog)
    const head = workflow.nodes.get(loop.head)
    return box && head && loop.body.length > 0 ? [{ ...box, head: loop.head, name: head.name }] : []
  })
}

function around(workflow: Workflow, loop: Loop, catalog: Catalog): Rectangle | undefined {
  const box = boundsOf([loop.head, ...loop.body].flatMap((id) => boxOf(workflow, id, catalog) ?? []))
  return (
    box && {
      x: box.x - room.side,
      y: box.y - room.top,
      width: box.width + 2 * room.side + 12,
      height: box.height + room.top + room.bottom,
    }
  )
}

/** How high above the cards each returning channel runs: all of one loop together. */
function returnHeights(workflow: Workflow, catalog: Catalog): ReadonlyMap<string, number> {
  const heights = new Map<string, number>()
  for (const loop of loopsOf(workflow)) {
    const box = around(workflow, loop, catalog)
    if (box) for (const edge of loop.returns) heights.set(edgeKey(edge), box.y + 40)
  }
  return heights
}
