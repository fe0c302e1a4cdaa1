/**
 * Writes a document in n8n's form. For `n8n`, as it was found: ids that were missing stay missing, and what
 * Millrace adds is left out. For `millrace`, complete: every node has its id, and `meta.millrace` is there.
 */
import type { Json, JsonObject } from '@millrace/sdk'
import type { Edge, NodeId, Workflow, WorkflowNode } from '../document.ts'
import type { Leftover } from '../found.ts'
import { isJsonList } from '../json.ts'
import { writeConnection } from './connection.ts'
import { nodeSettings, text } from './fields.ts'
import { undoRepairs } from './repairs.ts'
import { writeTypeName } from './type-names.ts'

export interface ExportOptions {
  readonly for: 'n8n' | 'millrace'
}

export function exportWorkflow(workflow: Workflow, options: ExportOptions): JsonObject {
  const asFound = options.for === 'n8n'
  const nameOf = asFound ? foundNames(workflow) : new Map<NodeId, string>()
  const nodes: Json[] = []
  for (const node of workflow.nodes.values()) nodes.push(asFound ? writeAsFound(node, nameOf) : writeNode(node))
  for (const { at, value } of workflow.found?.nodes ?? []) nodes.splice(at, 0, value)

  const written = writeDocument(workflow, nodes, writeConnections(workflow), options)
  return asFound ? undoRepairs(written, workflow.found?.repairs) : written
}

/** The document without what was found: what the importer compares with, to learn what it repaired. */
export function writeDocument(
  workflow: Workflow,
  nodes: readonly Json[],
  connections: JsonObject,
  options: ExportOptions,
): JsonObject {
  const millrace = options.for === 'millrace' && workflow.millrace !== undefined ? { millrace: workflow.millrace } : {}
  const meta = workflow.meta ?? (Object.keys(millrace).length > 0 ? {} : undefined)
  const pinData = writePinData(workflow)
  return {
    ...(workflow.id === undefined ? {} : { id: workflow.id }),
    name: workflow.name,
    nodes,
    connections,
    ...(workflow.active === undefined ? {} : { active: workflow.active }),
    settings: workflow.settings,
    ...(Object.keys(pinData).length === 0 ? {} : { pinData }),
    ...(workflow.staticData === undefined ? {} : { staticData: workflow.staticData }),
    ...(workflow.tags.length === 0 ? {} : { tags: workflow.tags.map((name) => ({ name })) }),
    ...(meta === undefined ? {} : { meta: { ...meta, ...millrace } }),
    ...workflow.extra,
  }
}

const settingKeys = Object.keys(nodeSettings)

export function writeNode(node: WorkflowNode): JsonObject {
  const written: Record<string, Json> = {
    id: node.id,
    name: node.name,
    type: writeTypeName(node.type),
    typeVersion: node.typeVersion,
    position: node.position,
    parameters: node.parameters,
  }
  if (node.credentials !== undefined) written['credentials'] = node.credentials
  for (const key of settingKeys) {
    const value: Json | undefined = Reflect.get(node, key)
    if (value !== undefined) written[key] = value
  }
  return node.extra === undefined ? written : { ...written, ...node.extra }
}

function writeAsFound(node: WorkflowNode, nameOf: ReadonlyMap<NodeId, string>): JsonObject {
  const repairs = node.found?.repairs?.filter(
    ({ key, was }) => key !== 'name' || nameOf.has(node.id) || (was !== undefined && text(was) === node.name),
  )
  return undoRepairs(writeNode(node), repairs)
}

/** Nodes that may take back the taken or missing name they were found with: those nothing refers to. */
function foundNames(workflow: Workflow): ReadonlyMap<NodeId, string> {
  const names = new Map<NodeId, string>()
  for (const { id, name, found } of workflow.nodes.values()) {
    if (found?.repairs?.some(({ key }) => key === 'name') && !workflow.pinData.has(id)) names.set(id, name)
  }
  for (const edge of workflow.edges) {
    names.delete(edge.source)
    names.delete(edge.target)
  }
  return names
}

function writePinData(workflow: Workflow): JsonObject {
  const entries: [string, Json][] = []
  for (const [id, items] of workflow.pinData) {
    const node = workflow.nodes.get(id)
    if (node) entries.push([node.name, items])
  }
  for (const { node, value } of workflow.found?.pinData ?? []) entries.push([node, value])
  return Object.fromEntries(entries)
}

type Slots = (Json | Json[])[]

export function writeConnections(workflow: Workflow): JsonObject {
  const bySource = Map.groupBy(workflow.edges, (edge) => edge.source)
  const entries: [string, Json][] = []
  const sources = new Set(bySource.keys())
  for (const node of workflow.nodes.values()) if (node.found?.connections) sources.add(node.id)
  for (const id of sources) {
    const node = workflow.nodes.get(id)
    if (node) entries.push([node.name, writeSource(workflow, bySource.get(id) ?? [], node.found?.connections ?? [])])
  }
  const names = new Set(entries.map(([name]) => name))
  for (const { source, value } of workflow.found?.connections ?? []) {
    if (!names.has(source)) entries.push([source, value])
  }
  return Object.fromEntries(entries)
}

function writeSource(workflow: Workflow, edges: readonly Edge[], leftovers: readonly Leftover[]): Json {
  const kinds = new Map<string, Slots>()
  for (const edge of edges) {
    const target = workflow.nodes.get(edge.target)
    if (target) listAt(slotsOf(kinds, edge.kind), edge.output).push(writeConnection(edge, target.name))
  }
  const odd = new Map<string, Json>()
  for (const { at, value } of leftovers) {
    const [kind, output, place] = at
    if (kind === undefined) {
      if (kinds.size === 0) return value
    } else if (output === undefined) {
      if (!kinds.has(kind)) odd.set(kind, value)
    } else if (place === undefined) {
      placeSlot(slotsOf(kinds, kind), output, value)
    } else {
      listAt(slotsOf(kinds, kind), output).splice(place, 0, value)
    }
  }
  return Object.fromEntries<Json>([...kinds, ...odd])
}

function slotsOf(kinds: Map<string, Slots>, kind: string): Slots {
  const slots = kinds.get(kind) ?? []
  kinds.set(kind, slots)
  return slots
}

/** The list of an output; outputs before it that nothing leaves are empty lists. */
function listAt(slots: Slots, output: number): Json[] {
  while (slots.length <= output) slots.push([])
  const slot = slots[output]
  if (Array.isArray(slot)) return slot
  const list: Json[] = []
  slots[output] = list
  return list
}

function placeSlot(slots: Slots, output: number, value: Json): void {
  const taken = slots[output]
  if (isJsonList(taken) && taken.length > 0) return
  while (slots.length <= output) slots.push([])
  slots[output] = isJsonList(value) ? [...value] : value
}
