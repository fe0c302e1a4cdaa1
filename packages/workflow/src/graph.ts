/**
 * Questions about who leads to whom. Answers come from an index that is built once per list of edges and
 * kept with it, so that asking costs what the answer is long, whatever the document's size.
 */
import { type Edge, type NodeId, type Workflow, type WorkflowNode, sameEdge } from './document.ts'

interface Index {
  readonly out: ReadonlyMap<NodeId, readonly Edge[]>
  readonly into: ReadonlyMap<NodeId, readonly Edge[]>
}

const indexes = new WeakMap<readonly Edge[], Index>()

function indexOf(workflow: Workflow): Index {
  const known = indexes.get(workflow.edges)
  if (known) return known
  const index = {
    out: Map.groupBy(workflow.edges, (edge) => edge.source),
    into: Map.groupBy(workflow.edges, (edge) => edge.target),
  }
  indexes.set(workflow.edges, index)
  return index
}

const none: readonly Edge[] = []

/** The edges leaving a node, in document order; of one kind, if given. */
export function edgesOutOf(workflow: Workflow, node: NodeId, kind?: string): readonly Edge[] {
  const edges = indexOf(workflow).out.get(node) ?? none
  return kind === undefined ? edges : edges.filter((edge) => edge.kind === kind)
}

/** The edges ending at a node, in document order; of one kind, if given. */
export function edgesInto(workflow: Workflow, node: NodeId, kind?: string): readonly Edge[] {
  const edges = indexOf(workflow).into.get(node) ?? none
  return kind === undefined ? edges : edges.filter((edge) => edge.targetKind === kind)
}

/** The nodes a node leads to directly, each once, in document order. */
export function childrenOf(workflow: Workflow, node: NodeId, kind = 'main'): readonly NodeId[] {
  return [...new Set(edgesOutOf(workflow, node, kind).map((edge) => edge.target))]
}

/** The nodes that lead to a node directly, each once, in document order. */
export function parentsOf(workflow: Workflow, node: NodeId, kind = 'main'): readonly NodeId[] {
  return [...new Set(edgesInto(workflow, node, kind).map((edge) => edge.source))]
}

/** Every node that can be reached from the given ones, themselves included. */
export function reachableFrom(workflow: Workflow, starts: Iterable<NodeId>, kind = 'main'): ReadonlySet<NodeId> {
  const reached = new Set(starts)
  for (const node of reached) for (const child of childrenOf(workflow, node, kind)) reached.add(child)
  return reached
}

/** How an ancestor leads to a node: by which of its outputs, over how many edges on the shortest way. */
export interface Ancestor {
  readonly node: NodeId
  readonly output: number
  readonly distance: number
}

/** Every node before this one, nearest first. A node in a loop is its own ancestor. */
export function ancestorsOf(workflow: Workflow, node: NodeId, kind = 'main'): ReadonlyMap<NodeId, Ancestor> {
  const ancestors = new Map<NodeId, Ancestor>()
  let nearest: readonly NodeId[] = [node]
  for (let distance = 1; nearest.length > 0; distance += 1) {
    const found: NodeId[] = []
    for (const edge of nearest.flatMap((near) => edgesInto(workflow, near, kind))) {
      if (ancestors.has(edge.source)) continue
      ancestors.set(edge.source, { node: edge.source, output: edge.output, distance })
      found.push(edge.source)
    }
    nearest = found
  }
  return ancestors
}

/** Whether the node only lends a capability to others: edges leave it, and none of them is `main`. */
export function isSubNode(workflow: Workflow, node: NodeId): boolean {
  const out = edgesOutOf(workflow, node)
  return out.length > 0 && out.every((edge) => edge.kind !== 'main')
}

/** The sub-nodes attached to a node, and those attached to them, nearest first. */
export function subNodesOf(workflow: Workflow, node: NodeId): readonly NodeId[] {
  const found = new Set([node])
  for (const root of found) {
    for (const edge of edgesInto(workflow, root)) if (edge.kind !== 'main') found.add(edge.source)
  }
  found.delete(node)
  return [...found]
}

/** The nodes in the flow that a sub-node serves, through other sub-nodes if need be. */
export function rootsOf(workflow: Workflow, subNode: NodeId): readonly NodeId[] {
  const seen = new Set([subNode])
  for (const node of seen) {
    for (const edge of edgesOutOf(workflow, node)) if (edge.kind !== 'main') seen.add(edge.target)
  }
  return [...seen].filter((node) => node !== subNode && !isSubNode(workflow, node))
}

/** The nodes that start executions. Which types do is the catalog's knowledge, so the caller says. */
export function triggersOf(workflow: Workflow, isTrigger: (node: WorkflowNode) => boolean): readonly WorkflowNode[] {
  return [...workflow.nodes.values()].filter((node) => isTrigger(node) && !node.disabled)
}

/** The nodes in the flow that nothing leads to: where a run may begin, and where a stray part begins. */
export function entriesOf(workflow: Workflow): readonly WorkflowNode[] {
  return [...workflow.nodes.values()].filter(
    ({ id }) => edgesInto(workflow, id, 'main').length === 0 && !isSubNode(workflow, id),
  )
}

/** A loop of the flow. */
export interface Loop {
  /** Where the flow enters it. */
  readonly head: NodeId
  /** The other nodes in it, inner loops included, in document order. */
  readonly body: readonly NodeId[]
  /** The edges that lead back to the head. */
  readonly returns: readonly Edge[]
  /** The loop this one lies in, as its place in the list. */
  readonly inside?: number
}

/** Loops inside loops are told apart to this depth; deeper ones count as part of the deepest. */
const deepestLoop = 8

/** The loops of the flow, outer before inner. */
export function loopsOf(workflow: Workflow): readonly Loop[] {
  const known = loopIndex.get(workflow.edges)
  if (known) return known
  const loops: Loop[] = []
  const search = (nodes: readonly NodeId[], cut: ReadonlySet<Edge>, depth: number, inside?: number) => {
    const next = (node: NodeId) => edgesOutOf(workflow, node, 'main').filter((edge) => !cut.has(edge))
    for (const members of cycles(nodes, next)) {
      const loop = loopAmong(workflow, members, cut)
      loops.push(inside === undefined ? loop : { ...loop, inside })
      if (depth < deepestLoop) search(members, new Set([...cut, ...loop.returns]), depth + 1, loops.length - 1)
    }
  }
  search([...workflow.nodes.keys()], new Set(), 1)
  loopIndex.set(workflow.edges, loops)
  return loops
}

/** Groups of nodes that are attached to each other in a circle, which nothing can run. */
export function attachmentCyclesOf(workflow: Workflow): readonly (readonly NodeId[])[] {
  const attached = (node: NodeId) => edgesOutOf(workflow, node).filter((edge) => edge.kind !== 'main')
  return cycles([...workflow.nodes.keys()], attached)
}

const loopIndex = new WeakMap<readonly Edge[], readonly Loop[]>()

function loopAmong(workflow: Workflow, members: readonly NodeId[], cut: ReadonlySet<Edge>): Loop {
  const inLoop = new Set(members)
  const entered = (node: NodeId) =>
    edgesInto(workflow, node, 'main').some((edge) => cut.has(edge) || !inLoop.has(edge.source))
  const head = members.find(entered) ?? members[0] ?? ''
  const returns = edgesInto(workflow, head, 'main').filter((edge) => inLoop.has(edge.source) && !cut.has(edge))
  return { head, body: members.filter((node) => node !== head), returns }
}

/**
 * The groups of nodes that lead to each other (strongly connected components with an edge in them), in
 * document order. Tarjan's algorithm with its own stack: documents may be longer than the machine's is deep.
 */
function cycles(
  nodes: readonly NodeId[],
  edgesFrom: (node: NodeId) => readonly Edge[],
): readonly (readonly NodeId[])[] {
  const order = new Map(nodes.map((node, index) => [node, index]))
  const next = (node: NodeId) => edgesFrom(node).filter((edge) => order.has(edge.target))
  const discovered = new Map<NodeId, number>()
  const lowest = new Map<NodeId, number>()
  const open: NodeId[] = []
  const isOpen = new Set<NodeId>()
  const groups: NodeId[][] = []

  const enter = (node: NodeId) => {
    discovered.set(node, discovered.size)
    lowest.set(node, discovered.size - 1)
    open.push(node)
    isOpen.add(node)
    return { node, edges: next(node), at: 0 }
  }
  const lower = (node: NodeId, to: number | undefined) =>
    lowest.set(node, Math.min(lowest.get(node) ?? 0, to ?? Infinity))

  for (const start of nodes) {
    if (discovered.has(start)) continue
    const path = [enter(start)]
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      const edge = frame.edges[frame.at]
      frame.at += 1
      if (edge) {
        if (!discovered.has(edge.target)) path.push(enter(edge.target))
        else if (isOpen.has(edge.target)) lower(frame.node, discovered.get(edge.target))
        continue
      }
      path.pop()
      const parent = path.at(-1)
      if (parent) lower(parent.node, lowest.get(frame.node))
      if (lowest.get(frame.node) !== discovered.get(frame.node)) continue
      const group = open.splice(open.lastIndexOf(frame.node))
      for (const node of group) isOpen.delete(node)
      if (group.length > 1 || frame.edges.some(({ target }) => target === frame.node)) groups.push(group)
    }
  }
  const place = (node: NodeId | undefined) => (node === undefined ? 0 : (order.get(node) ?? 0))
  for (const group of groups) group.sort((a, b) => place(a) - place(b))
  return groups.sort((a, b) => place(a[0]) - place(b[0]))
}

/**
 * The flow in columns: a node stands after everything that leads to it, loops counted once. Sub-nodes are
 * not in the flow and in no column.
 */
export function layersOf(workflow: Workflow): readonly (readonly NodeId[])[] {
  const returns = new Set(loopsOf(workflow).flatMap((loop) => loop.returns))
  const forward = (edges: readonly Edge[]) => edges.filter((edge) => !returns.has(edge))
  const nodes = [...workflow.nodes.keys()].filter((node) => !isSubNode(workflow, node))
  const waiting = new Map(nodes.map((node) => [node, forward(edgesInto(workflow, node, 'main')).length]))
  const column = new Map<NodeId, number>()
  const ready = nodes.filter((node) => waiting.get(node) === 0)
  let settled = 0

  const settle = () => {
    for (; settled < ready.length; settled += 1) {
      const node = ready[settled] ?? ''
      const here = column.get(node) ?? 0
      column.set(node, here)
      waiting.delete(node)
      for (const { target } of forward(edgesOutOf(workflow, node, 'main'))) {
        const left = waiting.get(target)
        if (left === undefined) continue
        column.set(target, Math.max(column.get(target) ?? 0, here + 1))
        waiting.set(target, left - 1)
        if (left === 1) ready.push(target)
      }
    }
  }
  settle()
  // Loops nested deeper than we tell apart still wait for themselves; the first in the document goes first.
  for (const node of nodes) {
    if (!waiting.has(node)) continue
    ready.push(node)
    settle()
  }
  const layers: NodeId[][] = []
  for (const node of nodes) (layers[column.get(node) ?? 0] ??= []).push(node)
  return layers
}

/** Whether the document already has this edge. */
export function hasEdge(workflow: Workflow, edge: Edge): boolean {
  return edgesOutOf(workflow, edge.source).some((known) => sameEdge(known, edge))
}
