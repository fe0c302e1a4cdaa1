import type { Access } from '../database.ts'
import { digest, newId } from '../id.ts'
import { parseTexts } from '../json.ts'
import type { ApiKeysTable } from '../schema.ts'

/** Keys for the public API. The database holds a SHA-256 of each; the key itself is shown once. */
export interface ApiKeys {
  list(user: string): Promise<readonly ApiKey[]>
  /** The only time the key's text is seen. */
  create(key: NewApiKey): Promise<{ readonly key: ApiKey; readonly text: string }>
  /** The key with this text, unless it has expired or was deleted. */
  find(text: string): Promise<ApiKey | undefined>
  delete(user: string, id: string): Promise<void>
}

export interface ApiKey {
  readonly id: string
  readonly user: string
  readonly name: string
  /** What it may do; at most what its owner may at that moment. */
  readonly scopes: readonly string[]
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly lastUsedAt: number | null
}

export interface NewApiKey {
  readonly user: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly expiresAt?: number | null
}

/** How old the time of last use may be before it is written again: not with every request. */
const USED_EVERY = 60_000

export function createApiKeys({ db, look, clock }: Access): ApiKeys {
  return {
    async list(user) {
      const rows = await db.selectFrom('api_keys').selectAll().where('user', '=', user).orderBy('created_at').execute()
      return rows.map(asApiKey)
    },
    async create({ user, name, scopes, expiresAt }) {
      const text = `mr_${newId(40)}`
      const row = {
        id: newId(),
        user,
        name,
        digest: digest(text),
        scopes: JSON.stringify(scopes),
        created_at: clock(),
        expires_at: expiresAt ?? null,
        last_used_at: null,
      }
      await db.insertInto('api_keys').values(row).execute()
      return { key: asApiKey(row), text }
    },
    async find(text) {
      const row = await look.selectFrom('api_keys').selectAll().where('digest', '=', digest(text)).executeTakeFirst()
      const now = clock()
      if (row === undefined || (row.expires_at !== null && row.expires_at <= now)) return undefined
      if (row.last_used_at === null || row.last_used_at < now - USED_EVERY) {
        await db.updateTable('api_keys').set({ last_used_at: now }).where('id', '=', row.id).execute()
      }
      return asApiKey(row)
    },
    async delete(user, id) {
      await db.deleteFrom('api_keys').where('user', '=', user).where('id', '=', id).execute()
    },
  }
}

function asApiKey(row: ApiKeysTable): ApiKey {
  return {
    id: row.id,
    user: row.user,
    name: row.name,
    scopes: parseTexts(row.scopes),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  }
}
