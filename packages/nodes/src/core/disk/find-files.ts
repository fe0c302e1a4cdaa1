import { type Disk, NodeError, refuse } from '@millrace/sdk'
import { alternatives, fits, isPattern, namePattern, type NamePattern } from './glob.ts'

/** How many entries of folders are looked at, and how many files may be found. */
const mostLooks = 100_000
const mostFiles = 10_000

/** A file and what is in it. */
export interface FoundFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/**
 * The files that a path or a pattern means, by their paths; a file whose name is like a pattern is meant by its name.
 * @throws NodeError where the path lies outside of what is open, or the pattern means too much
 */
export async function* findFiles(disk: Disk, selector: string, literalBrackets: boolean): AsyncGenerator<FoundFile> {
  const named = await fileAt(disk, selector)
  if (named !== undefined) yield { path: selector, bytes: named }
  else if (isPattern(selector, literalBrackets)) {
    for (const path of await pathsLike(disk, selector, literalBrackets)) {
      const bytes = await fileAt(disk, path)
      if (bytes !== undefined) yield { path, bytes }
    }
  }
}

async function fileAt(disk: Disk, path: string): Promise<Uint8Array | undefined> {
  try {
    return await disk.read(path)
  } catch (thrown) {
    if (thrown instanceof NodeError && thrown.code === 'file_missing') return undefined
    throw thrown
  }
}

async function pathsLike(disk: Disk, pattern: string, literalBrackets: boolean): Promise<readonly string[]> {
  const found = new Set<string>()
  const walk = new Walk(disk, found)
  for (const one of literalBrackets ? [pattern] : alternatives(pattern)) {
    const names = one.split('/')
    const fixed = names.findIndex((name) => isPattern(name, literalBrackets))
    const [folder, rest] =
      fixed < 0 ? [names.slice(0, -1), names.slice(-1)] : [names.slice(0, fixed), names.slice(fixed)]
    await walk.below(
      folder.length === 0 ? '.' : folder.join('/') || '/',
      rest.map((name) => (name === '**' ? 'folders' : namePattern(name, literalBrackets))),
    )
  }
  return [...found].toSorted()
}

class Walk {
  private readonly disk: Disk
  private readonly found: Set<string>
  private looks = 0

  constructor(disk: Disk, found: Set<string>) {
    this.disk = disk
    this.found = found
  }

  /** Collects what lies below a folder and is like the names from there. */
  async below(folder: string, [next, ...rest]: readonly (NamePattern | 'folders')[]): Promise<void> {
    if (next === undefined) return
    if (next === 'folders') await this.below(folder, rest)
    for (const { name, kind } of await this.disk.entries(folder)) {
      this.looks += 1
      if (this.looks > mostLooks) throw tooMuch(`more than ${mostLooks} files and folders have to be looked at`)
      const path = folder === '.' ? name : folder === '/' ? `/${name}` : `${folder}/${name}`
      if (next === 'folders') {
        if (kind === 'folder' && !name.startsWith('.')) await this.below(path, [next, ...rest])
      } else if (fits(name, next)) {
        if (rest.length > 0) {
          if (kind === 'folder') await this.below(path, rest)
        } else if (kind === 'file') this.add(path)
      }
    }
  }

  private add(path: string): void {
    this.found.add(path)
    if (this.found.size > mostFiles) throw tooMuch(`it means more than ${mostFiles} files`)
  }
}

function tooMuch(why: string): Error {
  return refuse(`The pattern means too much: ${why}.`, { code: 'pattern_too_large', retry: 'no' })
}
