/**
 * What a node may touch while it runs: the sdk's `RunContext` over one node run. Members that reach outside
 * go through the host's ports; nothing is prepared before a node asks for it.
 */
import { compileTemplate, evaluate } from '@millrace/expression'
import type {
  AttachedNode,
  CodeRunner,
  CodeScope,
  ConnectionKind,
  DataTables,
  Entry,
  ExecutionFacts,
  ExecutionMode,
  Files,
  Http,
  HttpRequest,
  HttpResponse,
  Item,
  ItemList,
  Json,
  JsonObject,
  JsonParameters,
  Machine,
  Network,
  Output,
  ParentNode,
  RunContext,
  SupplyContext,
  Tables,
} from '@millrace/sdk'
import { refuse } from '@millrace/sdk'
import { type Plan, type PlanNode, preparedAt, resolvePrepared, type Source, type Used } from '@millrace/workflow'
import { codeScope } from './code/code-scope.ts'
import { runCode } from './code/run-code.ts'
import { executionFiles } from './files/execution-files.ts'
import { attemptKey } from './attempt-key.ts'
import type { Host } from './host.ts'
import { actsOnTheWorld, sendSigned } from './network/http.ts'
import { hasHeader, limitsOf } from './signing/send-with-credential.ts'
import { type Input, views } from './items.ts'
import { closedMachine } from './machine/machine.ts'
import { resolveWhatCan } from './old-continue.ts'
import type { FileDoor, LiveMessage, OpenCredential } from './ports.ts'
import { namedSource, NodeScope, type RunFacts } from './scope.ts'
import type { Secrets } from './secrets.ts'
import { projectTables } from './tables/project-tables.ts'

/** A request that names no credential, and no way of its own out of the network. */
export type UnsignedRequest = Omit<HttpRequest, 'credential' | 'proxy'>

/** The run a node belongs to, as its context needs it. */
export interface RunDoor extends RunFacts {
  readonly host: Host
  readonly project: string
  readonly version: string
  readonly rootId: string
  readonly signal: AbortSignal
  readonly allCustomData: Readonly<Record<string, string>>
  /** What is kept out of the record of the execution. */
  readonly secrets: Secrets
  setCustomData(key: string, value: string): void
  staticData(scope: string): Record<string, Json | undefined>
  /** What a run gave on an output. */
  outputOf(source: Source): Output | undefined
  /** The node that runs is about to act on the world: resolves when that and all before it is on disk. */
  acts(): Promise<void>
  live(message: LiveMessage): void
  /** Sends a piece of a streamed answer. */
  stream(node: string, value: Json): void
  /** A sub-node is used: what was recorded of the same use is told again, else it is performed and recorded. */
  use(node: PlanNode, used: Used, perform: (key: string) => Promise<JsonObject>): Promise<JsonObject>
}

export class NodeContext implements RunContext {
  readonly runIndex: number
  readonly entry: Entry
  readonly state: JsonObject
  readonly inputs: readonly ItemList[]
  /** Ends what the attempt does: the execution is canceled, or the attempt took too long. */
  signal: AbortSignal
  readonly scope: NodeScope
  readonly run: RunDoor
  readonly planned: PlanNode
  private readonly views: readonly Input[]
  /** How many requests with a key were sent for an item. */
  private requests: Map<number | 'all', number> | undefined
  /** What sub-nodes gave to this run, by their number. */
  private supplied: Map<number, Promise<unknown>> | undefined
  private readonly source: readonly (Source | null)[]
  private resolvedAt = -1
  private resolved: JsonParameters | undefined

  constructor(
    run: RunDoor,
    node: PlanNode,
    runIndex: number,
    views: readonly Input[],
    source: readonly (Source | null)[],
    entry: Entry,
  ) {
    this.run = run
    this.planned = node
    this.runIndex = runIndex
    this.entry = entry
    this.views = views
    this.source = source
    this.inputs = views.map((input) => new ListInMemory(run.plan, input))
    this.state = run.stateOf(node)
    this.signal = run.signal
    this.scope = new NodeScope(run, node, runIndex, views, source)
  }

  get node() {
    const { id, name, type, version } = this.planned
    return { id, name, type, version }
  }

  get workflow() {
    const { plan, active } = this.run
    return { id: plan.id, name: plan.name, active }
  }

  get execution(): ExecutionFacts {
    const { executionId, rootId, mode, resumeUrl, resumeFormUrl, allCustomData } = this.run
    return { id: executionId, rootId, mode: mode as ExecutionMode, resumeUrl, resumeFormUrl, customData: allCustomData }
  }

  inputsOf(run: number): readonly ItemList[] {
    if (run === this.runIndex) return this.inputs
    const source = this.run.runsOf(this.planned)[run]?.source ?? []
    return source.map((one, input) => new ListAtSource(this.run, this.planned, one, input))
  }

  get zone(): string {
    return this.run.zone
  }

  parameters(index = 0): JsonParameters {
    const { dynamic, perItem, raw } = this.planned.parameters
    if (dynamic === undefined) return raw
    const place = perItem ? index : 0
    if (this.resolved !== undefined && this.resolvedAt === place) return this.resolved
    this.scope.itemIndex = place
    const resolve = this.planned.oldContinue ? resolveWhatCan : resolvePrepared
    const resolved = resolve(dynamic, this.scope) as JsonParameters
    this.resolved = resolved
    this.resolvedAt = place
    return resolved
  }

  parameter(path: string, index = 0): unknown {
    const prepared = preparedAt(this.planned.parameters, path)
    if (prepared === undefined) return undefined
    this.scope.itemIndex = index
    return resolvePrepared(prepared, this.scope)
  }

  get rawParameters(): JsonObject {
    return this.planned.parameters.raw
  }

  get expressions(): 'n8n' | 'strict' {
    return this.run.plan.own.expressions
  }

  evaluate(text: string, index: number, extra?: JsonObject): unknown {
    const { scope } = this
    scope.itemIndex = index
    scope.extra = extra
    try {
      return evaluate(compileTemplate(`=${text}`, { mode: this.run.plan.own.expressions }), scope)
    } finally {
      scope.extra = undefined
    }
  }

  get warnings(): readonly string[] {
    return this.scope.warnings
  }

  key(index?: number): string {
    return attemptKey({ ...this.place, item: index ?? 'all' })
  }

  private get place() {
    return { rootId: this.run.rootId, node: this.planned.id, run: this.runIndex }
  }

  /** The request with the attempt's key, where the service or the node's author names a header for it. */
  private keyed(request: HttpRequest, item: number | 'all'): HttpRequest {
    const header = request.keyHeader ?? this.planned.own.keyHeader
    if (header === undefined || hasHeader(request, header)) return request
    this.requests ??= new Map()
    const nth = this.requests.get(item) ?? 0
    this.requests.set(item, nth + 1)
    return { ...request, headers: { ...request.headers, [header]: attemptKey({ ...this.place, item, nth }) } }
  }

  /** An attempt begins, which `limit` ends: its requests are those of the one before. */
  begin(limit: AbortSignal | undefined): void {
    this.requests = undefined
    this.signal = limit === undefined ? this.run.signal : AbortSignal.any([this.run.signal, limit])
  }

  now(): Date {
    return new Date(this.run.now())
  }

  random(): number {
    return this.run.host.random()
  }

  uuid(): string {
    return this.run.host.id()
  }

  get http(): Http {
    return { send: (request, itemIndex) => this.send(request, itemIndex ?? 'all') }
  }

  private async send(request: HttpRequest, item: number | 'all'): Promise<HttpResponse> {
    if (!actsOnTheWorld(request.method)) return sendSigned(this, request)
    await this.run.acts()
    return sendSigned(this, this.keyed(request, item))
  }

  /**
   * Sends a request that people's code made up: guarded as every way out of a sandbox is, and signed only with a
   * credential of the node. Code has no effect on the world until it calls out, so what was done before is written
   * down first.
   */
  async sendGuarded(request: UnsignedRequest, files: FileDoor, credential?: string): Promise<HttpResponse> {
    await this.run.acts()
    const described = credential === undefined ? request : { ...request, credential }
    return sendSigned(this, described, { guarded: true, files })
  }

  get network(): Network {
    const { dialer } = this.run.host
    return {
      addressOf: async ({ credential, ...target }) => {
        if (credential === undefined) return dialer.addressOf(target, {})
        const allowed = await this.openCredential(credential, (opened) => Promise.resolve(limitsOf(opened, {})))
        return dialer.addressOf(target, allowed)
      },
    }
  }

  get files(): Files {
    return executionFiles(this.run.host.blobs, this.run.executionId)
  }

  get machine(): Machine {
    return this.run.host.machine ?? closedMachine
  }

  get code(): CodeRunner {
    return { run: (call) => runCode(this, call) }
  }

  codeScope(index?: number): CodeScope {
    return codeScope(this, index ?? 0)
  }

  credential<T>(type: string, use: (fields: JsonObject) => Promise<T>): Promise<T> {
    return this.openCredential(type, ({ fields }) => use(fields))
  }

  async openCredential<T>(type: string, use: (credential: OpenCredential) => Promise<T>): Promise<T> {
    const reference = this.planned.credentials[type]
    if (reference === undefined || reference.id === null) {
      throw refuse(`“${this.planned.name}” has no credential of type ${type}.`, {
        code: 'credential_missing',
        hint: 'Choose a credential in the node.',
        retry: 'no',
      })
    }
    const who = { project: this.run.project, nodeType: this.planned.type }
    let isOpen = false
    try {
      return await this.run.host.vault.use(reference.id, who, (credential) => {
        isOpen = true
        this.run.secrets.learnFields(this.run.host.catalog.credential(type), credential.fields)
        return use(credential)
      })
    } catch (cause) {
      if (isOpen || !isNotFound(cause)) throw cause
      throw refuse(`The credential “${reference.name}” of “${this.planned.name}” is not here.`, {
        code: 'credential_missing',
        hint: 'Create it, then choose it in the node: documents name credentials but do not hold them.',
        retry: 'no',
        cause,
      })
    }
  }

  hasCredential(type: string): boolean {
    return Object.hasOwn(this.planned.credentials, type)
  }

  staticData(scope: 'global' | 'node'): Record<string, Json | undefined> {
    return this.run.staticData(scope === 'global' ? 'global' : `node:${this.planned.name}`)
  }

  setCustomData(key: string, value: string): void {
    this.run.setCustomData(key, value)
  }

  get tables(): Tables {
    const { host, plan } = this.run
    return {
      addNew: (set, values, limit) => host.state.addNew({ workflow: plan.id, set }, values, limit),
      raise: (set, value) => host.state.raise({ workflow: plan.id, set }, value),
      clear: (set) => host.state.clear({ workflow: plan.id, set }),
    }
  }

  get dataTables(): DataTables {
    return projectTables(this.run.host.dataTables, this.run.project)
  }

  log(line: string): void {
    this.run.live({ type: 'console', node: this.planned.id, run: this.runIndex, line: this.run.secrets.hideText(line) })
  }

  stream(chunk: Json): void {
    this.run.stream(this.planned.id, chunk)
  }

  progress(done: number, total: number): void {
    this.run.live({ type: 'progress', node: this.planned.id, run: this.runIndex, done, total })
  }

  attached(kind: ConnectionKind): readonly AttachedNode[] {
    const numbers = this.planned.attached.get(kind) ?? []
    return numbers.flatMap((at) => {
      const node = this.run.plan.nodes[at]
      return node === undefined || node.disabled ? [] : [this.attachedNode(node, kind)]
    })
  }

  private attachedNode(node: PlanNode, kind: ConnectionKind): AttachedNode {
    const { id, name, type, version, at } = node
    this.supplied ??= new Map()
    const { supplied } = this
    const supply = () => {
      const known = supplied.get(at) ?? this.supplyFrom(node, kind)
      supplied.set(at, known)
      return known
    }
    return { id, name, type, version, kind, supply }
  }

  /** What a sub-node gives to this run: its expressions see what this node sees, at the first item. */
  private async supplyFrom(node: PlanNode, kind: ConnectionKind): Promise<unknown> {
    if (node.problem !== undefined) throw node.problem
    if (node.supply === undefined) {
      throw refuse(`“${node.name}” gives nothing that could be used.`, { code: 'node_supplies_nothing', retry: 'no' })
    }
    const { run, runIndex, views, source } = this
    return node.supply(new SupplyingContext({ run, node, runIndex, views, source }, this, kind))
  }

  parents(): readonly ParentNode[] {
    return ancestors(this.run.plan.nodes, this.planned)
  }

  /** The items of an input as the node sees them. */
  viewsOf(input: number): readonly Item[] {
    return this.views[input]?.items ?? []
  }
}

function isNotFound(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'not_found'
}

/** Who a sub-node's context is made for. */
interface Supplying {
  readonly run: RunDoor
  readonly node: PlanNode
  readonly runIndex: number
  readonly views: readonly Input[]
  readonly source: readonly (Source | null)[]
}

/** What a sub-node may touch: the context of the run it is attached to, under its own name. */
class SupplyingContext extends NodeContext implements SupplyContext {
  readonly kind: ConnectionKind
  private readonly root: NodeContext

  constructor({ run, node, runIndex, views, source }: Supplying, root: NodeContext, kind: ConnectionKind) {
    super(run, node, runIndex, views, source, { by: 'input' })
    this.kind = kind
    this.root = root
  }

  override parameters(): JsonParameters {
    return super.parameters(0)
  }

  override parameter(path: string): unknown {
    return super.parameter(path, 0)
  }

  use(input: JsonObject, perform: (key: string) => Promise<JsonObject>): Promise<JsonObject> {
    const { planned: by, runIndex: run } = this.root
    return this.run.use(this.planned, { by: by.id, run, kind: this.kind, input }, perform)
  }
}

function ancestors(nodes: readonly PlanNode[], node: PlanNode): readonly ParentNode[] {
  const found: ParentNode[] = []
  const seen = new Set<number>([node.at])
  let layer = [node]
  while (layer.length > 0) {
    const above: PlanNode[] = []
    for (const edge of layer.flatMap((one) => one.before.flat())) {
      const parent = nodes[edge.from]
      if (parent === undefined || seen.has(parent.at)) continue
      seen.add(parent.at)
      above.push(parent)
      found.push({ name: parent.name, type: parent.type, rawParameters: parent.parameters.raw })
    }
    layer = above
  }
  return found
}

class ListInMemory implements ItemList {
  private readonly plan: Plan
  private readonly from: Source | null
  private readonly items: readonly Item[]

  constructor(plan: Plan, { source, items }: Input) {
    this.plan = plan
    this.from = source
    this.items = items
  }

  get length(): number {
    return this.items.length
  }

  get source() {
    return namedSource(this.plan, this.from) ?? undefined
  }

  async all(): Promise<readonly Item[]> {
    return this.items
  }

  async slice(start: number, end?: number): Promise<readonly Item[]> {
    return this.items.slice(start, end)
  }

  async *chunks(size = 1000): AsyncIterable<readonly Item[]> {
    for (let i = 0; i < this.items.length; i += size) yield this.items.slice(i, i + size)
  }
}

/** The input of an earlier run: its items lie where they lay, and only those asked for are made ready again. */
class ListAtSource implements ItemList {
  readonly length: number
  private readonly plan: Plan
  private readonly from: Source | null
  private readonly given: readonly Item[]
  private readonly input: number

  constructor(run: RunDoor, node: PlanNode, from: Source | null, input: number) {
    this.plan = run.plan
    this.from = from
    this.given = (from === null ? undefined : run.outputOf(from)) ?? []
    this.length = node.executeOnce ? Math.min(1, this.given.length) : this.given.length
    this.input = input
  }

  get source() {
    return namedSource(this.plan, this.from) ?? undefined
  }

  all(): Promise<readonly Item[]> {
    return this.slice(0)
  }

  async slice(start: number, end = this.length): Promise<readonly Item[]> {
    return views(this.given, this.input, start, Math.min(end, this.length))
  }

  async *chunks(size = 1000): AsyncIterable<readonly Item[]> {
    for (let i = 0; i < this.length; i += size) yield this.slice(i, i + size)
  }
}
