/**
 * Runs a workflow document in this process, with everything that is kept outside in memory: what `millrace
 * execute`, tests of nodes and the recorded cases stand on.
 */
import type { Catalog, ExecutionMode, Item, ItemError, Json, JsonObject, Output, WebhookResponse } from '@millrace/sdk'
import { compile, importWorkflow, type NodeRun, type Source } from '@millrace/workflow'
import { EngineError } from '../error.ts'
import { earlierRuns } from '../earlier.ts'
import { Executor } from '../executor.ts'
import type { Host } from '../host.ts'
import type { Clock, Delivery, Dialer, LiveMessage, PartialRun, Sandbox, StartJob, Vault } from '../ports.ts'
import type { Standstill } from '../run.ts'
import { readWithLists } from '../large/read-lists.ts'
import { memoryBlobs, memoryJournal, type MemoryJournal, memoryState, memoryWorkflows } from './memory.ts'
import { memoryTables } from './memory-tables.ts'

export interface LocalRunOptions {
  readonly catalog: Catalog
  readonly sandbox: Sandbox
  readonly dialer: Dialer
  readonly clock: Clock
  readonly random: () => number
  /** Names executions: the first id is this one's. */
  readonly newId: () => string
  /** Other workflows it may call, or that hear of its failures. */
  readonly others?: readonly { readonly id: string; readonly document: Json; readonly published: boolean }[]
  readonly credentials?: readonly { readonly id: string; readonly type: string; readonly data: JsonObject }[]
  readonly mode?: ExecutionMode
  /** The node to start at, by name. */
  readonly trigger?: string
  /** What the trigger was given. */
  readonly items?: readonly Item[]
  readonly partial?: Omit<PartialRun, 'dirty'> & { readonly dirty?: readonly string[] }
  readonly respond?: StartJob['respond']
  readonly id?: string
  readonly published?: boolean
  readonly zone?: string
  readonly vars?: Readonly<Record<string, string>>
  /** What of the environment expressions may read. */
  readonly environment?: Readonly<Record<string, string>>
  readonly shortWait?: number
  /** How often a node may run; left out, a hundred thousand times. */
  readonly maxNodeRuns?: number
  readonly live?: (message: LiveMessage) => void
  readonly host?: Partial<Host>
}

/** One run of a node, by the names people know. */
export interface RanNode {
  readonly node: string
  readonly run: number
  readonly order: number
  readonly status: NodeRun['status']
  readonly source: readonly (Source | null)[]
  readonly outputs: readonly Output[]
  readonly error?: ItemError
  readonly taken: boolean
  readonly pinned: boolean
}

export interface LocalRun {
  readonly status: Standstill['status']
  readonly error?: ItemError
  readonly lastNode?: string
  /** Node runs in the order they began. */
  readonly runs: readonly RanNode[]
  readonly outputs: readonly Output[]
  readonly response?: WebhookResponse
  readonly staticData?: JsonObject
  readonly customData: Readonly<Record<string, string>>
  readonly journal: MemoryJournal
  /** Runs of other workflows that this one caused (error workflows). */
  readonly caused: readonly StartJob[]
  readonly executor: Executor
}

/** Runs a document until it stands still. */
export async function runDocument(document: Json, options: LocalRunOptions): Promise<LocalRun> {
  const id = options.id ?? 'workflow'
  const execution = options.newId()
  let response: WebhookResponse | undefined
  const onDelivery = (from: string, delivery: Delivery) => {
    if (from === execution) response ??= delivery.response
  }
  const journal = memoryJournal(onDelivery)
  const main = { id, document, published: options.published ?? false, staticData: staticDataOf(document) }
  const host = localHost(options, journal, [main, ...(options.others ?? [])])
  const executor = new Executor(host)
  const standstill = await executor.start(jobOf(execution, id, document, options))
  await runDetached(executor, journal)
  const names = namesOf(document, options.catalog)
  const entries = await readWithLists(journal, execution)
  return {
    status: standstill.status,
    ...(standstill.error === undefined ? undefined : { error: standstill.error }),
    ...(standstill.lastNode === undefined ? undefined : { lastNode: names(standstill.lastNode) }),
    runs: ranNodes(standstill, earlierRuns(entries), names),
    outputs: standstill.outputs,
    ...(response === undefined ? undefined : { response }),
    ...(standstill.staticData === undefined ? undefined : { staticData: standstill.staticData }),
    customData: standstill.customData,
    journal,
    caused: journal.causes.flatMap((cause) =>
      cause.do === 'start' && cause.job.parent === undefined ? [cause.job] : [],
    ),
    executor,
  }
}

/** Runs what was called without being waited for, and what that calls in turn. */
async function runDetached(executor: Executor, journal: MemoryJournal): Promise<void> {
  for (let place = 0; place < journal.causes.length; place++) {
    const cause = journal.causes[place]
    if (cause?.do !== 'start' || !cause.job.parent?.detached) continue
    // How it fails is its own matter: its caller went on without it.
    await executor.start(cause.job).catch((failure: unknown) => {
      if (!(failure instanceof EngineError) || failure.code !== 'not_startable') throw failure
    })
  }
}

function jobOf(execution: string, id: string, document: Json, options: LocalRunOptions): StartJob {
  const mode = options.mode ?? 'manual'
  const idOf = idsOf(document)
  const { partial } = options
  return {
    execution,
    workflow: id,
    version: 'draft',
    mode,
    trigger: options.trigger ?? '',
    outputs: options.items === undefined ? [] : [options.items],
    rootId: execution,
    pinData: mode === 'manual',
    ...(options.respond === undefined ? undefined : { respond: options.respond }),
    ...(partial === undefined
      ? undefined
      : {
          partial: {
            ...partial,
            dirty: (partial.dirty ?? []).map(idOf),
            ...(partial.destination === undefined
              ? undefined
              : { destination: { ...partial.destination, node: idOf(partial.destination.node) } }),
            ...(partial.runs === undefined
              ? undefined
              : {
                  runs: partial.runs.map((run) => ({
                    ...run,
                    node: idOf(run.node),
                    source: run.source.map((one) => (one === null ? null : { ...one, node: idOf(one.node) })),
                  })),
                }),
          },
        }),
  }
}

function idsOf(document: Json): (name: string) => string {
  const { workflow } = importWorkflow(document)
  const byName = new Map([...workflow.nodes.values()].map((node) => [node.name, node.id]))
  return (name) => byName.get(name) ?? name
}

function namesOf(document: Json, catalog: Catalog): (id: string) => string {
  const { plan } = compile(importWorkflow(document).workflow, catalog)
  return (id) => plan.byId.get(id)?.name ?? id
}

function staticDataOf(document: Json): JsonObject {
  return importWorkflow(document).workflow.staticData ?? {}
}

/** Node runs with their items, names in place of ids. */
function ranNodes(
  { progress }: Standstill,
  earlier: ReturnType<typeof earlierRuns>,
  names: (id: string) => string,
): readonly RanNode[] {
  const outputs = new Map(earlier.map((run) => [`${run.node}:${run.run}`, run.outputs]))
  const runs = [...progress.nodes.values()].flat()
  return runs
    .toSorted((a, b) => a.order - b.order)
    .map((run) => ({
      node: names(run.node),
      run: run.run,
      order: run.order,
      status: run.status,
      source: run.source.map((one) => (one === null ? null : { ...one, node: names(one.node) })),
      outputs: outputs.get(`${run.node}:${run.run}`) ?? [],
      ...(run.error === undefined ? undefined : { error: run.error }),
      taken: run.taken === true,
      pinned: run.pinned === true,
    }))
}

/** A host that keeps everything in memory. */
export function localHost(
  options: LocalRunOptions,
  journal: MemoryJournal,
  workflows: Parameters<typeof memoryWorkflows>[0],
): Host {
  return {
    catalog: options.catalog,
    journal,
    blobs: memoryBlobs(),
    workflows: memoryWorkflows(workflows, options.vars),
    vault: memoryVault(options.credentials ?? []),
    state: memoryState(),
    dataTables: memoryTables({ now: options.clock.now, newId: options.newId }),
    dialer: options.dialer,
    sandbox: options.sandbox,
    clock: options.clock,
    random: options.random,
    id: options.newId,
    settings: {
      zone: options.zone ?? 'UTC',
      ...(options.environment === undefined ? {} : { environment: options.environment }),
      publicUrl: 'http://localhost:5678',
      sign: (execution) => `signature-of-${execution}`,
      maxCallDepth: 20,
      shortWait: options.shortWait ?? 65_000,
      ...(options.maxNodeRuns === undefined ? {} : { maxNodeRuns: options.maxNodeRuns }),
    },
    live: (_execution, message) => options.live?.(message),
    ...options.host,
  }
}

function memoryVault(credentials: NonNullable<LocalRunOptions['credentials']>): Vault {
  const byId = new Map(credentials.map((one) => [one.id, one]))
  return {
    async use(id, _who, action) {
      const found = byId.get(id)
      if (found === undefined) throw new EngineError('not_found', `There is no credential ${id}.`)
      return action({ type: found.type, fields: found.data, allowedHosts: [] })
    },
  }
}
