/**
 * What happens in a folder, told by comparing what lies in it now with what lay there a moment ago. So it works on every
 * disk, follows no links, and sees what is moved in and out.
 */
import { matchesGlob } from 'node:path'
import { type Disk, refuse } from '@millrace/sdk'

export type FileEvent = 'add' | 'change' | 'unlink' | 'addDir' | 'unlinkDir'

export interface Happened {
  readonly event: FileEvent
  readonly path: string
}

export interface WatchedFolder {
  readonly folder: string
  /** Folders below that are looked into; undefined: all. */
  readonly depth: number | undefined
  readonly isIgnored: (path: string) => boolean
  /** A file counts once it has been the same for a look. */
  readonly settled: boolean
}

interface Seen {
  readonly isFolder: boolean
  /** The same as long as nobody wrote to it. */
  readonly stamp: string
}

/** What lies in a folder, by path. */
export type Snapshot = ReadonlyMap<string, Seen>

/** How much may lie in a folder that is watched. */
const mostEntries = 100_000

export async function lookInto(disk: Disk, { folder, depth, isIgnored }: WatchedFolder): Promise<Snapshot> {
  const found = new Map<string, Seen>()
  const look = async (at: string, level: number): Promise<void> => {
    for (const { name, kind, bytes, changedAt } of await disk.stamped(at)) {
      const path = `${at.replace(/\/$/, '')}/${name}`
      if (isIgnored(path)) continue
      const isFolder = kind === 'folder'
      found.set(path, { isFolder, stamp: isFolder ? '' : `${bytes} ${changedAt}` })
      if (found.size > mostEntries) throw tooMuch(folder)
      if (isFolder && (depth === undefined || level < depth)) await look(path, level + 1)
    }
  }
  await look(folder, 0)
  return found
}

/** What is to be left out: a pattern of paths, or a text that they hold. */
export function ignoring(pattern: string, mode: 'match' | 'contain'): (path: string) => boolean {
  if (pattern === '') return () => false
  return mode === 'contain' ? (path) => path.includes(pattern) : (path) => matchesGlob(path, pattern)
}

/** Remembers what was seen, and tells what became of it. */
export class FolderWatch {
  private readonly settled: boolean
  /** What was told of. */
  private told: Map<string, Seen>
  /** Files that are being written, as they were at the last look. */
  private readonly unsettled = new Map<string, string>()

  constructor(first: Snapshot, settled: boolean) {
    this.told = new Map(first)
    this.settled = settled
  }

  next(now: Snapshot): readonly Happened[] {
    const happened: Happened[] = []
    for (const [path, { isFolder }] of this.told) {
      const still = now.get(path)
      if (still?.isFolder === isFolder) continue
      this.told.delete(path)
      happened.push({ event: isFolder ? 'unlinkDir' : 'unlink', path })
    }
    for (const [path, seen] of now) {
      const before = this.told.get(path)
      if (before?.stamp === seen.stamp || !this.counts(path, seen)) continue
      this.told.set(path, seen)
      happened.push({ event: seen.isFolder ? 'addDir' : before === undefined ? 'add' : 'change', path })
    }
    for (const path of this.unsettled.keys()) if (!now.has(path)) this.unsettled.delete(path)
    return happened
  }

  private counts(path: string, { isFolder, stamp }: Seen): boolean {
    if (!this.settled || isFolder) return true
    if (this.unsettled.get(path) === stamp) return this.unsettled.delete(path)
    this.unsettled.set(path, stamp)
    return false
  }
}

function tooMuch(folder: string): Error {
  return refuse(`More than ${mostEntries} files and folders lie in "${folder}".`, {
    code: 'folder_too_large',
    hint: 'Watch a folder further down, or leave some out.',
    retry: 'no',
  })
}
