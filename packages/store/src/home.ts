import { chmod, mkdir, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from './error.ts'

/** The folder of an instance: nobody else may look into it, and nobody else may read what it holds. */
export interface Home {
  readonly folder: string
  readonly database: string
  readonly keyFile: string
  readonly binary: string
}

export function homeAt(folder: string): Home {
  return {
    folder,
    database: join(folder, 'millrace.db'),
    keyFile: join(folder, 'key'),
    binary: join(folder, 'binary'),
  }
}

/** @throws StoreError `home_unwritable` */
export async function prepareHome(home: Home): Promise<void> {
  try {
    await mkdir(home.folder, { recursive: true, mode: 0o700 })
    if (((await stat(home.folder)).mode & 0o077) !== 0) await chmod(home.folder, 0o700)
    await mkdir(home.binary, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw unwritable(home.folder, cause)
  }
}

/** Makes the database file before SQLite does, so that it and its companions are ours alone from the first byte. */
export async function prepareDatabaseFile(home: Home): Promise<void> {
  try {
    const file = await open(home.database, 'a', 0o600)
    await file.chmod(0o600)
    await file.close()
  } catch (cause) {
    throw unwritable(home.database, cause)
  }
}

function unwritable(path: string, cause: unknown): StoreError {
  return new StoreError(
    'home_unwritable',
    `Millrace cannot write to ${path}. Give its user the right to, or set MILLRACE_HOME to another folder.`,
    { cause, details: { path } },
  )
}
