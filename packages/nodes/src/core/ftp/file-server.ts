/** A server for files, whatever it speaks. Paths are the server's own, with slashes between their names. */
import type { JsonObject } from '@millrace/sdk'

export interface FileServer {
  list(folder: string): Promise<readonly Listed[]>
  read(path: string): Promise<Uint8Array>
  /** Folders above are made where they are missing. */
  write(path: string, bytes: Uint8Array): Promise<void>
  rename(from: string, to: string): Promise<void>
  makeFolder(path: string): Promise<void>
  removeFile(path: string): Promise<void>
  removeFolder(path: string, recursive: boolean): Promise<void>
}

export interface Listed {
  readonly name: string
  readonly isFolder: boolean
  readonly about: JsonObject
}

/** The folder that a path lies in; undefined where it names none. */
export function folderOf(path: string): string | undefined {
  const at = path.lastIndexOf('/')
  return at <= 0 ? undefined : path.slice(0, at)
}

/** How many entries are listed at most, with those below. */
const mostListed = 100_000

/** What lies in a folder, and with `recursive` in those below: as items say it. */
export async function* listAll(server: FileServer, folder: string, recursive: boolean): AsyncGenerator<JsonObject> {
  const folders = [folder]
  let count = 0
  for (let next = folders.shift(); next !== undefined; next = folders.shift()) {
    for (const { name, isFolder, about } of await server.list(next)) {
      if (name === '.' || name === '..') continue
      const path = `${next.replace(/\/$/, '')}/${name}`
      if (isFolder && recursive) folders.push(path)
      count += 1
      if (count > mostListed) throw new RangeError(`There are more than ${mostListed} files in ${folder}.`)
      yield { ...about, path }
    }
  }
}
