export type { AuthDatabase } from './auth-database.ts'
export { StoreError, type StoreErrorCode } from './error.ts'
export {
  encodeWrite,
  type EncodedCause,
  type EncodedEnd,
  type EncodedEvent,
  type PackedJournal,
  type EncodedSegment,
  type EncodedWrite,
} from './journal/encode.ts'
export { giveBackWhenQuiet } from './give-back.ts'
export { homeAt } from './home.ts'
export { newId, versionOf } from './id.ts'
export type { Database } from './database.ts'
export { packWrite } from './journal/pack-write.ts'
export { openStore } from './open-store.ts'
export type { Page, PageRequest } from './page.ts'
export { reaches, systemPrincipal, type Principal } from './principal.ts'
export type { ApiKey, ApiKeys, NewApiKey } from './repositories/api-keys.ts'
export type { Audit, AuditEntry, AuditNote, AuditRow } from './repositories/audit.ts'
export type {
  CredentialChange,
  CredentialRepository,
  CredentialSummary,
  NewCredential,
} from './repositories/credentials.ts'
export type {
  ExecutionFigures,
  ExecutionFilter,
  ExecutionRepository,
  ExecutionSummary,
  ItemsPage,
  ItemsRequest,
  PlacedEvent,
} from './repositories/executions.ts'
export type { Membership, NewProject, Project, Projects } from './repositories/projects.ts'
export type { PruneLimits } from './prune-limits.ts'
export type { Pruning } from './repositories/pruning.ts'
export type { BegunUnderKey, EventKey, WebhookKeys } from './repositories/webhook-keys.ts'
export type { RecoveryRepository, UnfinishedExecution } from './repositories/recovery.ts'
export type { NewRoute, Route, RouteRepository } from './repositories/routes.ts'
export type { FiredRule, Schedules } from './repositories/schedules.ts'
export type { Settings } from './repositories/settings.ts'
export type { Variable, VariableRepository } from './repositories/variables.ts'
export type {
  DraftChange,
  NewWorkflow,
  Publication,
  PublishedWorkflow,
  WorkflowDraft,
  WorkflowFilter,
  WorkflowRepository,
  WorkflowSummary,
  WorkflowVersion,
} from './repositories/workflows.ts'
export type { BlobFolder, IncomingBlob, Store, StoreOptions } from './store.ts'
export type { InstanceVault, KeyPurpose } from './vault/instance-vault.ts'
export { addKeyToFile } from './vault/key-file.ts'
export type { KeySource } from './vault/key-source.ts'
