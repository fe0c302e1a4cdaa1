/**
 * Makes the document an operation asks for. Pure: the old document stays as it was, and everything an
 * operation does not touch is shared with the new one.
 */
import type { JsonObject } from '@millrace/sdk'
import {
  type CredentialReference,
  type Edge,
  type NodeId,
  type Workflow,
  type WorkflowNode,
  sameEdge,
} from '../document.ts'
import { isJsonObject, own, withKey } from '../json.ts'
import { isPort, maxPort } from '../n8n/connection.ts'
import { EditError } from './edit-error.ts'
import type { Operation, Patch } from './operation.ts'
import { withParameter } from './parameter-path.ts'
import { renamedTexts } from './references.ts'
import type { EditTools } from './tools.ts'

/**
 * Collections of nodes made since an edit began. Nobody else has seen them yet, so the next part of the same
 * edit changes them in place: pasting a thousand nodes copies the document once.
 */
export type Fresh = WeakSet<Workflow['nodes']>

/**
 * The document after an operation, which may be one part of an edit: then documents of earlier parts, which made what is
 * `fresh`, must not be looked at afterwards.
 * @throws EditError when the document does not allow it; a composite is made whole or not at all
 */
export function applyWith(
  workflow: Workflow,
  operation: Operation,
  tools: EditTools,
  fresh: Fresh = new WeakSet(),
): Workflow {
  const change = (id: NodeId, to: (node: WorkflowNode) => WorkflowNode) => withNode(workflow, id, to, fresh)
  switch (operation.do) {
    case 'addNode':
      return addNode(workflow, operation.node, operation.at ?? workflow.nodes.size, fresh)
    case 'removeNode':
      return removeNode(workflow, operation.node, fresh)
    case 'replaceNode':
      return replaceNode(workflow, operation.node, fresh)
    case 'renameNode':
      return renameNode(workflow, operation.node, operation.name, operation.references ? undefined : tools, fresh)
    case 'moveNode':
      return change(operation.node, (node) => ({ ...node, position: operation.position }))
    case 'orderNode':
      return orderNode(workflow, operation.node, operation.at)
    case 'setParameter':
      return change(operation.node, (node) => ({
        ...node,
        parameters: withParameter(node.parameters, operation.path, operation.value),
      }))
    case 'setParameters':
      return change(operation.node, (node) => ({ ...node, parameters: operation.parameters }))
    case 'setNodeSettings':
      return change(operation.node, (node) => patched(node, operation.settings))
    case 'setVersion':
      return change(operation.node, (node) => ({ ...node, typeVersion: operation.typeVersion }))
    case 'setCredential':
      return change(operation.node, (node) => withCredential(node, operation.type, operation.credential))
    case 'connect':
      return connect(workflow, operation.edge, operation.at ?? workflow.edges.length)
    case 'disconnect':
      return disconnect(workflow, operation.edge)
    case 'setPinData':
      return setPinData(workflow, operation.node, operation.items)
    case 'setName':
      return { ...workflow, name: operation.name }
    case 'setTags':
      return { ...workflow, tags: operation.tags }
    case 'setSettings':
      return { ...workflow, settings: operation.settings }
    case 'setNodeMillrace':
      return setNodeMillrace(workflow, operation.node, operation.value)
    case 'setDetails':
      return patched(workflow, operation.details)
    case 'composite':
      return operation.operations.reduce((document, part) => applyWith(document, part, tools, fresh), workflow)
  }
}

/** The node with this id. */
export function nodeOf(workflow: Workflow, id: NodeId): WorkflowNode {
  const node = workflow.nodes.get(id)
  if (!node) throw new EditError('edit.no-node', 'This node is no longer in the workflow.')
  return node
}

/** What Millrace keeps about a node beside n8n's fields. */
export function nodeMillrace(workflow: Workflow, id: NodeId): JsonObject | undefined {
  const nodes = workflow.millrace === undefined ? undefined : own(workflow.millrace, 'nodes')
  const value = isJsonObject(nodes) ? own(nodes, id) : undefined
  return isJsonObject(value) ? value : undefined
}

/** The texts of other nodes that follow a rename, by node. */
export function referencesTo(
  workflow: Workflow,
  from: string,
  to: string,
  tools: EditTools,
): ReadonlyMap<NodeId, ReturnType<typeof renamedTexts>> {
  const changed = new Map<NodeId, ReturnType<typeof renamedTexts>>()
  for (const node of workflow.nodes.values()) {
    const texts = renamedTexts(node.parameters, from, to, tools, (path) => tools.isCode(node, path))
    if (texts.length > 0) changed.set(node.id, texts)
  }
  return changed
}

/** The document's nodes, to be changed. */
function nodesToChange(workflow: Workflow, fresh: Fresh): Map<NodeId, WorkflowNode> {
  const { nodes } = workflow
  if (nodes instanceof Map && fresh.has(nodes)) return nodes
  const copy = new Map(nodes)
  fresh.add(copy)
  return copy
}

function addNode(workflow: Workflow, node: WorkflowNode, at: number, fresh: Fresh): Workflow {
  if (workflow.nodes.has(node.id)) throw new EditError('edit.node-exists', `“${node.name}” is already there.`)
  checkName(workflow, node.id, node.name)
  if (at < workflow.nodes.size) {
    return { ...workflow, nodes: new Map([...workflow.nodes].toSpliced(at, 0, [node.id, node])) }
  }
  return { ...workflow, nodes: nodesToChange(workflow, fresh).set(node.id, node) }
}

function removeNode(workflow: Workflow, id: NodeId, fresh: Fresh): Workflow {
  nodeOf(workflow, id)
  const edges = workflow.edges.filter((edge) => edge.source !== id && edge.target !== id)
  const cleared = setNodeMillrace(setPinData(workflow, id, undefined), id, undefined)
  const nodes = nodesToChange(workflow, fresh)
  nodes.delete(id)
  return { ...cleared, nodes, edges: edges.length === workflow.edges.length ? workflow.edges : edges }
}

function replaceNode(workflow: Workflow, node: WorkflowNode, fresh: Fresh): Workflow {
  checkName(workflow, node.id, node.name)
  return withNode(workflow, node.id, () => node, fresh)
}

function renameNode(
  workflow: Workflow,
  id: NodeId,
  name: string,
  tools: EditTools | undefined,
  fresh: Fresh,
): Workflow {
  const { name: before } = nodeOf(workflow, id)
  checkName(workflow, id, name)
  const rewritten = tools ? referencesTo(workflow, before, name, tools) : new Map<NodeId, never>()
  const nodes = nodesToChange(workflow, fresh)
  for (const [owner, texts] of rewritten) {
    const node = nodeOf(workflow, owner)
    const parameters = texts.reduce((all, { path, after }) => withParameter(all, path, after), node.parameters)
    nodes.set(owner, { ...node, parameters })
  }
  return withNode({ ...workflow, nodes }, id, (node) => ({ ...node, name }), fresh)
}

function orderNode(workflow: Workflow, id: NodeId, at: number): Workflow {
  const node = nodeOf(workflow, id)
  const others = [...workflow.nodes].filter(([other]) => other !== id)
  return { ...workflow, nodes: new Map(others.toSpliced(at, 0, [id, node])) }
}

function withCredential(node: WorkflowNode, type: string, credential: CredentialReference | undefined): WorkflowNode {
  const others = Object.entries(node.credentials ?? {}).filter(([other]) => other !== type)
  const all = credential ? [...others, [type, credential] as const] : others
  return patched(node, { credentials: all.length === 0 ? null : Object.fromEntries(all) })
}

function connect(workflow: Workflow, edge: Edge, at: number): Workflow {
  nodeOf(workflow, edge.source)
  nodeOf(workflow, edge.target)
  if (!isPort(edge.output) || !isPort(edge.input)) {
    throw new EditError('edit.bad-port', `A connection's ports are whole numbers from 0 to ${maxPort}.`)
  }
  if (edgeIndex(workflow, edge) >= 0)
    throw new EditError('edit.edge-exists', 'These two are already connected this way.')
  return { ...workflow, edges: workflow.edges.toSpliced(at, 0, edge) }
}

function disconnect(workflow: Workflow, edge: Edge): Workflow {
  const at = edgeIndex(workflow, edge)
  if (at < 0) throw new EditError('edit.no-edge', 'This connection is no longer in the workflow.')
  return { ...workflow, edges: workflow.edges.toSpliced(at, 1) }
}

/** An edge's place in the document, -1 if it is not there. */
export function edgeIndex(workflow: Workflow, edge: Edge): number {
  return workflow.edges.findIndex((known) => sameEdge(known, edge))
}

function setPinData(workflow: Workflow, id: NodeId, items: readonly JsonObject[] | undefined): Workflow {
  if (items === undefined && !workflow.pinData.has(id)) return workflow
  nodeOf(workflow, id)
  const pinData = new Map(workflow.pinData)
  if (items === undefined) pinData.delete(id)
  else pinData.set(id, items)
  return { ...workflow, pinData }
}

function setNodeMillrace(workflow: Workflow, id: NodeId, value: JsonObject | undefined): Workflow {
  if (value === undefined && nodeMillrace(workflow, id) === undefined) return workflow
  const before = workflow.millrace ?? {}
  const known = own(before, 'nodes')
  const nodes = withKey(isJsonObject(known) ? known : {}, id, value)
  const millrace = withKey(before, 'nodes', Object.keys(nodes).length === 0 ? undefined : nodes)
  return patched(workflow, { millrace: Object.keys(millrace).length === 0 ? null : millrace })
}

function withNode(
  workflow: Workflow,
  id: NodeId,
  change: (node: WorkflowNode) => WorkflowNode,
  fresh: Fresh,
): Workflow {
  const changed = change(nodeOf(workflow, id))
  return { ...workflow, nodes: nodesToChange(workflow, fresh).set(id, changed) }
}

/** A copy with fields set, or taken away where the patch says null. */
function patched<Whole extends object>(whole: Whole, patch: Patch<NoInfer<Whole>>): Whole {
  const copy = { ...whole }
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || value === null) Reflect.deleteProperty(copy, key)
    else Reflect.set(copy, key, value)
  }
  return copy
}

/** Names are unique, because exports and expressions go by them. */
function checkName(workflow: Workflow, id: NodeId, name: string): void {
  if (name.trim() === '') throw new EditError('edit.no-name', 'A node needs a name.')
  for (const other of workflow.nodes.values()) {
    if (other.name === name && other.id !== id) {
      throw new EditError('edit.name-taken', `There is already a node called “${name}”. Choose another name.`)
    }
  }
}
