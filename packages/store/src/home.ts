import { chmod, mkdir, open, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
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
    await makeFolder(home.folder)
    if (((await stat(home.folder)).mode & 0o077) !== 0) await chmod(home.folder, 0o700)
    await makeFolder(home.binary)
  } catch (cause) {
    throw unwritable(home.folder, cause)
  }
}

/** A folder and those above it. Node's own way never comes back from a file system that takes none (`/proc`). */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    if (hasCode(error, 'EEXIST') && (await stat(path)).isDirectory()) return
    if (!hasCode(error, 'ENOENT') || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await mkdir(path, { mode: 0o700 })
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
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
    `${path} cannot be written to. Give the user that runs Millrace the right to, or set MILLRACE_HOME to another folder.`,
    { cause, details: { path } },
  )
}
