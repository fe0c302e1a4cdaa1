/** What changed in a repository's folder, what of it is staged, and how to stage it. */
import { type JsonObject, refuse } from '@millrace/sdk'
import { commitOf, type Repository } from './repository.ts'

interface Change {
  readonly path: string
  /** The letters of Git's short status: what is staged, and what is not. */
  readonly index: string
  readonly working: string
  readonly inFolder: boolean
}

/** Every file that differs from the last commit. */
async function changes({ git, at }: Repository): Promise<readonly Change[]> {
  return (await git.statusMatrix(at)).flatMap(([path, head, folder, stage]): readonly Change[] => {
    const inFolder = folder !== 0
    if (head === 0 && stage === 0) return inFolder ? [{ path, index: '?', working: '?', inFolder }] : []
    const index = head === 0 ? 'A' : stage === 0 ? 'D' : stage === 1 ? ' ' : 'M'
    if (stage === 0) {
      const gone: Change = { path, index, working: ' ', inFolder }
      return inFolder ? [gone, { path, index: '?', working: '?', inFolder }] : [gone]
    }
    const working = !inFolder ? 'D' : folder === stage || (stage === 2 && folder === 2) ? ' ' : 'M'
    return index === ' ' && working === ' ' ? [] : [{ path, index, working, inFolder }]
  })
}

/** Whether a commit would hold anything new. */
export async function hasStaged(repository: Repository): Promise<boolean> {
  return (await changes(repository)).some(({ index }) => index !== ' ' && index !== '?')
}

/**
 * Stages what changed at these paths, with commas between them: files, folders, or names with `*` for any letters.
 * @throws NodeError where a path means no file
 */
export async function stage(repository: Repository, paths: string): Promise<void> {
  const { git, at } = repository
  const wanted = paths
    .split(',')
    .map((path) => path.trim().replace(/^\.\//, '').replace(/\/+$/, ''))
    .filter((path) => path !== '')
  const found = await changes(repository)
  const known = new Set([...found.map(({ path }) => path), ...(await git.listFiles(at))])
  for (const path of wanted) {
    if (path !== '.' && ![...known].some((one) => means(path, one))) throw noSuchFile(path)
  }
  const meant = found.filter(({ path, working }) => working !== ' ' && wanted.some((one) => means(one, path)))
  for (const { path: filepath, inFolder } of meant) {
    await (inFolder ? git.add({ ...at, filepath }) : git.remove({ ...at, filepath }))
  }
}

function means(wanted: string, path: string): boolean {
  if (wanted === '.' || wanted === path || path.startsWith(`${wanted}/`)) return true
  if (!wanted.includes('*')) return false
  const [first = '', ...rest] = wanted.split('*')
  const last = rest.pop() ?? ''
  if (!path.startsWith(first)) return false
  let from = first.length
  for (const part of rest) {
    const place = path.indexOf(part, from)
    if (place < 0) return false
    from = place + part.length
  }
  return path.length - last.length >= from && path.endsWith(last)
}

/** The state of the repository, in the shape that users of n8n know. */
export async function statusOf(repository: Repository): Promise<JsonObject> {
  const { git, at } = repository
  const found = await changes(repository)
  const where = (test: (change: Change) => boolean) => [...new Set(found.filter(test).map(({ path }) => path))]
  const branch = await git.currentBranch(at)
  const tracking = branch ? await trackingOf(repository, branch) : null
  return {
    not_added: where(({ index }) => index === '?'),
    conflicted: [],
    created: where(({ index }) => index === 'A'),
    deleted: where(({ index, working }) => index === 'D' || working === 'D'),
    modified: where(({ index, working }) => index === 'M' || working === 'M'),
    renamed: [],
    files: found.map(({ path, index, working }) => ({ path, index, working_dir: working })),
    staged: where(({ index }) => index !== ' ' && index !== '?'),
    ...(await distance(repository, tracking)),
    current: branch ?? 'HEAD',
    tracking,
    detached: !branch,
  }
}

/** The name of what a branch follows; null where it follows nothing that was fetched. */
async function trackingOf(repository: Repository, branch: string): Promise<string | null> {
  const { git, at } = repository
  const remote: unknown = await git.getConfig({ ...at, path: `branch.${branch}.remote` })
  const merge: unknown = await git.getConfig({ ...at, path: `branch.${branch}.merge` })
  if (typeof remote !== 'string' || typeof merge !== 'string') return null
  const name = `${remote}/${merge.replace(/^refs\/heads\//, '')}`
  return (await commitOf(repository, `refs/remotes/${name}`)) === undefined ? null : name
}

/** Commits that only this branch has, and those that only the one it follows has. */
async function distance(
  repository: Repository,
  tracking: string | null,
): Promise<{ readonly ahead: number; readonly behind: number }> {
  const [own, theirs] = [
    await commitOf(repository, 'HEAD'),
    tracking === null ? undefined : await commitOf(repository, `refs/remotes/${tracking}`),
  ]
  if (own === undefined || theirs === undefined || own === theirs) return { ahead: 0, behind: 0 }
  const commits = async (ref: string) =>
    new Set((await repository.git.log({ ...repository.at, ref })).map(({ oid }) => oid))
  const [ours, others] = [await commits(own), await commits(theirs)]
  return {
    ahead: [...ours].filter((one) => !others.has(one)).length,
    behind: [...others].filter((one) => !ours.has(one)).length,
  }
}

function noSuchFile(path: string): Error {
  return refuse(`No file of the repository is meant by "${path}".`, { code: 'git_no_file', retry: 'no' })
}
