/**
 * Compiles a workflow against a catalog, in four phases:
 *
 *   1 resolve      every node to its type and version
 *   2 expressions  parameters to constants and compiled templates
 *   3 shape        ports, connections, who waits for what
 *   4 order        in which order what a node feeds is put on the agenda (v0, v1)
 *
 * It never throws at a person who is typing: what is odd comes back as diagnostics.
 */
import {
  type Catalog,
  conditionHolds,
  type JsonObject,
  type NodeDescription,
  type NodeType,
  portsOf,
} from '@millrace/sdk'
import { type Diagnostic, diagnostic } from '../diagnostic.ts'
import { type Edge, executionOrder, onErrorOf, type Position, type Workflow, type WorkflowNode } from '../document.ts'
import { ownNodeSettings, type OwnSettings, ownSettings } from './own-settings.ts'
import { type Parameters, prepareParameters } from './parameters.ts'
import { pinnedItems } from './pinned.ts'
import type { Plan, PlanEdge, PlanNode } from './plan.ts'
import { refusals } from './refusals.ts'

export interface Compiled {
  readonly plan: Plan
  readonly diagnostics: readonly Diagnostic[]
}

/** Makes the plan of a workflow. Cheap: linear in nodes and connections. */
export function compile(workflow: Workflow, catalog: Catalog): Compiled {
  const diagnostics: Diagnostic[] = []
  const resolved = resolve(workflow, catalog, diagnostics)
  const shape = shapeOf(workflow, resolved)
  const place: Place = (at) => resolved[at]?.node.position ?? [0, 0]
  const own = ownSettings(workflow)
  const prepared = resolved.map((one) => expressions(one, own, diagnostics))
  const nodes = prepared.map((one) => planNode(workflow, one, { shape, place, own }))
  const refused = new Map(prepared.flatMap(refusalsOf))
  for (const found of refused.values()) diagnostics.push(...found)
  const plan: Plan = {
    id: workflow.id ?? '',
    name: workflow.name,
    order: executionOrder(workflow),
    settings: workflow.settings,
    own,
    nodes,
    byId: new Map(nodes.map((node) => [node.id, node])),
    byName: new Map(nodes.map((node) => [node.name, node])),
    refusals: refused,
  }
  return { plan, diagnostics }
}

// Phase 1

interface Resolved {
  readonly at: number
  readonly node: WorkflowNode
  readonly nodeType: NodeType | undefined
}

function resolve(workflow: Workflow, catalog: Catalog, diagnostics: Diagnostic[]): readonly Resolved[] {
  const resolved: Resolved[] = []
  for (const node of workflow.nodes.values()) {
    const nodeType = catalog.node(node.type)
    if (nodeType?.description.annotation) continue
    if (nodeType === undefined) {
      diagnostics.push(
        diagnostic('node.unknown-type', `“${node.name}” is of type ${node.type}, which is not installed.`, {
          node: node.id,
          path: ['type'],
        }),
      )
    }
    resolved.push({ at: resolved.length, node, nodeType })
  }
  return resolved
}

// Phase 2

interface Expressed extends Resolved {
  readonly parameters: Parameters
}

function expressions(resolved: Resolved, own: OwnSettings, diagnostics: Diagnostic[]): Expressed {
  const { node, nodeType } = resolved
  const parameters = prepareParameters(node.parameters, nodeType?.description, node.typeVersion, own.expressions)
  reportSyntax(parameters, node, diagnostics)
  return { ...resolved, parameters }
}

function reportSyntax({ dynamic }: Parameters, node: WorkflowNode, diagnostics: Diagnostic[]): void {
  const open = dynamic === undefined ? [] : [dynamic]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (one.kind !== 'template') {
      for (const value of one.values) if (value.kind !== 'constant') open.push(value)
      continue
    }
    const { error } = one.template
    if (error === null) continue
    diagnostics.push(
      diagnostic('expression.syntax', `An expression of “${node.name}” cannot be read: ${error.message}`, {
        node: node.id,
        ...(error.range === undefined ? {} : { range: [error.range.start, error.range.end] }),
      }),
    )
  }
}

function refusalsOf({
  at,
  node,
  nodeType,
  parameters,
}: Expressed): readonly (readonly [number, readonly Diagnostic[]])[] {
  if (nodeType === undefined || node.disabled === true) return []
  const found = refusals(node, nodeType.description, parameters)
  return found.length === 0 ? [] : [[at, found]]
}

// Phase 3

interface Shape {
  readonly numbers: ReadonlyMap<string, number>
  readonly leaving: readonly PlanEdge[][]
  readonly entering: readonly PlanEdge[][]
  readonly attached: readonly Map<string, number[]>[]
}

function shapeOf(workflow: Workflow, resolved: readonly Resolved[]): Shape {
  const numbers = new Map(resolved.map(({ node, at }) => [node.id, at]))
  const leaving: PlanEdge[][] = resolved.map(() => [])
  const entering: PlanEdge[][] = resolved.map(() => [])
  const attached: Map<string, number[]>[] = resolved.map(() => new Map())
  for (const edge of workflow.edges) {
    const from = numbers.get(edge.source)
    const to = numbers.get(edge.target)
    if (from === undefined || to === undefined) continue
    if (edge.kind === 'main' && edge.targetKind === 'main') {
      const planned = { from, output: edge.output, to, input: edge.input }
      leaving[from]?.push(planned)
      entering[to]?.push(planned)
    } else attach(attached[to], edge, from)
  }
  return { numbers, leaving, entering, attached }
}

function attach(attached: Map<string, number[]> | undefined, edge: Edge, from: number): void {
  const ofKind = attached?.get(edge.kind)
  if (ofKind) ofKind.push(from)
  else attached?.set(edge.kind, [from])
}

// Phase 4

type Place = (at: number) => Position

/** Connections in the order their targets come on: v0 as they were drawn, v1 the highest on the canvas first. */
function inOrder(workflow: Workflow, leaving: readonly PlanEdge[], place: Place): readonly PlanEdge[] {
  const drawn = leaving
    .map((edge, drawnAt) => ({ edge, drawnAt }))
    .sort((a, b) => a.edge.output - b.edge.output || a.drawnAt - b.drawnAt)
    .map(({ edge }) => edge)
  if (executionOrder(workflow) === 'v0') return drawn
  // Nodes on the very same spot run in reverse order of connection.
  return drawn.reverse().sort((a, b) => {
    const [ax, ay] = place(a.to)
    const [bx, by] = place(b.to)
    return ay - by || ax - bx
  })
}

interface Planning {
  readonly shape: Shape
  readonly place: Place
  readonly own: OwnSettings
}

function planNode(workflow: Workflow, expressed: Expressed, { shape, place, own }: Planning): PlanNode {
  const { at, node, nodeType, parameters } = expressed
  const description = nodeType?.description
  const entering = shape.entering[at] ?? []
  const leaving = shape.leaving[at] ?? []
  const before = byInput(entering)
  const onError = onErrorOf(node)
  const ports = description === undefined ? undefined : portsOf(description, parameters.raw, node.typeVersion)
  const outputs = ports === undefined ? 1 : ports.outputs.filter((port) => port.kind === 'main').length
  const inputs = ports === undefined ? 1 : ports.inputs.filter((port) => port.kind === 'main').length
  return {
    at,
    id: node.id,
    name: node.name,
    type: node.type,
    version: node.typeVersion,
    nodeType,
    webhookId: node.webhookId,
    parameters,
    ...operationOf(nodeType, parameters.raw, node.typeVersion),
    credentials: node.credentials ?? {},
    disabled: node.disabled === true,
    onError,
    oldContinue: node.onError === undefined && node.continueOnFail === true,
    alwaysOutputData: node.alwaysOutputData === true,
    executeOnce: node.executeOnce === true,
    tries: node.retryOnFail === true ? Math.min(5, Math.max(2, node.maxTries ?? 3)) : 1,
    pause: Math.min(5000, Math.max(0, node.waitBetweenTries ?? 1000)),
    own: ownNodeSettings(workflow, node.id, own),
    pinned: pinnedItems(workflow.pinData.get(node.id)),
    inputs: Math.max(inputs, before.length),
    connected: [...before.keys()].filter((input) => (before[input]?.length ?? 0) > 0),
    needs: description === undefined ? 'one' : needsOf(description, parameters.raw, node.typeVersion),
    outputs,
    errorOutput: onError === 'continueErrorOutput' ? outputs : undefined,
    next: inOrder(workflow, leaving, place),
    before,
    attached: shape.attached[at] ?? new Map(),
  }
}

/** A node whose parameters choose no operation is planned all the same, and fails when its turn comes. */
function operationOf(
  nodeType: NodeType | undefined,
  parameters: JsonObject,
  version: number,
): Pick<PlanNode, 'operation' | 'problem' | 'effect' | 'supply'> {
  try {
    const effect = nodeType?.effect(parameters, version) ?? 'pure'
    const operation = nodeType?.operation?.(parameters, version)
    return { operation, problem: undefined, effect, supply: nodeType?.supply?.(parameters, version) }
  } catch (problem) {
    return { operation: undefined, problem, effect: 'pure', supply: undefined }
  }
}

function byInput(entering: readonly PlanEdge[]): readonly (readonly PlanEdge[])[] {
  const inputs: PlanEdge[][] = []
  for (const edge of entering) {
    while (inputs.length <= edge.input) inputs.push([])
    inputs[edge.input]?.push(edge)
  }
  return inputs
}

function needsOf(description: NodeDescription, parameters: JsonObject, version: number): 'one' | 'all' {
  const rule = description.needs?.find(
    ({ versions, when }) =>
      (versions === undefined || versions.includes(version)) && conditionHolds(when, parameters, parameters, version),
  )
  return rule?.inputs ?? 'one'
}
