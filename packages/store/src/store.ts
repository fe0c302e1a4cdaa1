import type { Readable } from 'node:stream'
import type { Blobs, Journal, ManagedTableStore, State } from '@millrace/engine'
import type { AuthDatabase } from './auth-database.ts'
import type { PackedJournal } from './journal/encode.ts'
import type { ApiKeys } from './repositories/api-keys.ts'
import type { Audit } from './repositories/audit.ts'
import type { CredentialRepository } from './repositories/credentials.ts'
import type { ExecutionRepository } from './repositories/executions.ts'
import type { Projects } from './repositories/projects.ts'
import type { PruneLimits } from './prune-limits.ts'
import type { Pruning } from './repositories/pruning.ts'
import type { RecoveryRepository } from './repositories/recovery.ts'
import type { RouteRepository } from './repositories/routes.ts'
import type { Schedules } from './repositories/schedules.ts'
import type { Settings } from './repositories/settings.ts'
import type { VariableRepository } from './repositories/variables.ts'
import type { WebhookKeys } from './repositories/webhook-keys.ts'
import type { WorkflowRepository } from './repositories/workflows.ts'
import type { KeySource } from './vault/key-source.ts'
import type { InstanceVault } from './vault/instance-vault.ts'

/**
 * Everything that is kept. The engine's ports (journal, blobs, workflows, vault, state, variables) and the
 * server's repositories over one database, which is SQLite in the home folder or Postgres at an address.
 */
export interface Store {
  readonly kind: 'sqlite' | 'postgres'

  readonly journal: Journal & PackedJournal
  readonly blobs: Blobs & BlobFolder
  readonly workflows: WorkflowRepository
  readonly vault: InstanceVault
  readonly state: State
  readonly dataTables: ManagedTableStore
  readonly variables: VariableRepository

  readonly executions: ExecutionRepository
  readonly recovery: RecoveryRepository
  readonly credentials: CredentialRepository
  readonly routes: RouteRepository
  readonly schedules: Schedules
  readonly webhookKeys: WebhookKeys
  readonly settings: Settings
  readonly projects: Projects
  readonly apiKeys: ApiKeys
  readonly audit: Audit
  readonly pruning: Pruning

  /** The sign-in library's way into the same database (its tables exist after the migrations). */
  authDatabase(): AuthDatabase
  /**
   * Counts changes to what is published, whoever made them (this process, an import by the command line):
   * ask twice a second and load triggers again when it moved. Costs microseconds.
   */
  publishedRevision(): Promise<number>
  /** Copies the database, while it is in use, to a new file (SQLite only). */
  backup(file: string): Promise<void>
  close(): Promise<void>
}

export interface StoreOptions {
  /** The folder of the database, the key file and the files of executions. */
  readonly home: string
  /** `postgres://…`; left out, the database is a file in `home`. */
  readonly databaseUrl?: string
  /** Where the master key comes from; the key file in `home` when left out. */
  readonly keys?: KeySource
  readonly clock?: () => number
  /** SQLite: whether a commit waits for the disk (`full`, the default) or for the operating system. */
  readonly synchronous?: 'full' | 'normal'
  /**
   * Whether this is a server: it finishes a rotation of the master key, and of SQLite a folder takes one. Others (an
   * import) may open it beside.
   */
  readonly alone?: boolean
  /** What all data tables together may take, in bytes of their rows; left out, 50 MiB. */
  readonly dataTableBytes?: number
  /** What is deleted in time; left out, nothing is. */
  readonly prune?: PruneLimits
  /** Told when a rotation of the master key is over, with how many credentials it moved: no older key is needed. */
  readonly onRotated?: (credentials: number) => void
  /** Told about failures in the background, which nobody waits for (pruning, rotation). */
  readonly onFault?: (fault: unknown) => void
}

/** What the store does with files beside the engine's port. */
export interface BlobFolder {
  /** Begins a file whose bytes arrive before it is known whether an execution takes it. */
  incoming(): Promise<IncomingBlob>
  /** Deletes what an earlier process left of such files. */
  clearIncoming(): Promise<void>
  /**
   * Opens a file for reading in parts: it may be larger than memory.
   * @throws StoreError `blob_unknown`
   */
  open(execution: string, id: string): Promise<StoredBlob>
  /** Deletes the files of executions that are gone. */
  removeAll(executions: readonly string[]): Promise<void>
}

/** A file that is read in parts; closed by the end of a part, or by `close`. */
export interface StoredBlob {
  readonly size: number
  /** The bytes from one place up to before another. Asked for once. */
  read(from: number, to: number): Readable
  close(): Promise<void>
}

/** A file on its way: written to its end, then kept for an execution or dropped. */
export interface IncomingBlob {
  /** What it is called once an execution has it. */
  readonly id: string
  write(bytes: Uint8Array): Promise<void>
  end(): Promise<void>
  /** From now on it is a file of the execution, and on disk under its name. */
  keep(execution: string): Promise<void>
  drop(): Promise<void>
}
