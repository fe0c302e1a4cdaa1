import type { Generated } from 'kysely'

/**
 * The tables, the same on both databases. JSON is text, yes and no are 1 and 0, times are milliseconds since
 * 1970: so that a row reads the same wherever it comes from.
 */
export interface Schema {
  readonly workflows: WorkflowsTable
  readonly workflow_versions: WorkflowVersionsTable
  readonly workflow_tags: WorkflowTagsTable
  readonly routes: RoutesTable
  readonly schedules: SchedulesTable
  readonly executions: ExecutionsTable
  readonly events: EventsTable
  readonly item_segments: ItemSegmentsTable
  readonly execution_counts: ExecutionCountsTable
  readonly jobs: JobsTable
  readonly wakes: WakesTable
  readonly webhook_keys: WebhookKeysTable
  readonly credentials: CredentialsTable
  readonly vault_keys: VaultKeysTable
  readonly variables: VariablesTable
  readonly settings: SettingsTable
  readonly seen_values: SeenValuesTable
  readonly data_tables: DataTablesTable
  readonly data_rows: DataRowsTable
  readonly projects: ProjectsTable
  readonly project_members: ProjectMembersTable
  readonly api_keys: ApiKeysTable
  readonly audit: AuditTable
  readonly counters: CountersTable
  readonly user: UserTable
}

export interface WorkflowsTable {
  readonly id: string
  readonly project: string
  readonly name: string
  readonly document: string
  readonly static_data: string
  readonly revision: number
  readonly node_count: number
  readonly active: number
  readonly published: string | null
  readonly archived: number
  readonly created_at: number
  readonly updated_at: number
}

export interface WorkflowVersionsTable {
  readonly workflow: string
  readonly version: string
  readonly document: string
  readonly created_at: number
  readonly created_by: string
  readonly published_at: number | null
}

export interface WorkflowTagsTable {
  readonly workflow: string
  readonly name: string
}

export interface RoutesTable {
  readonly method: string
  readonly path: string
  readonly workflow: string
  readonly node: string
  readonly data: string
}

export interface SchedulesTable {
  readonly workflow: string
  readonly node: string
  readonly rule: number
  readonly fired_at: number
}

export interface ExecutionsTable {
  readonly number: Generated<number>
  readonly id: string
  readonly project: string
  readonly workflow: string
  readonly workflow_name: string
  readonly version: string
  readonly mode: string
  readonly status: string
  readonly started_at: number
  readonly ended_at: number | null
  readonly wake_at: number | null
  readonly resume: string | null
  readonly retry_of: string | null
  readonly parent: string | null
  readonly keep_success: number
  readonly keep_error: number
  readonly data_kept: number
  readonly fence: number
  readonly deaths: number
  readonly outages: Generated<number>
  readonly bytes: number
  readonly last_node: string | null
  readonly error: string | null
  readonly custom_data: string | null
}

export interface EventsTable {
  /** The execution's number, not its id. */
  readonly execution: number
  readonly seq: number
  readonly type: string
  readonly node: string | null
  readonly run: number | null
  readonly event: string
  /** Small items, inline; last, so that reading events alone stops before them. */
  readonly items: string | null
}

export interface ItemSegmentsTable {
  readonly execution: number
  /** The event's; of a list that was written ahead of its event, the list's number below zero. */
  readonly seq: number
  readonly output: number
  readonly start: number
  readonly count: number
  /** How `data` is packed: 0 as it is, 1 zstd. */
  readonly packing: number
  readonly data: Uint8Array
}

export interface ExecutionCountsTable {
  readonly workflow: string
  /** Hours since 1970. */
  readonly hour: number
  readonly total: number
  readonly failed: number
  readonly last_started_at: number
}

export interface JobsTable {
  readonly execution: string
  readonly job: string
  readonly created_at: number
}

export interface WebhookKeysTable {
  readonly workflow: string
  readonly node: string
  readonly key: string
  readonly execution: string
  readonly created_at: number
  readonly answer: string | null
}

export interface WakesTable {
  readonly execution: string
  readonly node: string
  readonly run: number
  readonly call: number
  readonly result: string
}

export interface CredentialsTable {
  readonly id: string
  readonly project: string
  readonly name: string
  readonly type: string
  readonly allowed_hosts: string
  readonly filled: string
  readonly format: number
  readonly key_id: string
  readonly data_key: Uint8Array
  readonly payload: Uint8Array
  readonly created_at: number
  readonly updated_at: number
}

export interface VaultKeysTable {
  readonly key_id: string
  /** The instance's root key under this master key: opening it proves the key. */
  readonly root: Uint8Array
  /** A passphrase's salt. */
  readonly salt: Uint8Array | null
  readonly created_at: number
  readonly retired_at: number | null
}

export interface VariablesTable {
  readonly project: string
  readonly name: string
  readonly value: string
}

export interface SettingsTable {
  readonly name: string
  readonly value: string
}

export interface SeenValuesTable {
  readonly place: Generated<number>
  readonly workflow: string
  readonly scope: string
  readonly value: string
}

export interface DataTablesTable {
  readonly id: string
  readonly project: string
  readonly name: string
  /** JSON: names and types. */
  readonly columns: string
  /** The id of the row that was inserted last. */
  readonly last_row: number
  /** What its rows take, about. */
  readonly bytes: number
  readonly created_at: number
  readonly updated_at: number
}

export interface DataRowsTable {
  readonly table: string
  readonly id: number
  readonly created_at: number
  readonly updated_at: number
  /** JSON: cells by the names of their columns. */
  readonly cells: string
}

export interface ProjectsTable {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly created_at: number
}

export interface ProjectMembersTable {
  readonly project: string
  readonly user: string
  readonly role: string
}

export interface ApiKeysTable {
  readonly id: string
  readonly user: string
  readonly name: string
  readonly digest: string
  readonly scopes: string
  readonly created_at: number
  readonly expires_at: number | null
  readonly last_used_at: number | null
}

export interface AuditTable {
  readonly seq: number
  readonly at: number
  readonly actor: string
  readonly kind: string
  readonly address: string | null
  readonly action: string
  readonly object: string
  readonly before: string | null
  readonly after: string | null
  readonly outcome: string
  readonly prev_hash: string
  readonly hash: string
}

export interface CountersTable {
  readonly name: string
  readonly value: number
}

/** The one thing asked of the sign-in library's tables: how many users there are. */
export interface UserTable {
  readonly id: string
}
