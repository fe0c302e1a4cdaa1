import type { Access, Connection } from '../database.ts'
import { StoreError, notFound } from '../error.ts'
import { digest, newId } from '../id.ts'
import { type JsonObject, parseTexts } from '../json.ts'
import { type Principal, projectsOf, reaches } from '../principal.ts'
import type { CredentialsTable } from '../schema.ts'
import { openFields, sealFields } from '../vault/credential-box.ts'
import { type Keyring, refuseRetired } from '../vault/keyring.ts'
import { type AuditNote, auditChange } from './audit.ts'

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
  /** All fields anew, or made from what they are by then. */
  readonly fields?: JsonObject | ((before: JsonObject) => JsonObject)
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

export function createCredentials({ db, look, clock }: Access, ring: Keyring): CredentialRepository {
  return {
    async list(principal, filter = {}) {
      let query = scoped(db, principal)
      if (filter.project !== undefined) query = query.where('project', '=', filter.project)
      if (filter.type !== undefined) query = query.where('type', '=', filter.type)
      const rows = await query.select(SHOWN).orderBy('name').orderBy('id').execute()
      return rows.map(asSummary)
    },
    async get(principal, id) {
      const row = await scoped(look, principal).select(SHOWN).where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : asSummary(row)
    },
    async create(principal, credential) {
      if (!reaches(principal, credential.project)) throw notFound('project', credential.project)
      const row = newRow(ring, credential, clock())
      await db.transaction().execute(async (transaction) => {
        await refuseRetired(transaction, ring.current)
        const added = await transaction
          .insertInto('credentials')
          .values(row)
          .onConflict((conflict) => conflict.column('id').doNothing())
          .returning('id')
          .executeTakeFirst()
        if (added === undefined) {
          throw new StoreError('id_taken', `There is already a credential with the id ${row.id}.`, {
            details: { id: row.id },
          })
        }
        const change = { action: 'credential.create', object: row.id, after: fingerprint(row) }
        await auditChange(transaction, credential.audit, change, clock())
      })
      return asSummary(row)
    },
    async update(principal, id, change) {
      return db.transaction().execute(async (transaction) => {
        await refuseRetired(transaction, ring.current)
        const before = await known(transaction, principal, id)
        const after = changedRow(ring, before, change, clock())
        await transaction.updateTable('credentials').set(after).where('id', '=', id).execute()
        const note = {
          action: 'credential.update',
          object: id,
          before: fingerprint(before),
          after: fingerprint(after),
        }
        await auditChange(transaction, change.audit, note, clock())
        return asSummary(after)
      })
    },
    async delete(principal, id, audit) {
      await db.transaction().execute(async (transaction) => {
        const row = await known(transaction, principal, id)
        await transaction.deleteFrom('credentials').where('id', '=', id).execute()
        const change = { action: 'credential.delete', object: id, before: fingerprint(row) }
        await auditChange(transaction, audit, change, clock())
      })
    },
  }
}

const SHOWN = [
  'id',
  'project',
  'name',
  'type',
  'allowed_hosts',
  'filled',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof CredentialsTable)[]

function newRow(ring: Keyring, credential: NewCredential, now: number): CredentialsTable {
  const about = {
    id: credential.id ?? newId(),
    project: credential.project,
    type: credential.type,
    allowed_hosts: hostsText(credential.allowedHosts ?? []),
  }
  return {
    ...about,
    name: credential.name,
    filled: filledText(credential.fields),
    ...sealFields(ring, about, credential.fields),
    created_at: now,
    updated_at: now,
  }
}

function changedRow(ring: Keyring, row: CredentialsTable, change: CredentialChange, now: number): CredentialsTable {
  const hosts = change.allowedHosts === undefined ? row.allowed_hosts : hostsText(change.allowedHosts)
  const renamed = { ...row, name: change.name ?? row.name, allowed_hosts: hosts, updated_at: now }
  if (change.fields === undefined && hosts === row.allowed_hosts) return renamed
  if (change.fields === undefined && isWider(parseTexts(row.allowed_hosts), parseTexts(hosts))) {
    throw new StoreError(
      'secret_needed',
      'To allow this credential more hosts, enter its secret fields again: who may send it further must know it.',
    )
  }
  const fields = typeof change.fields === 'object' ? change.fields : changed(openFields(ring, row), change.fields)
  return { ...renamed, filled: filledText(fields), ...sealFields(ring, renamed, fields) }
}

function changed(before: JsonObject, change: ((before: JsonObject) => JsonObject) | undefined): JsonObject {
  return change === undefined ? before : change(before)
}

function scoped(db: Connection, principal: Principal) {
  const projects = projectsOf(principal)
  const query = db.selectFrom('credentials')
  return projects === undefined ? query : query.where('project', 'in', projects)
}

async function known(db: Connection, principal: Principal, id: string): Promise<CredentialsTable> {
  const row = await scoped(db, principal).selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('credential', id)
  return row
}

/** An empty list allows every host. */
function isWider(before: readonly string[], after: readonly string[]): boolean {
  if (before.length === 0) return false
  return after.length === 0 || after.some((host) => !before.includes(host))
}

function hostsText(hosts: readonly string[]): string {
  return JSON.stringify([...new Set(hosts.map((host) => host.trim().toLowerCase()))].sort())
}

function filledText(fields: JsonObject): string {
  const filled = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return JSON.stringify(filled.map(([name]) => name))
}

/** Tells one state of a credential from another, and nothing else: what is digested is sealed. */
function fingerprint(row: Pick<CredentialsTable, 'name' | 'payload' | 'allowed_hosts'>): string {
  return digest(JSON.stringify([row.name, row.allowed_hosts, Buffer.from(row.payload).toString('base64')]))
}

function asSummary(row: Pick<CredentialsTable, (typeof SHOWN)[number]>): CredentialSummary {
  return {
    id: row.id,
    project: row.project,
    name: row.name,
    type: row.type,
    allowedHosts: parseTexts(row.allowed_hosts),
    filled: parseTexts(row.filled),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
