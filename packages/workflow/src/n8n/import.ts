/**
 * The door through which n8n's documents come in. Whatever comes becomes a document as far as it can, with
 * a list of what was odd and where; nothing is thrown and nothing is lost: an export equals the import.
 */
import type { Json, JsonObject } from '@millrace/sdk'
import { type Diagnostic, diagnostic } from '../diagnostic.ts'
import { type NodeId, type Position, type Workflow, type WorkflowNode, newWorkflow } from '../document.ts'
import type { FoundInWorkflow } from '../found.ts'
import { isJsonList, isJsonObject, own } from '../json.ts'
import type { KnownTypes } from '../validate/known-types.ts'
import { typeDiagnostics } from '../validate/type-diagnostics.ts'
import { writeConnections, writeDocument, writeNode } from './export.ts'
import { type IdSource, hashedIds, nameNodes } from './identity.ts'
import { readConnections } from './import-connections.ts'
import { type Report, readHead, readObject, reportWrongType, unnamed } from './import-head.ts'
import { readNode } from './import-node.ts'
import { type Limits, defaultLimits, readJson } from './read-json.ts'
import { repairsBetween } from './repairs.ts'
import { documentsIn } from './wrappers.ts'

export interface ImportOptions {
  /** Names nodes that have no id; by default from their place and name, so that two imports agree. */
  readonly ids?: IdSource
  /** With it, unknown types, versions and invented operations are reported. */
  readonly types?: KnownTypes
  /** The name of a document that has none. */
  readonly name?: string
  readonly limits?: Partial<Limits>
}

export interface Imported {
  readonly workflow: Workflow
  readonly diagnostics: readonly Diagnostic[]
}

/** Imports one workflow: the first, where the input holds several. */
export function importWorkflow(input: unknown, options: ImportOptions = {}): Imported {
  const [first, ...others] = importWorkflows(input, options)
  if (first === undefined) return { workflow: newWorkflow(options.name ?? unnamed), diagnostics: [] }
  if (others.length === 0) return first
  const more = diagnostic('document.several', `There are ${others.length + 1} workflows here; the first was taken.`)
  return { workflow: first.workflow, diagnostics: [more, ...first.diagnostics] }
}

/** Imports every workflow of the input: one, a list, or either in a wrapper. There is always at least one. */
export function importWorkflows(input: unknown, options: ImportOptions = {}): readonly Imported[] {
  const limits = { ...defaultLimits, ...options.limits }
  const diagnostics: Diagnostic[] = []
  const json = readJson(input, limits, (found) => diagnostics.push(found))
  const documents = json === undefined ? [] : documentsIn(json)
  if (documents.length > 0) {
    return documents.map((document) => readDocument(document, options, limits, diagnostics))
  }
  if (!diagnostics.some(({ severity }) => severity === 'error')) {
    diagnostics.push(
      diagnostic('document.not-workflow', 'This holds no workflow: it has neither nodes nor connections.'),
    )
  }
  return [{ workflow: newWorkflow(options.name ?? unnamed), diagnostics }]
}

function readDocument(
  document: JsonObject,
  options: ImportOptions,
  limits: Limits,
  before: readonly Diagnostic[],
): Imported {
  const diagnostics = [...before]
  const report = (found: Diagnostic) => void diagnostics.push(found)
  const { nodes, idOf, odd } = readNodes(document, options, limits, report)
  const connections = own(document, 'connections')
  reportWrongType(document, 'connections', isJsonObject(connections), report)
  const read = readConnections(isJsonObject(connections) ? connections : {}, idOf, (code, message, path, node) =>
    report(diagnostic(code, message, { path, ...(node === undefined ? {} : { node }) })),
  )
  const pinned = readPinData(document, idOf, report)
  const found: FoundInWorkflow = {
    ...(odd.length === 0 ? {} : { nodes: odd }),
    ...(read.dangling.length === 0 ? {} : { connections: read.dangling }),
    ...(pinned.left.length === 0 ? {} : { pinData: pinned.left }),
  }
  const workflow = withRepairs(document, {
    ...readHead(document, options.name, report),
    nodes: withLeftovers(nodes, read.leftovers),
    edges: read.edges,
    pinData: pinned.pinData,
    found,
  })
  const { types } = options
  if (types) for (const node of workflow.nodes.values()) diagnostics.push(...typeDiagnostics(node, types))
  return { workflow, diagnostics }
}

function readNodes(document: JsonObject, options: ImportOptions, limits: Limits, report: Report) {
  const written = own(document, 'nodes')
  reportWrongType(document, 'nodes', isJsonList(written), report)
  if (written === undefined)
    report(diagnostic('document.missing-nodes', 'The document has no nodes.', { path: ['nodes'] }))
  const list = isJsonList(written) ? written : []
  if (list.length > limits.nodes) {
    report(
      diagnostic(
        'document.too-many-nodes',
        `The document has ${list.length} nodes; the first ${limits.nodes} were read.`,
        { path: ['nodes'] },
      ),
    )
  }
  const entries: { at: number; entry: JsonObject }[] = []
  const odd: { at: number; value: Json }[] = []
  for (const [at, entry] of list.slice(0, limits.nodes).entries()) {
    if (isJsonObject(entry)) entries.push({ at, entry })
    else {
      odd.push({ at, value: entry })
      report(diagnostic('node.not-object', `Entry ${at + 1} of the nodes is no node.`, { path: ['nodes', at] }))
    }
  }
  const identities = nameNodes(entries, options.ids ?? hashedIds, report)
  const nodes = new Map<NodeId, WorkflowNode>()
  const idOf = new Map<string, NodeId>()
  let position: Position = [0, 0]
  for (const [index, { at, entry }] of entries.entries()) {
    const identity = identities[index]
    if (identity === undefined) continue
    const node = readNode(entry, { ...identity, position }, (code, message, path = []) =>
      report(diagnostic(code, message, { node: identity.id, path: ['nodes', at, ...path] })),
    )
    const repairs = repairsBetween(entry, writeNode(node))
    nodes.set(node.id, repairs.length === 0 ? node : { ...node, found: { repairs } })
    idOf.set(node.name, node.id)
    position = [node.position[0] + 220, node.position[1]]
  }
  return { nodes, idOf, odd }
}

function withLeftovers(
  nodes: Map<NodeId, WorkflowNode>,
  leftovers: ReturnType<typeof readConnections>['leftovers'],
): ReadonlyMap<NodeId, WorkflowNode> {
  for (const [id, connections] of leftovers) {
    const node = nodes.get(id)
    if (node) nodes.set(id, { ...node, found: { ...node.found, connections } })
  }
  return nodes
}

function readPinData(document: JsonObject, idOf: ReadonlyMap<string, NodeId>, report: Report) {
  const pinData = new Map<NodeId, readonly JsonObject[]>()
  const left: { node: string; value: Json }[] = []
  for (const [name, value] of Object.entries(readObject(document, 'pinData', report) ?? {})) {
    if (value === undefined) continue
    const id = idOf.get(name)
    const items = isJsonList(value) && value.every(isJsonObject) ? value.filter(isJsonObject) : undefined
    if (id !== undefined && items !== undefined) {
      pinData.set(id, items)
      continue
    }
    left.push({ node: name, value })
    report(
      id === undefined
        ? diagnostic('pin-data.dangling', `There is pinned data for “${name}”, which does not exist.`, {
            path: ['pinData', name],
          })
        : diagnostic('pin-data.wrong-type', `The pinned data of “${name}” is no list of items and is not used.`, {
            node: id,
            path: ['pinData', name],
          }),
    )
  }
  return { pinData, left }
}

/** Compares what we would write with what stood there, and remembers the differences. */
function withRepairs(document: JsonObject, workflow: Workflow): Workflow {
  const nodes = own(document, 'nodes')
  const connections = own(document, 'connections')
  const written = writeDocument(
    workflow,
    isJsonList(nodes) ? nodes : [],
    isJsonObject(connections) ? connections : writeConnections(workflow),
    { for: 'millrace' },
  )
  const repairs = repairsBetween(withoutMillrace(document), withoutMillrace(written))
  const found = { ...workflow.found, ...(repairs.length === 0 ? {} : { repairs }) }
  const { found: _, ...rest } = workflow
  return Object.keys(found).length === 0 ? rest : { ...rest, found }
}

/** What Millrace added is no part of what an export for n8n gives back. */
function withoutMillrace(document: JsonObject): JsonObject {
  const meta = own(document, 'meta')
  if (!isJsonObject(meta) || !Object.hasOwn(meta, 'millrace')) return document
  const { millrace: _, ...others } = meta
  return { ...document, meta: others }
}
