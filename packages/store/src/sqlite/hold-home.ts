import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../error.ts'
import type { Home } from '../home.ts'
import { fromFailure, toFailure } from './failure.ts'

/**
 * One server to a folder: two would bring back each other's executions. The hold is a transaction that is never
 * finished, on a file of its own; the system ends it with the process, however that ends.
 * @throws StoreError `home_in_use`, `home_unwritable`
 */
export function holdHome({ folder }: Home, pid: number): { release(): void } {
  const file = join(folder, 'server.lock')
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file, { timeout: 0 })
    database.exec(`pragma synchronous = off; begin immediate; pragma user_version = ${pid}; commit; begin immediate`)
  } catch (error) {
    const failure = fromFailure(toFailure(error), file)
    const busy = failure instanceof StoreError && failure.code === 'database_busy'
    const holder = busy ? database?.prepare('pragma user_version').get()?.['user_version'] : undefined
    database?.close()
    throw busy ? inUse(folder, holder, failure) : failure
  }
  const held = database
  return { release: () => held.close() }
}

function inUse(folder: string, holder: unknown, cause: unknown): StoreError {
  return new StoreError(
    'home_in_use',
    `Another Millrace (process ${String(holder)}) runs on the folder ${folder}. ` +
      'Stop it, or give this one a folder of its own with MILLRACE_HOME.',
    { cause, details: { path: folder } },
  )
}
