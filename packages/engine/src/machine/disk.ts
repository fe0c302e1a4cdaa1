/**
 * The one door to the disk. A path is taken apart by its letters first and must lie beneath an open folder; then every
 * folder on the way is opened from the one before it, and none of them, nor the file, may be a link. So what is checked
 * is what is opened, whoever moves things meanwhile.
 */
import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, realpath, rmdir, stat, unlink } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { type Disk, type DiskEntry, type DiskFact, type NodeError, refuse, type StampedEntry } from '@millrace/sdk'

export interface DiskSettings {
  /** The open folders, absolute; a path that is not begins at the first. */
  readonly folders: readonly string[]
  /** Folders that stay closed, also where they lie beneath an open one. */
  readonly closed: readonly string[]
}

const most = 256 * 1024 * 1024
const { O_APPEND, O_CREAT, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

/** Linux opens a name within a folder that is open; elsewhere a folder has to be named again. */
const withinHandles = process.platform === 'linux'

/** Folders that are no place for files, whatever is open. */
const systemFolders = ['/proc', '/sys', '/dev', '/run']

/** The disk beneath these folders; without any, one that refuses. */
export function createDisk({ folders, closed }: DiskSettings): Disk {
  const roots = folders.map((folder) => resolve(folder))
  const shut = [...systemFolders, ...closed].map((folder) => resolve(folder))

  const placeOf = (path: string): Place => {
    const [first] = roots
    if (first === undefined) throw closedDisk()
    if (path.includes('\0')) throw outside(path)
    const absolute = isAbsolute(path) ? resolve(path) : resolve(first, path)
    const root = roots.find((one) => isWithin(absolute, one))
    if (root === undefined || shut.some((one) => isWithin(absolute, one))) throw outside(path)
    return {
      path,
      root,
      shut,
      names: relative(root, absolute)
        .split(sep)
        .filter((name) => name !== ''),
    }
  }

  /** Looks into a folder; there is nothing in one that is not there. */
  const inside = async <T>(folder: string, look: (handle: FileHandle, where: string) => Promise<readonly T[]>) => {
    const place = placeOf(folder)
    try {
      return await within(place, look)
    } catch (failure) {
      if (codeOf(failure) === 'ENOENT' || codeOf(failure) === 'ENOTDIR') return []
      throw asNodeError(failure, folder)
    }
  }

  return {
    entries: (folder) => inside(folder, async (handle, where) => listed(await readdirOf(handle, where))),
    stamped: (folder) =>
      inside(folder, async (handle, where) => {
        const found = listed(await readdirOf(handle, where)).map((entry) => stampedEntry(entry, handle, where))
        return (await Promise.all(found)).filter((one) => one !== undefined)
      }),
    read: async (path) =>
      atFile(placeOf(path), O_RDONLY, async (file) => {
        const { size } = await file.stat()
        if (size > most) throw tooLarge(path)
        const bytes = await file.readFile()
        if (bytes.length > most) throw tooLarge(path)
        return bytes
      }),
    async *chunks(path) {
      yield* chunksOf(placeOf(path))
    },
    write: async (path, bytes, { append, executable = false }) => {
      const flags = O_WRONLY | O_CREAT | (append ? O_APPEND : 0)
      return atFile(
        placeOf(path),
        flags,
        async (file) => {
          if (!append) await file.truncate(0)
          if (bytes instanceof Uint8Array) await file.writeFile(bytes)
          else for await (const piece of bytes) await file.writeFile(piece)
          await file.sync()
        },
        executable ? 0o755 : 0o644,
      )
    },
    about: async (path) => factOf(placeOf(path)),
    makeFolder: async (path) => inParent(placeOf(path), (name) => mkdir(name)),
    remove: async (path) =>
      inParent(placeOf(path), async (name) => ((await lstat(name)).isDirectory() ? rmdir(name) : unlink(name))),
  }
}

/** A path as a person wrote it: the open folder it lies beneath, and the names from there. */
interface Place {
  readonly path: string
  readonly root: string
  readonly shut: readonly string[]
  readonly names: readonly string[]
}

/** Does something with a file, once it is sure to be one, and to lie where its path says. */
async function atFile<T>(place: Place, flags: number, use: (file: FileHandle) => Promise<T>, mode = 0o644): Promise<T> {
  try {
    const file = await openFile(place, flags, mode)
    try {
      return await use(file)
    } finally {
      await file.close()
    }
  } catch (failure) {
    throw asNodeError(failure, place.path)
  }
}

async function openFile(place: Place, flags: number, mode = 0o644): Promise<FileHandle> {
  const { path } = place
  const [name, above] = nameAndFolder(place)
  return within(above, async (folder, where) => {
    const file = await open(inFolder(folder, where, name), flags | O_NOFOLLOW | O_NONBLOCK, mode)
    try {
      if (!(await file.stat()).isFile()) throw noFile(path)
      await checkPlace(file, join(where, name), path)
      return file
    } catch (failure) {
      await file.close()
      throw failure
    }
  })
}

/** The last name of a path, and the folder it is in: an open folder itself is in none. */
function nameAndFolder(place: Place): readonly [name: string, above: Place] {
  const name = place.names.at(-1)
  if (name === undefined) throw noFile(place.path)
  return [name, { ...place, names: place.names.slice(0, -1) }]
}

/** Does something with a name in its folder; what does it must follow no link. */
async function inParent<T>(place: Place, use: (name: string) => Promise<T>): Promise<T> {
  try {
    const [name, above] = nameAndFolder(place)
    return await within(above, (folder, where) => use(inFolder(folder, where, name)))
  } catch (failure) {
    throw asNodeError(failure, place.path)
  }
}

async function factOf(place: Place): Promise<DiskFact | undefined> {
  if (place.names.length === 0) return { kind: 'folder', bytes: 0, changedAt: 0, executable: false }
  try {
    const found = await inParent(place, (name) => lstat(name))
    if (!found.isFile() && !found.isDirectory()) return undefined
    return {
      kind: found.isFile() ? 'file' : 'folder',
      bytes: found.size,
      changedAt: found.mtimeMs,
      executable: (found.mode & 0o111) !== 0,
    }
  } catch (failure) {
    if (codeOf(failure) === 'file_missing') return undefined
    throw failure
  }
}

/** Bytes that are read at a time. */
const chunk = 256 * 1024

async function* chunksOf(place: Place): AsyncGenerator<Uint8Array> {
  try {
    const file = await openFile(place, O_RDONLY)
    try {
      for (;;) {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunk), 0, chunk)
        if (bytesRead === 0) return
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      await file.close()
    }
  } catch (failure) {
    throw asNodeError(failure, place.path)
  }
}

/** Walks down from the open folder, each folder opened from the one before it. */
async function within<T>(
  { path, root, shut, names }: Place,
  use: (folder: FileHandle, where: string) => Promise<T>,
): Promise<T> {
  let where = await realpath(root)
  // An open folder may be a link, but not one to where nodes have no business.
  if (shut.some((one) => isWithin(where, one))) throw outside(path)
  let folder = await open(where, O_RDONLY | O_DIRECTORY)
  try {
    for (const name of names) {
      const next = await open(inFolder(folder, where, name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
      await folder.close()
      folder = next
      where = join(where, name)
    }
    await checkPlace(folder, where, path)
    return await use(folder, where)
  } finally {
    await folder.close()
  }
}

function inFolder(folder: FileHandle, where: string, name: string): string {
  return withinHandles ? `/proc/self/fd/${folder.fd}/${name}` : join(where, name)
}

/** Where a folder had to be named again, what was opened must still be what lies there, without a link on the way. */
async function checkPlace(opened: FileHandle, where: string, path: string): Promise<void> {
  if (withinHandles) return
  const [own, there, real] = await Promise.all([opened.stat(), stat(where), realpath(where)])
  if (real !== where || own.ino !== there.ino || own.dev !== there.dev) throw outside(path)
}

function readdirOf(folder: FileHandle, where: string) {
  return readdir(withinHandles ? `/proc/self/fd/${folder.fd}` : where, { withFileTypes: true })
}

function listed(entries: Awaited<ReturnType<typeof readdirOf>>): readonly DiskEntry[] {
  return entries
    .flatMap((entry): readonly DiskEntry[] =>
      entry.isFile() || entry.isDirectory() ? [{ name: entry.name, kind: entry.isFile() ? 'file' : 'folder' }] : [],
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Undefined for what went away meanwhile. */
async function stampedEntry(entry: DiskEntry, folder: FileHandle, where: string): Promise<StampedEntry | undefined> {
  try {
    const { size, mtimeMs } = await lstat(inFolder(folder, where, entry.name))
    return { ...entry, bytes: size, changedAt: mtimeMs }
  } catch (failure) {
    if (codeOf(failure) === 'ENOENT') return undefined
    throw failure
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

// What went wrong

function codeOf(failure: unknown): string | undefined {
  return failure instanceof Error && 'code' in failure && typeof failure.code === 'string' ? failure.code : undefined
}

function asNodeError(failure: unknown, path: string): unknown {
  switch (codeOf(failure)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return refuse(`There is no file "${path}", or its folder is missing.`, {
        code: 'file_missing',
        retry: 'no',
        cause: failure,
      })
    case 'ELOOP':
    case 'EMLINK':
      return outside(path)
    case 'EEXIST':
      return refuse(`There is something at "${path}" already.`, { code: 'file_exists', retry: 'no', cause: failure })
    case 'ENOTEMPTY':
      return refuse(`The folder "${path}" is not empty.`, { code: 'folder_full', retry: 'no', cause: failure })
    case 'EISDIR':
    case 'ENXIO':
      return noFile(path)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return refuse(`The system does not let the server use "${path}".`, {
        code: 'file_refused',
        hint: 'Check the rights of the file and of its folder.',
        retry: 'no',
        cause: failure,
      })
    case 'ENOSPC':
    case 'EDQUOT':
      return refuse(`There is no space left for "${path}".`, { code: 'disk_full', retry: 'later', cause: failure })
    default:
      return failure
  }
}

function closedDisk(): NodeError {
  return refuse('Nodes may not use the disk of this server.', {
    code: 'disk_closed',
    hint: 'An administrator opens folders with the setting MILLRACE_FILE_FOLDERS.',
    retry: 'no',
  })
}

function outside(path: string): NodeError {
  return refuse(`"${path}" is not beneath a folder that nodes may use.`, {
    code: 'disk_outside',
    hint: 'Links are not followed. An administrator opens folders with the setting MILLRACE_FILE_FOLDERS.',
    retry: 'no',
  })
}

function noFile(path: string): NodeError {
  return refuse(`"${path}" is no file.`, { code: 'file_wrong', retry: 'no' })
}

function tooLarge(path: string): NodeError {
  return refuse(`The file "${path}" is larger than ${most / 1024 / 1024} MB.`, { code: 'file_too_large', retry: 'no' })
}
