/** A repository beneath an open folder, and the server it is kept with: what every operation works on. */
import { type Disk, NodeError, read, refuse, type RunContext, serviceError } from '@millrace/sdk'
import type * as Git from 'isomorphic-git'
import { gitHttp } from './git-http.ts'
import { gitLogin } from './git.credential.ts'
import { repositoryAddress } from './repository-address.ts'
import { repositoryFiles } from './repository-files.ts'

export interface Repository {
  readonly git: typeof Git
  /** The first arguments of all that the library does. */
  readonly at: { readonly fs: Git.PromiseFsClient; readonly dir: string; readonly cache: object }
  readonly online: Online
}

/** How the library reaches a server; a proxy that the repository names is not asked. */
interface Online {
  readonly http: Git.HttpClient
  readonly corsProxy: ''
  readonly onAuth: () => Git.GitAuth
}

/**
 * Does something with the repository in a folder.
 * @param expected whether the folder must hold one already, or nothing at all
 * @throws NodeError where Git is closed, the folder is not as expected, or Git or its server refuses
 */
export async function withRepository<T>(
  { path, index, context, expected }: Place,
  use: (repository: Repository) => Promise<T>,
): Promise<T> {
  if (!context.machine.git.open) throw closed()
  const dir = path.trim().replace(/(?<=.)\/+$/, '')
  if (dir === '') throw noPath()
  const { disk } = context.machine
  if (expected === 'nothing') {
    if (!(await isFree(disk, dir))) throw notEmpty(dir)
  } else if ((await disk.about(`${dir}/.git`))?.kind !== 'folder') throw noRepository(dir)
  const git = await import('isomorphic-git')
  const at = { fs: repositoryFiles(disk), dir, cache: {} }
  const work = async (auth: Git.GitAuth) => {
    try {
      return await use({ git, at, online: { http: gitHttp(context, index), corsProxy: '', onAuth: () => auth } })
    } catch (thrown) {
      context.signal.throwIfAborted()
      throw gitFailure(thrown)
    }
  }
  if (!signsIn(context, index)) return work({ cancel: true })
  return context.credential('gitPassword', (secret) => work(read(gitLogin, secret, 1)))
}

/**
 * Makes the folder where it is missing, with those above it, and says whether it is empty.
 * @throws NodeError where it is not beneath an open folder, also by a link
 */
async function isFree(disk: Disk, dir: string): Promise<boolean> {
  if ((await disk.about(dir)) === undefined) {
    const above = dir.slice(0, dir.lastIndexOf('/'))
    if (dir.includes('/') && above !== '') await isFree(disk, above)
    await disk.makeFolder(dir)
    return true
  }
  return (await disk.about(dir))?.kind === 'folder' && (await disk.entries(dir)).length === 0
}

/** Clone and Push ask whether to sign in; the others do where the node has a credential. */
function signsIn(context: RunContext, index: number): boolean {
  const asked = ['clone', 'push'].includes(String(context.parameter('operation', index)))
  return asked ? context.parameter('authentication', index) === 'gitPassword' : context.hasCredential('gitPassword')
}

export interface Place {
  readonly path: string
  readonly index: number
  readonly context: RunContext
  readonly expected: 'repository' | 'nothing'
}

/** The address of a remote of the repository. */
export async function remoteAddress({ git, at }: Repository, remote: string): Promise<string> {
  const url: unknown = await git.getConfig({ ...at, path: `remote.${remote}.url` })
  if (typeof url !== 'string') {
    throw refuse(`The repository has no remote "${remote}".`, {
      code: 'git_no_remote',
      hint: `Set remote.${remote}.url with Add config.`,
      retry: 'no',
    })
  }
  return repositoryAddress(url)
}

/** The branch that is checked out. */
export async function currentBranch({ git, at }: Repository): Promise<string> {
  const branch = await git.currentBranch(at)
  if (branch) return branch
  throw refuse('No branch of the repository is checked out.', {
    code: 'git_no_branch',
    hint: 'Switch to a branch first.',
    retry: 'no',
  })
}

/** The commit that a name means; undefined where there is none of that name. */
export async function commitOf({ git, at }: Repository, ref: string): Promise<string | undefined> {
  try {
    return await git.resolveRef({ ...at, ref })
  } catch (thrown) {
    if (thrown instanceof git.Errors.NotFoundError) return undefined
    throw thrown
  }
}

// What went wrong

/** Why Git refused, in words without the address, which may hold a secret. */
function gitFailure(thrown: unknown): unknown {
  if (thrown instanceof NodeError || !(thrown instanceof Error)) return thrown
  const { code, data } = thrown as Error & { readonly code?: unknown; readonly data?: unknown }
  const status = typeof data === 'object' && data !== null && 'statusCode' in data ? Number(data.statusCode) : undefined
  if (status === 401 || status === 403 || code === 'UserCanceledError') {
    return serviceError('The Git server refuses the sign-in.', {
      code: 'login_refused',
      httpCode: String(status ?? 401),
      hint: 'Check the user and the password or token in the credential.',
      retry: 'no',
      cause: thrown,
    })
  }
  if (status !== undefined) {
    return serviceError(`The Git server answers with the status ${status}.`, {
      code: 'git_server_refused',
      httpCode: String(status),
      retry: status >= 500 ? 'later' : 'no',
      cause: thrown,
    })
  }
  const said = thrown.message.replaceAll(/\b[a-z][a-z\d+.-]*:\/\/\S+/gi, 'the address')
  return refuse(`Git refuses: ${said}`, { code: 'git_refused', retry: 'no', cause: thrown })
}

function closed(): NodeError {
  return refuse('Nodes may not use Git on this server.', {
    code: 'git_closed',
    hint: 'An administrator allows it with MILLRACE_GIT=on, and opens folders with MILLRACE_FILE_FOLDERS.',
    retry: 'no',
  })
}

function noPath(): NodeError {
  return refuse('The folder of the repository is missing.', { code: 'git_no_path', retry: 'no' })
}

function notEmpty(path: string): NodeError {
  return refuse(`"${path}" is not empty.`, {
    code: 'git_folder_full',
    hint: 'Clone into a folder that is new or empty.',
    retry: 'no',
  })
}

function noRepository(path: string): NodeError {
  return refuse(`There is no repository in "${path}".`, {
    code: 'git_no_repository',
    hint: 'Name the folder in which .git lies, or clone a repository first.',
    retry: 'no',
  })
}
