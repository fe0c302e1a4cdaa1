/** Builds a scope from a recorded context: a workflow document, run data, and where the current item comes from. */
import {
  type CustomDataPort,
  dataScope,
  type Scope,
  type ScopeItem,
  type ScopeNode,
  type Source,
} from '@millrace/expression'
import { parametersOf } from './parameters.ts'

export interface RecordedNode {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly typeVersion: number
  readonly parameters?: Readonly<Record<string, unknown>>
  readonly webhookId?: string
  readonly disabled?: boolean
}

interface RecordedRun {
  readonly source?: readonly (Source | null)[]
  readonly data?: { readonly main?: readonly (readonly ScopeItem[] | null)[] }
}

interface Connection {
  readonly node: string
  readonly index: number
}

export interface RecordedWorkflow {
  readonly id?: string
  readonly name?: string
  readonly active?: boolean
  readonly settings?: { readonly timezone?: string; readonly binaryMode?: string }
  readonly nodes: readonly RecordedNode[]
  readonly connections: Readonly<Record<string, { readonly main?: readonly (readonly Connection[] | null)[] }>>
  readonly pinData?: Readonly<Record<string, readonly ScopeItem[]>>
}

export interface RecordedContext {
  readonly workflow: RecordedWorkflow
  readonly active: string
  readonly runData?: Readonly<Record<string, readonly RecordedRun[]>> | null
  readonly source?: { readonly main: readonly (Source | null)[] } | null
  readonly input?: readonly ScopeItem[]
  readonly runIndex?: number
  readonly itemIndex?: number
  readonly mode?: string
  readonly executionId?: string | null
  readonly vars?: Readonly<Record<string, unknown>>
  readonly extra?: Readonly<Record<string, unknown>>
  readonly contextData?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly customData?: Readonly<Record<string, unknown>>
  readonly objectsAsText?: boolean
}

/** What is the same for all rows of a folder. */
export interface Surroundings {
  readonly now: number
  readonly zone: string
  readonly baseUrl: string
  readonly resumeToken: string
}

export function scopeOf(context: RecordedContext, around: Surroundings): Scope {
  const { workflow } = context
  const nodes = new Map(workflow.nodes.map((node) => [node.name, nodeOf(context, node)]))
  const sources = context.source?.main ?? []
  const active = nodes.get(context.active)
  if (active === undefined) throw new Error(`The context has no node "${context.active}".`)
  const executing = context.runData !== null && context.runData !== undefined
  return dataScope({
    current: active,
    itemIndex: context.itemIndex ?? 0,
    runIndex: context.runIndex ?? 0,
    zone: around.zone,
    mode: context.mode ?? 'manual',
    workflow: {
      active: workflow.active ?? false,
      ...(workflow.id === undefined ? {} : { id: workflow.id }),
      ...(workflow.name === undefined ? {} : { name: workflow.name }),
    },
    now: () => around.now,
    items: (index) => inputItems(context, nodes, index),
    inputLink: (index, item) => linkOf(inputItems(context, nodes, index)?.[item]),
    sources: () => sources,
    node: (name) => nodes.get(name),
    outputTowards: (name) => outputTowards(workflow, name, context.active),
    executing,
    execution: () => executionOf(context, around),
    vars: () => context.vars ?? {},
    ...(context.extra === undefined ? {} : { extra: context.extra }),
    combinedBinary: workflow.settings?.binaryMode === 'combined',
    objectsAsText: context.objectsAsText ?? false,
  })
}

function nodeOf(context: RecordedContext, node: RecordedNode): ScopeNode {
  const runs = context.runData?.[node.name] ?? []
  const pins = (context.mode ?? 'manual') === 'manual' ? context.workflow.pinData?.[node.name] : undefined
  const state = context.contextData?.[`node:${node.name}`] ?? {}
  return {
    id: node.id,
    name: node.name,
    type: node.type,
    typeVersion: node.typeVersion,
    ...(node.webhookId === undefined ? {} : { webhookId: node.webhookId }),
    runCount: runs.length,
    run: (index) => {
      const run = runs[index]
      if (run === undefined) return undefined
      const outputs = run.data?.main ?? []
      return { source: run.source ?? [], output: (i) => outputs[i], outputCount: outputs.length }
    },
    pinned: () => pins,
    parameters: () => parametersOf(node),
    context: () => state,
  }
}

/** The items on an input: given, pinned, or on the output they come from. */
function inputItems(
  context: RecordedContext,
  nodes: ReadonlyMap<string, ScopeNode>,
  index: number,
): readonly ScopeItem[] | null {
  if (context.input !== undefined && index === 0 && context.input.length > 0) return context.input
  const source = context.source?.main[index]
  if (source === null || source === undefined) return null
  const node = nodes.get(source.previousNode)
  const pinned = node?.pinned?.()
  if (pinned !== undefined) return pinned
  return node?.run(source.previousNodeRun ?? 0)?.output(source.previousNodeOutput ?? 0) ?? null
}

/** In the recorded contexts an input item says itself where it lies on the output before. */
function linkOf(item: ScopeItem | undefined): number | null | undefined {
  const link = item?.pairedItem
  if (link === undefined || link === null) return undefined
  if (typeof link === 'number') return link
  return 'item' in link ? link.item : null
}

/** The output of `from` that leads to `to`, nearest first. */
function outputTowards(workflow: RecordedWorkflow, from: string, to: string): number | undefined {
  const outputs = workflow.connections[from]?.main ?? []
  const reach = (start: readonly string[]): boolean => {
    const seen = new Set<string>()
    let front = [...start]
    while (front.length > 0) {
      if (front.includes(to)) return true
      front.forEach((name) => seen.add(name))
      front = front.flatMap((name) =>
        (workflow.connections[name]?.main ?? []).flatMap((list) => (list ?? []).map(({ node }) => node)),
      )
      front = [...new Set(front)].filter((name) => !seen.has(name))
    }
    return false
  }
  const found = outputs.findIndex((list) => reach((list ?? []).map(({ node }) => node)))
  return found < 0 ? undefined : found
}

function customDataOf(data: Map<string, unknown>): CustomDataPort {
  return {
    get: (key) => data.get(key),
    all: () => Object.fromEntries(data),
    set: (key, value) => void data.set(key, value),
  }
}

function executionOf(context: RecordedContext, around: Surroundings): ReturnType<NonNullable<Scope['execution']>> {
  const id = context.executionId === null ? undefined : (context.executionId ?? '231')
  const signed = context.runData === null || context.runData === undefined ? '' : `?signature=${around.resumeToken}`
  const shown = id ?? '__UNKNOWN__'
  const data = new Map(Object.entries(context.customData ?? {}))
  return {
    ...(id === undefined ? {} : { id }),
    resumeUrl: `${around.baseUrl}/webhook-waiting/${shown}${signed}`,
    resumeFormUrl: `${around.baseUrl}/form-waiting/${shown}${signed}`,
    ...(signed === '' ? {} : { customData: customDataOf(data) }),
  }
}
