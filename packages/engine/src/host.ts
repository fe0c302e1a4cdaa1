/** The outside of a run: the ports an execution may use, bundled once per process. */
import type { Catalog, JsonObject, Machine, WorkflowCallResult } from '@millrace/sdk'
import type { Plan } from '@millrace/workflow'
import type {
  Blobs,
  Clock,
  Dialer,
  Journal,
  LiveMessage,
  Sandbox,
  StartJob,
  State,
  TableStore,
  Vault,
  Workflows,
} from './ports.ts'
import type { Secrets } from './secrets.ts'

export interface Host {
  readonly catalog: Catalog
  readonly journal: Journal
  readonly blobs: Blobs
  readonly workflows: Workflows
  readonly vault: Vault
  readonly state: State
  readonly dataTables: TableStore
  readonly dialer: Dialer
  readonly sandbox: Sandbox
  /** Left out, nothing of it is open. */
  readonly machine?: Machine
  readonly clock: Clock
  readonly random: () => number
  readonly id: () => string
  readonly settings: HostSettings
  /** Tells whoever watches; may be lost. */
  live(execution: string, message: LiveMessage): void
}

export interface HostSettings {
  /** The zone of workflows that do not name one. */
  readonly zone: string
  /** Where resume addresses begin: `https://host`. */
  readonly publicUrl: string
  /** The signature of an execution's resume addresses. */
  sign(execution: string): string
  /** Environment variables that the administrator lets expressions read; left out, none. */
  readonly environment?: Readonly<Record<string, string>>
  /** How deep executions may call each other. */
  readonly maxCallDepth: number
  /** How often a node may run in an execution; left out, a hundred thousand times. */
  readonly maxNodeRuns?: number
  /** Characters of one output, as JSON, after which its items go to a file; left out, 8 million. */
  readonly spillAfter?: number
  /** Waits shorter than this, in milliseconds, stay in the process. */
  readonly shortWait: number
}

/** A workflow version ready to run. */
export interface Loaded {
  readonly plan: Plan
  readonly id: string
  readonly name: string
  readonly version: string
  readonly active: boolean
  readonly project: string
  readonly staticData: JsonObject
  readonly vars: Readonly<Record<string, string>>
}

/** Starts the parts of an execution that are executions of their own. */
export interface Children {
  /** Runs a child and answers with how it ended. What the child and its caller use of secrets is in neither's record. */
  call(job: StartJob, secrets: Secrets): Promise<ChildEnd>
  /** The same for a child that this process runs already; undefined where it runs none of that name. */
  running(execution: string): Promise<ChildEnd> | undefined
}

/** How a child came to an end; one that waits tells its caller later, and one that never began leaves its job. */
export type ChildEnd =
  | { readonly kind: 'ended' | 'neverBegan'; readonly result: WorkflowCallResult }
  | { readonly kind: 'waits' }
