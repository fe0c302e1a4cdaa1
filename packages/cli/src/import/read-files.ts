import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'

/** A file that holds documents, or what kept it from being read. */
export type ReadFile =
  | { readonly file: string; readonly text: string }
  | { readonly file: string; readonly problem: string }

/**
 * Reads files, and every `.json` file below folders, in the order of their names.
 * @throws CliError when a path does not exist
 */
export async function* readFiles(paths: readonly string[]): AsyncGenerator<ReadFile> {
  for (const path of paths) {
    for (const file of await filesAt(path)) yield await read(file)
  }
}

async function filesAt(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new CliError('import.no_file', `There is no file or folder ${path}. Check the path and try again.`, { cause })
  })
  if (!found.isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

async function read(file: string): Promise<ReadFile> {
  try {
    return { file, text: await readFile(file, 'utf8') }
  } catch (error) {
    return { file, problem: error instanceof Error ? error.message : String(error) }
  }
}
