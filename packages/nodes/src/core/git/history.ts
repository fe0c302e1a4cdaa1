/** Commits, settings and moves of a repository, in the shapes that users of n8n know. */
import { type JsonObject, NodeError, type Disk } from '@millrace/sdk'
import type { ReadCommitResult } from 'isomorphic-git'
import type { Repository } from './repository.ts'

/** Commits, the latest first. */
export async function commits(
  repository: Repository,
  { limit, file }: { readonly limit: number | undefined; readonly file: string | undefined },
): Promise<readonly JsonObject[]> {
  const { git, at } = repository
  const found = await git.log({
    ...at,
    ...(file ? { filepath: file, force: true, follow: true } : limit !== undefined && { depth: limit }),
  })
  const names = await namesOfCommits(repository)
  return found.slice(0, limit).map((one) => commitJson(one, names.get(one.oid) ?? []))
}

function commitJson({ oid, commit }: ReadCommitResult, names: readonly string[]): JsonObject {
  const [message = '', ...rest] = commit.message.split('\n')
  return {
    hash: oid,
    date: dateText(commit.author.timestamp, commit.author.timezoneOffset),
    message,
    refs: names.join(', '),
    body: rest.join('\n').trim(),
    author_name: commit.author.name,
    author_email: commit.author.email,
  }
}

/** A moment as its author's clock showed it, like `2026-03-01T12:00:00+01:00`; the offset counts minutes west. */
function dateText(seconds: number, offset: number): string {
  const local = new Date((seconds - offset * 60) * 1000).toISOString().slice(0, 19)
  const minutes = Math.abs(offset)
  const two = (count: number) => String(count).padStart(2, '0')
  return `${local}${offset > 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** What commits are called, as Git decorates its log. */
async function namesOfCommits({ git, at }: Repository): Promise<ReadonlyMap<string, readonly string[]>> {
  const current = await git.currentBranch(at)
  const tags = (await git.listTags(at)).map((name) => [`tag: ${name}`, `refs/tags/${name}`] as const)
  const remotes = await Promise.all(
    (await git.listRemotes(at)).map(async ({ remote }) =>
      (await git.listBranches({ ...at, remote })).map(
        (name) => [`${remote}/${name}`, `refs/remotes/${remote}/${name}`] as const,
      ),
    ),
  )
  const branches = (await git.listBranches(at)).map(
    (name) => [name === current ? `HEAD -> ${name}` : name, `refs/heads/${name}`] as const,
  )
  const names = new Map<string, string[]>()
  for (const [name, ref] of [
    ...branches.toSorted(([a]) => (a.startsWith('HEAD') ? -1 : 1)),
    ...tags,
    ...remotes.flat(),
  ]) {
    const { oid } = await git.readCommit({ ...at, oid: await git.resolveRef({ ...at, ref }) })
    names.set(oid, [...(names.get(oid) ?? []), name])
  }
  return names
}

/** The settings that lie with the repository, by their names; one that is there several times is a list. */
export async function settings(disk: Disk, folder: string): Promise<JsonObject> {
  const found = new Map<string, readonly string[]>()
  let section = ''
  for (const raw of Buffer.from(await disk.read(`${folder}/.git/config`))
    .toString()
    .split('\n')) {
    const line = raw.trim()
    const head = /^\[([\w.-]+)(?:\s+"([^"]*)")?\]/.exec(line)
    if (head?.[1] !== undefined)
      section = head[2] === undefined ? head[1].toLowerCase() : `${head[1].toLowerCase()}.${head[2]}`
    else if (line !== '' && !/^[#;]/.test(line) && section !== '') {
      const cut = line.indexOf('=')
      const name = `${section}.${(cut < 0 ? line : line.slice(0, cut)).trim().toLowerCase()}`
      const value =
        cut < 0
          ? 'true'
          : line
              .slice(cut + 1)
              .trim()
              .replace(/^"(.*)"$/, '$1')
      found.set(name, [...(found.get(name) ?? []), withoutSecret(value)])
    }
  }
  return {
    _file: '.git/config',
    ...Object.fromEntries(
      [...found].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : [...values]]),
    ),
  }
}

/** An address that was written elsewhere may hold a user and a password. */
function withoutSecret(value: string): string {
  return value.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/@\s]*@/i, '$1')
}

/** Where HEAD, or another name, pointed before, the latest first. */
export async function moves(disk: Disk, folder: string, reference: string): Promise<readonly JsonObject[]> {
  const name =
    reference === '' || reference === 'HEAD' ? 'HEAD' : `refs/heads/${reference.replace(/^refs\/heads\//, '')}`
  const text = await disk.read(`${folder}/.git/logs/${name}`).then(
    (bytes) => Buffer.from(bytes).toString(),
    (thrown: unknown) => {
      if (thrown instanceof NodeError && thrown.code === 'file_missing') return ''
      throw thrown
    },
  )
  return text
    .split('\n')
    .filter((line) => line !== '')
    .toReversed()
    .flatMap((line, place) => {
      const found = /^\S+ (\S+) (.*) <([^>]*)> (\d+) ([+-])(\d\d)(\d\d)\t?(.*)$/.exec(line)
      if (found === null) return []
      const [, hash = '', author = '', email = '', seconds = '0', sign, hours = '0', minutes = '0', message = ''] =
        found
      const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '+' ? -1 : 1)
      return [
        {
          hash,
          ref: `${reference || 'HEAD'}@{${place}}`,
          action: message.split(':')[0] ?? '',
          message,
          date: dateText(Number(seconds), offset),
          author_name: author,
          author_email: email,
        },
      ]
    })
}
