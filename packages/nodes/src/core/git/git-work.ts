/** What moves a repository: clone, commit, pull, switch. Each move is noted where Reflog reads it. */
import { refuse, type RunContext } from '@millrace/sdk'
import { hasStaged, stage } from './changes.ts'
import { repositoryAddress } from './repository-address.ts'
import { commitOf, currentBranch, remoteAddress, type Repository } from './repository.ts'

const nobody = '0'.repeat(40)

/** Fetches a repository into the empty folder, with the files of its main branch. */
export async function cloneInto(repository: Repository, source: string, context: RunContext): Promise<void> {
  const { git, at, online } = repository
  const url = repositoryAddress(source)
  await git.clone({ ...at, ...online, url, noCheckout: true })
  const oid = await commitOf(repository, 'HEAD')
  if (oid === undefined) return
  await git.checkout({ ...at, ref: await currentBranch(repository) })
  await note(repository, context, { from: nobody, to: oid, message: `clone: from ${url}` })
}

/** Commits what is staged, and what changed at the paths; nothing where there is nothing new. */
export async function commit(
  repository: Repository,
  about: { readonly message: string; readonly branch: string; readonly paths: string },
  context: RunContext,
): Promise<void> {
  const { git, at } = repository
  if (about.branch !== '') await switchBranch(repository, { ...plainSwitch, branch: about.branch }, context)
  if (about.paths !== '') await stage(repository, about.paths)
  if (!(await hasStaged(repository))) return
  const from = (await commitOf(repository, 'HEAD')) ?? nobody
  const to = await git.commit({ ...at, message: about.message, author: await author(repository, context) })
  const [first = ''] = about.message.split('\n')
  await note(repository, context, { from, to, message: `commit${from === nobody ? ' (initial)' : ''}: ${first}` })
}

/** Fetches from a remote what is new. */
export async function fetchFrom(repository: Repository, remote: string): Promise<void> {
  const { git, at, online } = repository
  await git.fetch({ ...at, ...online, remote, url: await remoteAddress(repository, remote), tags: true })
}

/** Fetches, and joins what others did on the branch with what was done here. */
export async function pull(repository: Repository, context: RunContext): Promise<void> {
  const { git, at } = repository
  const branch = await currentBranch(repository)
  const remote = await remoteOf(repository, branch)
  await fetchFrom(repository, remote)
  const merge: unknown = await git.getConfig({ ...at, path: `branch.${branch}.merge` })
  const theirs = `refs/remotes/${remote}/${typeof merge === 'string' ? merge.replace(/^refs\/heads\//, '') : branch}`
  if ((await commitOf(repository, theirs)) === undefined) {
    throw refuse(`The remote "${remote}" has no branch for "${branch}".`, {
      code: 'git_no_branch',
      hint: 'Push the branch first, or switch to another.',
      retry: 'no',
    })
  }
  const from = (await commitOf(repository, 'HEAD')) ?? nobody
  const { alreadyMerged, fastForward, oid } = await git.merge({
    ...at,
    ours: branch,
    theirs,
    ...(!(await isBehind(repository, branch, theirs)) && { author: await author(repository, context) }),
  })
  if (alreadyMerged || oid === undefined) return
  await git.checkout({ ...at, ref: branch })
  await note(repository, context, { from, to: oid, message: `pull: ${fastForward ? 'Fast-forward' : 'Merge made'}` })
}

async function isBehind({ git, at }: Repository, ours: string, theirs: string): Promise<boolean> {
  const [oid, ancestor] = [await git.resolveRef({ ...at, ref: theirs }), await git.resolveRef({ ...at, ref: ours })]
  return oid === ancestor || git.isDescendent({ ...at, oid, ancestor })
}

async function remoteOf({ git, at }: Repository, branch: string): Promise<string> {
  const remote: unknown = await git.getConfig({ ...at, path: `branch.${branch}.remote` })
  return typeof remote === 'string' ? remote : 'origin'
}

/** Sends a branch to where it belongs, or to another remote or address. */
export async function push(
  repository: Repository,
  { branch, target }: { readonly branch: string; readonly target: string },
): Promise<void> {
  const { git, at, online } = repository
  const ref = branch || (await currentBranch(repository))
  const remote = target === '' ? await remoteOf(repository, ref) : target
  const isName = /^[\w-]+$/.test(remote)
  const url = isName ? await remoteAddress(repository, remote) : repositoryAddress(remote)
  await git.push({ ...at, ...online, url, ref, remoteRef: `refs/heads/${ref}`, ...(isName && { remote }) })
}

/** Sends all tags to the remote of the branch. */
export async function pushTags(repository: Repository): Promise<void> {
  const { git, at, online } = repository
  const remote = await remoteOf(repository, await currentBranch(repository))
  const url = await remoteAddress(repository, remote)
  for (const tag of await git.listTags(at)) {
    await git.push({ ...at, ...online, url, ref: `refs/tags/${tag}`, remoteRef: `refs/tags/${tag}` })
  }
}

export interface Switch {
  readonly branch: string
  readonly create: boolean
  readonly startPoint: string
  readonly force: boolean
  /** The remote that the branch is to follow once it is made; empty for none. */
  readonly upstream: string
}

const plainSwitch = { create: true, startPoint: '', force: false, upstream: '' }

/** Checks a branch out; one that only the remote has is made from there, another at the start point. */
export async function switchBranch(repository: Repository, about: Switch, context: RunContext): Promise<void> {
  const { git, at } = repository
  const { branch, create, startPoint, force, upstream } = about
  const before = await git.currentBranch(at)
  const from = (await commitOf(repository, 'HEAD')) ?? nobody
  if (before === branch && !force) return
  if ((await commitOf(repository, `refs/heads/${branch}`)) === undefined) {
    const remote = upstream || 'origin'
    const theirs = startPoint === '' ? await commitOf(repository, `refs/remotes/${remote}/${branch}`) : undefined
    if (theirs === undefined && !create) {
      throw refuse(`There is no branch "${branch}".`, {
        code: 'git_no_branch',
        hint: 'Let the node create it, or fetch first.',
        retry: 'no',
      })
    }
    await git.branch({ ...at, ref: branch, object: theirs ?? (startPoint || 'HEAD') })
    if (theirs !== undefined || upstream !== '') {
      await git.setConfig({ ...at, path: `branch.${branch}.remote`, value: remote })
      await git.setConfig({ ...at, path: `branch.${branch}.merge`, value: `refs/heads/${branch}` })
    }
  }
  await git.checkout({ ...at, ref: branch, force })
  const to = (await commitOf(repository, 'HEAD')) ?? nobody
  await note(repository, context, { from, to, message: `checkout: moving from ${before ?? from} to ${branch}` })
}

/** Who commits are written by, now, in universal time. */
async function author(
  { git, at }: Repository,
  context: RunContext,
): Promise<{ readonly name: string; readonly email: string; readonly timestamp: number; readonly timezoneOffset: 0 }> {
  const name: unknown = await git.getConfig({ ...at, path: 'user.name' })
  const email: unknown = await git.getConfig({ ...at, path: 'user.email' })
  if (typeof name !== 'string' || typeof email !== 'string') {
    throw refuse('The repository does not say who commits.', {
      code: 'git_no_user',
      hint: 'Set user.name and user.email with Add config.',
      retry: 'no',
    })
  }
  return { name, email, timestamp: Math.floor(context.now().getTime() / 1000), timezoneOffset: 0 }
}

/** Notes where HEAD went. */
async function note(
  { git, at }: Repository,
  context: RunContext,
  { from, to, message }: { readonly from: string; readonly to: string; readonly message: string },
): Promise<void> {
  const name: unknown = await git.getConfig({ ...at, path: 'user.name' })
  const email: unknown = await git.getConfig({ ...at, path: 'user.email' })
  const who = `${typeof name === 'string' ? name : 'Millrace'} <${typeof email === 'string' ? email : ''}>`
  const line = `${from} ${to} ${who} ${Math.floor(context.now().getTime() / 1000)} +0000\t${message.replaceAll(/\s+/g, ' ')}\n`
  const { disk } = context.machine
  const folder = `${at.dir}/.git/logs`
  if ((await disk.about(folder)) === undefined) await disk.makeFolder(folder)
  await disk.write(`${folder}/HEAD`, Buffer.from(line), { append: true })
}
