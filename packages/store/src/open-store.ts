import type { Store, StoreOptions } from './store.ts'

/**
 * Opens the store: checks the folder, brings the database to the newest schema, and proves the master key. What that
 * takes is loaded here and not before, so whoever needs only the encoder or an error of this package stays small.
 * @throws StoreError `home_unwritable`, `home_in_use`, `database_newer`, `database_damaged`, `database_unreachable`,
 * `key_readable`, `key_missing`, `key_invalid`, `wrong_key`
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { assembleStore } = await import('./assemble.ts')
  return assembleStore(options)
}
