import { randomBytes } from 'node:crypto'
import type { Access, Connection } from '../database.ts'
import { StoreError } from '../error.ts'
import { derive, newKey, seal, unseal } from './envelope.ts'
import type { InstanceVault, KeyPurpose } from './instance-vault.ts'
import { readKeyFile } from './key-file.ts'
import type { KeySource } from './key-source.ts'
import { type MasterKey, passphraseKey, readKeys } from './master-key.ts'

/**
 * The keys of an instance. Every master key that is in use wraps the same random root key; opening that wrap is the
 * check that a key is the right one, and from the root come the keys for sessions and signatures, so that they
 * outlive a rotation of the master key.
 */
export interface Keyring {
  /** The key that writes. */
  readonly current: MasterKey
  byId(id: string): MasterKey | undefined
  deriveKey(purpose: Parameters<InstanceVault['deriveKey']>[0]): Uint8Array
  /** Whether anything is known of another key than the current one: a rotation is to be made, or to be finished. */
  readonly isRotating: boolean
  /**
   * Forgets every key but the current one; false where something is written under another still, by somebody who has
   * only that, and nothing is forgotten. With its row goes what the old key opened, and whoever has only that writes
   * no more (`refuseRetired`).
   */
  forgetOthers(): Promise<boolean>
}

/**
 * Within the transaction that writes a credential: whether the key it is written under has been rotated away by another
 * process. The row is locked until the transaction ends, so that a rotation waits for it, or it for the rotation.
 * @throws StoreError `key_retired`
 */
export async function refuseRetired(transaction: Connection, { id }: MasterKey): Promise<void> {
  const row = await transaction
    .updateTable('vault_keys')
    .set((eb) => ({ created_at: eb.ref('created_at') }))
    .where('key_id', '=', id)
    .returning('key_id')
    .executeTakeFirst()
  if (row !== undefined) return
  throw new StoreError(
    'key_retired',
    'The master key of this process was replaced by a newer one. Start it again with the new key.',
  )
}

/** @throws StoreError `key_invalid`, `key_readable`, `key_missing`, `wrong_key`; in each case nothing was changed */
export async function openKeyring(
  { db, look }: Pick<Access, 'db' | 'look'>,
  source: KeySource,
  file: string,
  now: number,
): Promise<Keyring> {
  const rows = await look.selectFrom('vault_keys').selectAll().where('retired_at', 'is', null).execute()
  const keys = await masterKeys(
    source,
    file,
    rows.map((row) => row.salt).filter((salt) => salt !== null),
    rows.length === 0 ? 'first start' : 'in use',
  )
  const [current] = keys
  if (current === undefined) throw new StoreError('key_invalid', 'There is no master key.')
  const root = rows.length === 0 ? newKey() : rootOf(rows, keys)
  if (!rows.some((row) => row.key_id === current.id)) {
    await db
      .insertInto('vault_keys')
      .values({
        key_id: current.id,
        root: seal(current.wrapping, root, boundTo(current.id)),
        salt: current.salt,
        created_at: now,
        retired_at: null,
      })
      .onConflict((conflict) => conflict.column('key_id').doNothing())
      .execute()
  }
  return {
    current,
    byId: (id) => keys.find((key) => key.id === id),
    deriveKey: (purpose: KeyPurpose) => derive(root, purpose),
    isRotating: keys.length > 1 || rows.some((row) => row.key_id !== current.id),
    async forgetOthers() {
      return db.transaction().execute(async (transaction) => {
        const others = transaction.selectFrom('credentials').select('id').where('key_id', '<>', current.id).limit(1)
        // First the locks: a write under another key that is under way is seen, or comes too late.
        await transaction.updateTable('vault_keys').set({ retired_at: now }).where('key_id', '<>', current.id).execute()
        if ((await others.executeTakeFirst()) !== undefined) {
          const back = transaction.updateTable('vault_keys').set({ retired_at: null })
          await back.where('key_id', '<>', current.id).execute()
          return false
        }
        await transaction.deleteFrom('vault_keys').where('key_id', '<>', current.id).execute()
        return true
      })
    },
  }
}

async function masterKeys(
  source: KeySource,
  file: string,
  salts: readonly Uint8Array[],
  when: Parameters<typeof readKeyFile>[1],
): Promise<readonly MasterKey[]> {
  switch (source.from) {
    case 'file':
      return readKeys(await readKeyFile(file, when), `the key file ${file}`)
    case 'environment':
      return readKeys(source.text, 'MILLRACE_ENCRYPTION_KEY')
    case 'passphrase': {
      const known = salts.length > 0 ? salts : [randomBytes(16)]
      return known.map((salt) => passphraseKey(source.passphrase, salt))
    }
  }
}

/** The root under whichever key opens it. A key that is in use and missing means credentials we could not open. */
function rootOf(
  rows: readonly { readonly key_id: string; readonly root: Uint8Array }[],
  keys: readonly MasterKey[],
): Uint8Array {
  let root: Uint8Array | undefined
  for (const row of rows) {
    const key = keys.find((one) => one.id === row.key_id)
    const opened = key === undefined ? undefined : unseal(key.wrapping, row.root, boundTo(row.key_id))
    if (opened === undefined) {
      throw new StoreError(
        'wrong_key',
        'This database was written under another master key. Give the key it was written with ' +
          '(the key file that lay beside it, or the same MILLRACE_ENCRYPTION_KEY or passphrase); nothing was changed.',
        { details: { key: row.key_id } },
      )
    }
    root ??= opened
  }
  if (root === undefined) throw new StoreError('wrong_key', 'The database holds no key check.')
  return root
}

function boundTo(keyId: string): string {
  return JSON.stringify([1, 'root', keyId])
}
