/**
 * What an expression sees of a run: the engine's side of the expression package's `Scope`. One scope serves
 * a whole node run and is moved from item to item; nodes are wrapped when an expression first names them.
 * Nothing is copied.
 */
import type {
  CustomDataPort,
  Scope,
  ScopeExecution,
  ScopeItem,
  ScopeNode,
  ScopeRun,
  Source as ScopeSource,
  Swallowed,
} from '@millrace/expression'
import type { Item, Json, JsonObject } from '@millrace/sdk'
import type { Plan, PlanNode, Source } from '@millrace/workflow'
import type { Input } from './items.ts'

/** The run as scopes read it. */
export interface RunFacts {
  readonly plan: Plan
  readonly executionId: string
  readonly mode: string
  readonly zone: string
  readonly active: boolean
  readonly usePins: boolean
  readonly resumeUrl: string
  readonly resumeFormUrl: string
  readonly customData: CustomDataPort
  readonly vars: Readonly<Record<string, string>>
  /** What of the environment expressions may read. */
  readonly environment: Readonly<Record<string, string>>
  now(): number
  /** What the node's finished runs gave, oldest first. */
  runsOf(node: PlanNode): readonly FinishedRun[]
  stateOf(node: PlanNode): JsonObject
}

export interface FinishedRun {
  readonly source: readonly (Source | null)[]
  readonly outputs: readonly (readonly Item[] | null)[]
}

/** Names of nodes as expressions and links write them, for the sources of a run. */
export function namedSources(plan: Plan, source: readonly (Source | null)[]): readonly (ScopeSource | null)[] {
  return source.map((one) => namedSource(plan, one))
}

export function namedSource(plan: Plan, source: Source | null) {
  if (source === null) return null
  return {
    previousNode: plan.byId.get(source.node)?.name ?? source.node,
    previousNodeOutput: source.output,
    previousNodeRun: source.run,
  }
}

/** One node of the workflow, wrapped for expressions. */
export class NodeOfRun implements ScopeNode {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly typeVersion: number
  readonly webhookId?: string
  readonly disabled: boolean
  private readonly facts: RunFacts
  private readonly node: PlanNode

  constructor(facts: RunFacts, node: PlanNode) {
    this.facts = facts
    this.node = node
    this.id = node.id
    this.name = node.name
    this.type = node.type
    this.typeVersion = node.version
    this.disabled = node.disabled
    if (node.webhookId !== undefined) this.webhookId = node.webhookId
  }

  get runCount(): number {
    return this.facts.runsOf(this.node).length
  }

  run(index: number): ScopeRun | undefined {
    const run = this.facts.runsOf(this.node)[index]
    return run === undefined ? undefined : new RunOfNode(this.facts.plan, run)
  }

  pinned(): readonly ScopeItem[] | undefined {
    return this.facts.usePins && this.node.pinned !== undefined ? scopeItems(this.node.pinned) : undefined
  }

  parameters(): Readonly<Record<string, unknown>> {
    return this.node.parameters.raw
  }

  context(): Readonly<Record<string, unknown>> {
    return this.facts.stateOf(this.node)
  }
}

class RunOfNode implements ScopeRun {
  private readonly plan: Plan
  private readonly finished: FinishedRun

  constructor(plan: Plan, finished: FinishedRun) {
    this.plan = plan
    this.finished = finished
  }

  get source(): readonly (ScopeSource | null)[] {
    return namedSources(this.plan, this.finished.source)
  }

  get outputCount(): number {
    return this.finished.outputs.length
  }

  output(index: number): readonly ScopeItem[] | null | undefined {
    const output = this.finished.outputs[index]
    return output === null || output === undefined ? output : scopeItems(output)
  }
}

/** An item is a scope item; only the open end of the latter's type keeps the compiler from seeing it. */
function scopeItems(items: readonly Item[]): readonly ScopeItem[] {
  return items as readonly (Item & ScopeItem)[]
}

/** The scope of one node run; `itemIndex` is moved by whoever resolves for another item. */
export class NodeScope implements Scope {
  readonly current: ScopeNode
  itemIndex = 0
  readonly runIndex: number
  readonly executing = true
  extra?: Readonly<Record<string, unknown>>
  private readonly facts: RunFacts
  private readonly planned: PlanNode
  private readonly inputs: readonly Input[]
  readonly sourceRefs: readonly (Source | null)[]
  private wrapped: Map<string, ScopeNode> | undefined
  private warned: Map<string, { readonly text: string; readonly message: string }> | undefined

  constructor(
    facts: RunFacts,
    node: PlanNode,
    runIndex: number,
    inputs: readonly Input[],
    source: readonly (Source | null)[],
  ) {
    this.facts = facts
    this.planned = node
    this.runIndex = runIndex
    this.inputs = inputs
    this.sourceRefs = source
    this.current = new NodeOfRun(facts, node)
  }

  get zone(): string {
    return this.facts.zone
  }

  get mode(): string {
    return this.facts.mode
  }

  get workflow() {
    const { plan, active } = this.facts
    return { id: plan.id, active, ...(plan.name === '' ? undefined : { name: plan.name }) }
  }

  now(): number {
    return this.facts.now()
  }

  items(input: number): readonly ScopeItem[] | null {
    const found = this.inputs[input]
    return found === undefined || this.sourceRefs[input] === null ? null : scopeItems(found.given)
  }

  sources(): readonly (ScopeSource | null)[] {
    return namedSources(this.facts.plan, this.sourceRefs)
  }

  node(name: string): ScopeNode | undefined {
    if (name === this.planned.name) return this.current
    const known = this.wrapped?.get(name)
    if (known !== undefined) return known
    const node = this.facts.plan.byName.get(name)
    if (node === undefined) return undefined
    const wrapped = new NodeOfRun(this.facts, node)
    this.wrapped ??= new Map()
    this.wrapped.set(name, wrapped)
    return wrapped
  }

  outputTowards(name: string): number | undefined {
    const from = this.facts.plan.byName.get(name)
    return from === undefined ? undefined : outputTowards(this.facts.plan, from, this.planned)
  }

  execution(): ScopeExecution {
    const { executionId, resumeUrl, resumeFormUrl, customData } = this.facts
    return { id: executionId, resumeUrl, resumeFormUrl, customData }
  }

  vars(): Readonly<Record<string, string>> {
    return this.facts.vars
  }

  env(): Readonly<Record<string, string>> {
    return this.facts.environment
  }

  /** An expression of a strict workflow went wrong, and gave nothing for it. */
  warn({ message }: Swallowed, text: string): void {
    this.warned ??= new Map()
    if (this.warned.size < MOST_WARNINGS) this.warned.set(`${text}\n${message}`, { text, message })
  }

  /** What went wrong in the expressions of this run, each once and by its field. */
  get warnings(): readonly string[] {
    if (this.warned === undefined) return []
    return [...this.warned.values()].map(({ text, message }) => {
      const field = pathOf(this.planned.parameters.raw, text)
      const where = field === undefined ? 'An expression' : `The expression in “${field}”`
      return `${where} went wrong and gives nothing: ${message}.`
    })
  }
}

/** A run tells no more than so many mistakes in expressions. */
const MOST_WARNINGS = 20

/** Where a text stands among parameters: `options.note`, `values[0].name`. */
function pathOf(value: Json | undefined, text: string, path = ''): string | undefined {
  if (value === text) return path
  if (typeof value !== 'object' || value === null) return undefined
  const list = Array.isArray(value)
  for (const [key, member] of Object.entries(value) as [string, Json | undefined][]) {
    const found = pathOf(member, text, list ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** The output of `from` that leads to `to`, the nearest way first, perhaps through other nodes. */
export function outputTowards(plan: Plan, from: PlanNode, to: PlanNode): number | undefined {
  const seen = new Set<number>([to.at])
  let layer = [to]
  while (layer.length > 0) {
    const above: PlanNode[] = []
    for (const node of layer) {
      for (const edge of node.before.flat()) {
        if (edge.from === from.at) return edge.output
        const parent = plan.nodes[edge.from]
        if (parent === undefined || seen.has(parent.at)) continue
        seen.add(parent.at)
        above.push(parent)
      }
    }
    layer = above
  }
  return undefined
}
