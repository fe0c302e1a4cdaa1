/**
 * The files of a repository, through the machine's one door: whatever a repository says, nothing outside of the open
 * folders is read or written, and no link is followed or made. What hooks are named by is never written either.
 */
import { type Disk, NodeError, refuse } from '@millrace/sdk'
import type { PromiseFsClient } from 'isomorphic-git'

/** Why there is no file, in the words that the library knows. */
const systemCodes: Readonly<Record<string, string>> = {
  file_missing: 'ENOENT',
  file_exists: 'EEXIST',
  file_wrong: 'EISDIR',
  folder_full: 'ENOTEMPTY',
}

export function repositoryFiles(disk: Disk): PromiseFsClient {
  const stat = async (path: string) => {
    const fact = await within(behindLinks(disk.about(path)))
    if (fact === undefined) throw systemError('ENOENT', path)
    const isFile = fact.kind === 'file'
    return {
      isFile: () => isFile,
      isDirectory: () => !isFile,
      isSymbolicLink: () => false,
      type: isFile ? 'file' : 'dir',
      mode: isFile ? (fact.executable ? 0o100755 : 0o100644) : 0o040000,
      size: fact.bytes,
      mtimeMs: fact.changedAt,
      ctimeMs: fact.changedAt,
      uid: 0,
      gid: 0,
      dev: 0,
      ino: 0,
    }
  }
  const writeFile = (path: string, content: string | Uint8Array, how?: string | { readonly mode?: number }) => {
    if (isHook(path)) throw hookRefused()
    const executable = typeof how === 'object' && ((how.mode ?? 0) & 0o111) !== 0
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    return within(disk.write(path, bytes, { append: false, executable }))
  }
  return {
    promises: {
      stat,
      lstat: stat,
      writeFile,
      async readFile(path: string, how?: string | { readonly encoding?: string }) {
        const bytes = Buffer.from(await within(disk.read(path)))
        return (typeof how === 'string' ? how : how?.encoding) === 'utf8' ? bytes.toString() : bytes
      },
      readdir: async (path: string) => (await disk.entries(path)).map(({ name }) => name),
      mkdir: (path: string) => within(disk.makeFolder(path)),
      unlink: (path: string) => within(disk.remove(path)),
      rmdir: (path: string) => within(disk.remove(path)),
      readlink: (path: string) => Promise.reject(systemError('ENOENT', path)),
      // As Git does where a system has no links: a file that says where it would lead.
      symlink: (target: string, path: string) => writeFile(path, target),
    },
  }
}

async function within<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing
  } catch (thrown) {
    const code = thrown instanceof NodeError ? systemCodes[String(thrown.code)] : undefined
    throw code === undefined ? thrown : Object.assign(new Error(String(code), { cause: thrown }), { code })
  }
}

/** What lies behind a link is not there. */
async function behindLinks<T>(doing: Promise<T>): Promise<T | undefined> {
  try {
    return await doing
  } catch (thrown) {
    if (thrown instanceof NodeError && thrown.code === 'disk_outside') return undefined
    throw thrown
  }
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}

function isHook(path: string): boolean {
  return /(?:^|\/)\.git\/hooks(?:\/|$)/i.test(path)
}

function hookRefused(): NodeError {
  return refuse('The repository brings a hook, and hooks are not kept.', { code: 'git_hook_refused', retry: 'no' })
}
