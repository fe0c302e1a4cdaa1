/**
 * What people do to a drawing, said as operations. Pure: a document and a wish come in, operations go out,
 * and the caller applies them as one step that undo takes back.
 */
import type { JsonObject, NodeDescription } from '@millrace/sdk'
import {
  type EditTools,
  type Edge,
  type Operation,
  type Position,
  type Workflow,
  type WorkflowNode,
  edgeKey,
  edgesInto,
  edgesOutOf,
  type Pasted,
  exportWorkflow,
  fragmentOf,
  hasEdge,
  importWorkflow,
  pasteWith,
  searchingTools,
  uniqueNames,
} from '@millrace/workflow'

/** Ids are made outside, so that a test can tell them. */
export type NewId = () => string

export interface Port {
  readonly node: string
  readonly kind: string
  readonly index: number
}

export interface Placed {
  readonly operation: Operation
  readonly id: string
}

const stepX = 180
const stepY = 130

/** How near two nodes may stand. */
const across = 140
const upright = 90

export function newNode(
  workflow: Workflow,
  type: NodeDescription,
  position: Position,
  newId: NewId,
  parameters: JsonObject = {},
): WorkflowNode {
  const name = uniqueNames([...workflow.nodes.values()].map((node) => node.name))(type.defaultName)
  const hooks = type.trigger === 'webhook' || type.trigger === 'form' || type.trigger === 'chat'
  return {
    id: newId(),
    name,
    type: type.type,
    typeVersion: type.defaultVersion,
    position,
    parameters,
    ...(hooks ? { webhookId: newId() } : {}),
  }
}

export function edgeBetween(from: Port, to: Port): Edge {
  return {
    source: from.node,
    kind: from.kind,
    output: from.index,
    target: to.node,
    targetKind: to.kind,
    input: to.index,
  }
}

/** A node placed after an output, connected; what followed stays where it is. */
export function addAfter(workflow: Workflow, node: WorkflowNode, from: Port, hasInput: boolean): Placed {
  const connected = hasInput
    ? [{ do: 'connect' as const, edge: edgeBetween(from, { node: node.id, kind: from.kind, index: 0 }) }]
    : []
  return { id: node.id, operation: { do: 'composite', operations: [{ do: 'addNode', node }, ...connected] } }
}

/** A free place for a node after an output: to the right, and below what is already there. */
export function placeAfter(workflow: Workflow, from: Port): Position {
  const source = workflow.nodes.get(from.node)
  if (!source) return [0, 0]
  const [x, y] = source.position
  return freePlace(workflow, [x + stepX, y + from.index * stepY])
}

/** The place itself, or the next one below that no node stands on. */
export function freePlace(workflow: Workflow, place: Position): Position {
  return freeCorner(workflow, [place], place)
}

/** Where the upper left corner of some nodes goes so that none of them stands on a node: there, or further below. */
function freeCorner(workflow: Workflow, nodes: readonly Position[], corner: Position): Position {
  const taken = [...workflow.nodes.values()].map(({ position }) => position)
  const [left, top] = cornerOf(nodes)
  let down = 0
  const meets = ([x, y]: Position) =>
    taken.some(
      ([tx, ty]) =>
        Math.abs(tx - (x - left + corner[0])) < across && Math.abs(ty - (y - top + corner[1] + down)) < upright,
    )
  while (nodes.some(meets)) down += stepY / 2
  return [corner[0], corner[1] + down]
}

function cornerOf(nodes: readonly Position[]): Position {
  return [Math.min(...nodes.map(([x]) => x)), Math.min(...nodes.map(([, y]) => y))]
}

/** A node set into a channel; everything behind it makes room if it must. */
export function insertInto(workflow: Workflow, edge: Edge, node: WorkflowNode): Placed {
  const source = workflow.nodes.get(edge.source)
  const target = workflow.nodes.get(edge.target)
  const operations: Operation[] = []
  let placed = node
  if (source && target) {
    const [sx, sy] = source.position
    const [tx, ty] = target.position
    const room = tx - sx
    placed = { ...node, position: room >= 2 * stepX ? [sx + room / 2, (sy + ty) / 2] : [sx + stepX, ty] }
    if (room < 2 * stepX && tx > sx) {
      for (const id of after(workflow, edge.target, tx)) {
        const moved = workflow.nodes.get(id)
        if (moved) {
          const [x, y] = moved.position
          operations.push({ do: 'moveNode', node: id, position: [x + (2 * stepX - room), y] })
        }
      }
    }
  }
  const at = workflow.edges.findIndex((one) => edgeKey(one) === edgeKey(edge))
  operations.push(
    { do: 'disconnect', edge },
    { do: 'addNode', node: placed },
    {
      do: 'connect',
      edge: edgeBetween(
        { node: edge.source, kind: edge.kind, index: edge.output },
        { node: node.id, kind: 'main', index: 0 },
      ),
      at,
    },
    {
      do: 'connect',
      edge: edgeBetween(
        { node: node.id, kind: 'main', index: 0 },
        { node: edge.target, kind: edge.targetKind, index: edge.input },
      ),
    },
  )
  return { id: node.id, operation: { do: 'composite', operations } }
}

function after(workflow: Workflow, start: string, fromX: number): ReadonlySet<string> {
  const reached = new Set([start])
  for (const id of reached) {
    for (const { target } of edgesOutOf(workflow, id, 'main')) {
      if ((workflow.nodes.get(target)?.position[0] ?? 0) >= fromX) reached.add(target)
    }
  }
  return reached
}

/** Connects two ports, or says nothing where they already are. */
export function connect(workflow: Workflow, from: Port, to: Port): Operation | undefined {
  const edge = edgeBetween(from, to)
  if (from.kind !== to.kind || from.node === to.node || hasEdge(workflow, edge)) return undefined
  return { do: 'connect', edge }
}

/** Takes nodes out; with `join`, what led to one leads on to what followed it. */
export function remove(workflow: Workflow, nodes: readonly string[], join = false): Operation | undefined {
  const gone = nodes.filter((id) => workflow.nodes.has(id))
  if (gone.length === 0) return undefined
  const operations: Operation[] = []
  if (join) {
    for (const id of gone) {
      const [into] = edgesInto(workflow, id, 'main')
      if (!into) continue
      for (const out of edgesOutOf(workflow, id, 'main')) {
        const edge = { ...into, target: out.target, targetKind: out.targetKind, input: out.input }
        if (!gone.includes(edge.source) && !gone.includes(edge.target) && !hasEdge(workflow, edge)) {
          operations.push({ do: 'connect', edge })
        }
      }
    }
  }
  for (const node of gone) operations.push({ do: 'removeNode', node })
  return { do: 'composite', operations }
}

/** Switches nodes off, or all of them on when all are off. */
export function toggleDisabled(workflow: Workflow, nodes: readonly string[]): Operation | undefined {
  const some = nodes.map((id) => workflow.nodes.get(id)).filter((node) => node !== undefined)
  if (some.length === 0) return undefined
  const off = some.some((node) => !node.disabled)
  return {
    do: 'composite',
    operations: some.map((node) => ({
      do: 'setNodeSettings',
      node: node.id,
      settings: { disabled: off ? true : null },
    })),
  }
}

/** The selection as n8n's text: what the clipboard carries, here and there. */
export function copyText(workflow: Workflow, nodes: ReadonlySet<string>): string {
  const fragment = fragmentOf(workflow, nodes)
  const {
    nodes: written,
    connections,
    pinData,
    meta,
  } = exportWorkflow(fragment, {
    for: fragment.millrace === undefined ? 'n8n' : 'millrace',
  })
  return JSON.stringify(
    { nodes: written, connections, pinData: pinData ?? {}, ...(meta === undefined ? {} : { meta }) },
    null,
    2,
  )
}

/** Where pasted nodes go: their upper left corner to a point, their middle, or where they stood. */
export type Landing = { readonly corner: Position } | { readonly middle: Position }

/** What a text adds; nothing when it holds no nodes. */
export function pasteText(
  workflow: Workflow,
  text: string,
  newId: NewId,
  landing?: Landing,
  tools: EditTools = searchingTools,
): Pasted | undefined {
  const { workflow: fragment } = importWorkflow(text, { name: '' })
  const places = [...fragment.nodes.values()].map(({ position }) => position)
  if (places.length === 0) return undefined
  const pasted = pasteWith(workflow, fragment, {
    newId,
    at: freeCorner(workflow, places, landedCorner(places, landing)),
    tools,
  })
  if (workflow.nodes.size > 0 || fragment.name === '') return pasted
  // A whole document that comes to an empty one becomes it. What it says about its nodes is pasted with them.
  const { nodes: _, ...millrace } = fragment.millrace ?? {}
  return {
    ...pasted,
    operation: {
      do: 'composite',
      operations: [
        { do: 'setDetails', details: { millrace: Object.keys(millrace).length === 0 ? null : millrace } },
        pasted.operation,
        { do: 'setName', name: fragment.name },
        { do: 'setSettings', settings: fragment.settings },
      ],
    },
  }
}

function landedCorner(places: readonly Position[], landing: Landing | undefined): Position {
  const corner = cornerOf(places)
  if (landing === undefined) return corner
  if ('corner' in landing) return landing.corner
  const right = Math.max(...places.map(([x]) => x)) + across
  const bottom = Math.max(...places.map(([, y]) => y)) + upright
  return [landing.middle[0] - (right - corner[0]) / 2, landing.middle[1] - (bottom - corner[1]) / 2]
}

/** Copies of nodes, at the first free place below them. */
export function duplicated(
  workflow: Workflow,
  nodes: Iterable<string>,
  newId: NewId,
  tools: EditTools = searchingTools,
): Pasted {
  const fragment = fragmentOf(workflow, nodes)
  const places = [...fragment.nodes.values()].map(({ position }) => position)
  return pasteWith(workflow, fragment, {
    newId,
    at: freeCorner(workflow, places, cornerOf(places)),
    tools,
  })
}

/** Another port for an end of a channel, in its place; nothing when the ports do not fit. */
export function reconnect(workflow: Workflow, edge: Edge, from: Port, to: Port): Operation | undefined {
  const at = workflow.edges.findIndex((one) => edgeKey(one) === edgeKey(edge))
  const connected = connect(workflow, from, to)
  if (at < 0 || connected?.do !== 'connect') return undefined
  return {
    do: 'composite',
    operations: [
      { do: 'disconnect', edge },
      { ...connected, at },
    ],
  }
}
