import type { Config } from '@millrace/server'
import { openStore, type Store } from '@millrace/store'

/**
 * The database of an instance as a command opens it: beside a running server, whose business deleting is.
 * @throws StoreError for what is wrong with the folder, the database or the key
 */
export function openInstance(config: Config): Promise<Store> {
  const { home, databaseUrl, synchronous, encryptionKey } = config
  return openStore({
    home,
    databaseUrl,
    synchronous,
    ...(encryptionKey === undefined ? {} : { keys: { from: 'environment' as const, text: encryptionKey } }),
  })
}
