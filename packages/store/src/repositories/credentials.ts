import type { JsonObject } from '../json.ts'
import type { Principal } from '../principal.ts'
import type { AuditNote } from './audit.ts'

/** A credential as it may be shown: never its fields. */
export interface CredentialSummary {
  readonly id: string
  readonly project: string
  readonly name: string
  readonly type: string
  /** The only hosts it may be sent to; empty for any. */
  readonly allowedHosts: readonly string[]
  /** Names of the fields that hold something. */
  readonly filled: readonly string[]
  readonly createdAt: number
  readonly updatedAt: number
}

export interface NewCredential {
  readonly id?: string
  readonly project: string
  readonly name: string
  readonly type: string
  readonly fields: JsonObject
  readonly allowedHosts?: readonly string[]
  readonly audit?: AuditNote
}

export interface CredentialChange {
  readonly name?: string
  /** All fields anew. */
  readonly fields?: JsonObject
  /** Widening the list needs the fields again; without them a wider list is refused. */
  readonly allowedHosts?: readonly string[]
  readonly audit?: AuditNote
}

export interface CredentialRepository {
  list(
    principal: Principal,
    filter?: { readonly project?: string; readonly type?: string },
  ): Promise<readonly CredentialSummary[]>
  get(principal: Principal, id: string): Promise<CredentialSummary | undefined>
  create(principal: Principal, credential: NewCredential): Promise<CredentialSummary>
  update(principal: Principal, id: string, change: CredentialChange): Promise<CredentialSummary>
  delete(principal: Principal, id: string, audit?: AuditNote): Promise<void>
}
