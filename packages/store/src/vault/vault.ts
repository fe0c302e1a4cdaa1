import type { Access } from '../database.ts'
import { notFound } from '../error.ts'
import { parseTexts } from '../json.ts'
import { openFields, rewrap } from './credential-box.ts'
import type { InstanceVault } from './instance-vault.ts'
import type { Keyring } from './keyring.ts'

const BATCH = 100

/** Credentials in use: the only place where fields are opened for a node. */
export function createVault({ db, look }: Access, ring: Keyring): InstanceVault {
  async function rotateBatch(): Promise<number> {
    const rows = await db
      .selectFrom('credentials')
      .selectAll()
      .where('key_id', '<>', ring.current.id)
      .orderBy('id')
      .limit(BATCH)
      .execute()
    for (const row of rows) {
      // A save in between has made a new data key; then this row is no longer the one that was read.
      await db
        .updateTable('credentials')
        .set(rewrap(ring, row))
        .where('id', '=', row.id)
        .where('data_key', '=', row.data_key)
        .execute()
    }
    return rows.length
  }

  return {
    async use(id, who, action) {
      const row = await look
        .selectFrom('credentials')
        .selectAll()
        .where('id', '=', id)
        .where('project', '=', who.project)
        .executeTakeFirst()
      if (row === undefined) throw notFound('credential', id)
      return action({ type: row.type, fields: openFields(ring, row), allowedHosts: parseTexts(row.allowed_hosts) })
    },
    deriveKey: (purpose) => ring.deriveKey(purpose),
    async rotate() {
      let rotated = 0
      do {
        for (let count = await rotateBatch(); count > 0; count = await rotateBatch()) rotated += count
      } while (!(await ring.forgetOthers()))
      return rotated
    },
  }
}
