/**
 * The document: what a workflow says should happen.
 *
 * In memory a workflow is nodes by id and a list of edges between ids. Names are labels people and
 * expressions use; nothing here is looked up by them. Everything is immutable: an edit (`edit/`) makes a
 * new document that shares what did not change, so `===` tells what to draw again.
 *
 *   D1  Nodes are in document order. n8n breaks ties by it, so an export must give it back.
 *   D2  Edges are in document order too. Of the edges leaving one port, the earlier runs first.
 *   D3  Every edge joins two nodes of the document, and no edge is there twice.
 *   D4  Nothing an imported document said is dropped: what we have no name for is in `extra`, and what could
 *       not be taken as it stood (a dangling connection, a text where a list belongs) is in `found`.
 *
 * n8n's JSON, with connections keyed by node name, exists at one door only: `n8n/`.
 */
import type { Json, JsonObject } from '@millrace/sdk'
import type { FoundInNode, FoundInWorkflow } from './found.ts'

export type NodeId = string

export interface Workflow {
  readonly id?: string
  readonly name: string
  readonly active?: boolean
  readonly nodes: ReadonlyMap<NodeId, WorkflowNode>
  readonly edges: readonly Edge[]
  readonly settings: WorkflowSettings
  /** Items a node hands out instead of running (manual runs only). */
  readonly pinData: ReadonlyMap<NodeId, readonly JsonObject[]>
  /** What nodes remember between executions. */
  readonly staticData?: JsonObject
  readonly tags: readonly string[]
  readonly meta?: JsonObject
  /** What Millrace adds to the format (`meta.millrace`); `nodes` is keyed by node id. */
  readonly millrace?: JsonObject
  /** Further keys of the document, kept as they are. */
  readonly extra?: JsonObject
  readonly found?: FoundInWorkflow
}

export interface WorkflowNode extends NodeSettings {
  readonly id: NodeId
  readonly name: string
  /** `httpRequest`, `ai.agent`; other packages' types keep their whole name. */
  readonly type: string
  readonly typeVersion: number
  readonly position: Position
  readonly parameters: JsonObject
  /** The chosen credentials, by credential type. */
  readonly credentials?: Readonly<Record<string, CredentialReference>>
  /** Further keys of the node, kept as they are. */
  readonly extra?: JsonObject
  readonly found?: FoundInNode
}

/** What any node may be told beside its parameters. */
export interface NodeSettings {
  readonly disabled?: boolean
  readonly notes?: string
  readonly notesInFlow?: boolean
  readonly onError?: OnError
  readonly continueOnFail?: boolean
  readonly alwaysOutputData?: boolean
  readonly executeOnce?: boolean
  readonly retryOnFail?: boolean
  readonly maxTries?: number
  readonly waitBetweenTries?: number
  readonly webhookId?: string
  readonly color?: string
}

export type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput'

export type Position = readonly [x: number, y: number]

export interface CredentialReference {
  /** null: a name without an id, as old documents have it. */
  readonly id: string | null
  readonly name: string
  readonly [key: string]: Json
}

/** A connection from an output of one node to an input of another. */
export interface Edge {
  readonly source: NodeId
  /** `main`, or what a sub-node supplies: `ai_tool`, … */
  readonly kind: string
  readonly output: number
  readonly target: NodeId
  /** The kind of the input; it differs from `kind` in damaged documents only. */
  readonly targetKind: string
  readonly input: number
  /** The connection as it was written, when we would write it differently. */
  readonly found?: JsonObject
}

export interface WorkflowSettings {
  readonly executionOrder?: ExecutionOrder
  readonly timezone?: string
  readonly errorWorkflow?: string
  readonly callerPolicy?: string
  readonly callerIds?: string
  readonly saveExecutionProgress?: boolean | 'DEFAULT'
  readonly saveManualExecutions?: boolean | 'DEFAULT'
  readonly saveDataErrorExecution?: string
  readonly saveDataSuccessExecution?: string
  /** Seconds; -1 for none. */
  readonly executionTimeout?: number
  readonly [key: string]: Json | undefined
}

export type ExecutionOrder = 'v0' | 'v1'

/** A new document: empty, and running by n8n's present rules. */
export function newWorkflow(name: string, id?: string): Workflow {
  return {
    ...(id === undefined ? {} : { id }),
    name,
    nodes: new Map(),
    edges: [],
    settings: { executionOrder: 'v1' },
    pinData: new Map(),
    tags: [],
  }
}

/** The rules the workflow runs by. A document that does not say was written under v0. */
export function executionOrder(workflow: Workflow): ExecutionOrder {
  return workflow.settings.executionOrder ?? 'v0'
}

/** What the node's errors lead to, old flag included. */
export function onErrorOf(node: NodeSettings): OnError {
  return node.onError ?? (node.continueOnFail ? 'continueRegularOutput' : 'stopWorkflow')
}

/** Whether two edges join the same ports: then they are one (D3). */
export function sameEdge(a: Edge, b: Edge): boolean {
  return (
    a.source === b.source &&
    a.target === b.target &&
    a.output === b.output &&
    a.input === b.input &&
    a.kind === b.kind &&
    a.targetKind === b.targetKind
  )
}

/** An edge as a key: the same for the same edge, and lengths go first, because ids may hold any character. */
export function edgeKey(edge: Edge): string {
  const ports = `${edge.kind.length} ${edge.kind}${edge.targetKind.length} ${edge.targetKind}`
  return `${edge.output} ${edge.input} ${ports}${edge.source.length} ${edge.source}${edge.target}`
}

/** Finds nodes by name, in one pass over the document. */
export function nodesByName(workflow: Workflow): ReadonlyMap<string, WorkflowNode> {
  const byName = new Map<string, WorkflowNode>()
  for (const node of workflow.nodes.values()) byName.set(node.name, node)
  return byName
}
