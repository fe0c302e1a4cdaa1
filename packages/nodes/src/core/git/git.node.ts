import * as m from '@millrace/sdk'
import { stage, statusOf } from './changes.ts'
import { checkedSetting } from './git-settings.ts'
import { cloneInto, commit as commitChanges, fetchFrom, pull, push, pushTags, switchBranch } from './git-work.ts'
import { commits, moves, settings } from './history.ts'
import { commitOf, type Repository, withRepository } from './repository.ts'

const repositoryPath = m.text('Folder of the repository', { required: true, placeholder: '/data/site' })

interface Call {
  readonly index: number
  readonly context: m.RunContext
}

const done: m.Item = { json: { success: true } }

/** Does something with the repository in a folder; the item then says that it is done. */
async function change(path: string, call: Call, use: (repository: Repository) => Promise<void>): Promise<m.Item> {
  await withRepository({ path, ...call, expected: 'repository' }, use)
  return done
}

/** Reads something from the repository in a folder: an item for each. */
async function look(
  path: string,
  call: Call,
  use: (repository: Repository) => Promise<readonly m.JsonObject[]>,
): Promise<readonly m.Item[]> {
  const found = await withRepository({ path, ...call, expected: 'repository' }, use)
  return found.map((json) => ({ json }))
}

const add = m.operation({
  name: 'Add',
  input: {
    repositoryPath,
    pathsToAdd: m.text('Paths', { required: true, placeholder: 'README.md, pages', help: 'With commas between them.' }),
  },
  per: 'item',
  effect: 'idempotent',
  run: ({ repositoryPath: path, pathsToAdd }, call) =>
    change(path, call, (repository) => stage(repository, pathsToAdd)),
})

const addConfig = m.operation({
  name: 'Add config',
  input: {
    repositoryPath,
    key: m.oneOf(
      m.since(
        1.1,
        m.choice(
          'Setting',
          {
            'user.email': 'Email of the user',
            'user.name': 'Name of the user',
            'remote.origin.url': 'Address of origin',
          },
          { default: '', required: true },
        ),
      ),
      m.until(1, m.text('Setting', { required: true, placeholder: 'user.email' })),
    ),
    value: m.text('Value', { required: true }),
    options: m.collection('Options', {
      mode: m.choice('If it is there', { append: 'Keep it, and add this', set: 'Replace it' }, { default: 'set' }),
    }),
  },
  per: 'item',
  effect: 'append',
  run: ({ repositoryPath: path, key, value, options }, call) =>
    change(path, call, ({ git, at }) =>
      git.setConfig({ ...at, ...checkedSetting(key ?? '', value), append: options.mode === 'append' }),
    ),
})

const clone = m.operation({
  name: 'Clone',
  input: {
    repositoryPath: m.text('New folder', { required: true, placeholder: '/data/site' }),
    sourceRepository: m.text('Address', { required: true, placeholder: 'https://github.com/ada/site.git' }),
  },
  per: 'item',
  effect: 'append',
  run: async ({ repositoryPath: path, sourceRepository }, call) => {
    await withRepository({ path, ...call, expected: 'nothing' }, (repository) =>
      cloneInto(repository, sourceRepository, call.context),
    )
    return done
  },
})

const commit = m.operation({
  name: 'Commit',
  input: {
    repositoryPath,
    message: m.text('Message'),
    options: m.collection('Options', {
      branch: m.text('Branch', { placeholder: 'main' }),
      pathsToAdd: m.text('Paths to add first', { placeholder: 'README.md, pages' }),
    }),
  },
  per: 'item',
  effect: 'append',
  run: ({ repositoryPath: path, message, options }, call) =>
    change(path, call, (repository) =>
      commitChanges(
        repository,
        { message, branch: options.branch ?? '', paths: options.pathsToAdd ?? '' },
        call.context,
      ),
    ),
})

const fetch = m.operation({
  name: 'Fetch',
  input: { repositoryPath },
  per: 'item',
  effect: 'idempotent',
  run: ({ repositoryPath: path }, call) => change(path, call, (repository) => fetchFrom(repository, 'origin')),
})

const listConfig = m.operation({
  name: 'List config',
  input: { repositoryPath },
  per: 'item',
  effect: 'read',
  run: ({ repositoryPath: path }, call) =>
    look(path, call, async ({ at }) => [await settings(call.context.machine.disk, at.dir)]),
})

const log = m.operation({
  name: 'Log',
  preset: true,
  input: {
    repositoryPath,
    ...m.paging({ limit: 100, max: 100 }),
    options: m.collection('Options', { file: m.text('File', { default: 'README.md' }) }),
  },
  per: 'item',
  effect: 'read',
  run: ({ repositoryPath: path, returnAll, limit, options }, call) =>
    look(path, call, (repository) => commits(repository, { limit: returnAll ? undefined : limit, file: options.file })),
})

const pullOperation = m.operation({
  name: 'Pull',
  input: { repositoryPath },
  per: 'item',
  effect: 'idempotent',
  run: ({ repositoryPath: path }, call) => change(path, call, (repository) => pull(repository, call.context)),
})

const pushOperation = m.operation({
  name: 'Push',
  input: {
    repositoryPath,
    options: m.collection('Options', {
      branch: m.text('Branch', { placeholder: 'main' }),
      targetRepository: m.text('To another repository', { placeholder: 'https://git.example.com/copy.git' }),
    }),
  },
  per: 'item',
  effect: 'idempotent',
  run: ({ repositoryPath: path, options }, call) =>
    change(path, call, (repository) =>
      push(repository, { branch: options.branch ?? '', target: options.targetRepository ?? '' }),
    ),
})

const pushTagsOperation = m.operation({
  name: 'Push tags',
  input: { repositoryPath },
  per: 'item',
  effect: 'idempotent',
  run: ({ repositoryPath: path }, call) => change(path, call, pushTags),
})

const reflog = m.operation({
  name: 'Reflog',
  input: {
    repositoryPath,
    ...m.paging({ limit: 100, max: 100 }),
    options: m.collection('Options', { reference: m.text('Branch instead of HEAD') }),
  },
  per: 'item',
  effect: 'read',
  run: ({ repositoryPath: path, returnAll, limit, options }, call) =>
    look(path, call, async ({ at }) => {
      const found = await moves(call.context.machine.disk, at.dir, options.reference ?? '')
      return returnAll ? found : found.slice(0, limit)
    }),
})

const status = m.operation({
  name: 'Status',
  input: { repositoryPath },
  per: 'item',
  effect: 'read',
  run: ({ repositoryPath: path }, call) => look(path, call, async (repository) => [await statusOf(repository)]),
})

const switchOperation = m.operation({
  name: 'Switch branch',
  input: {
    repositoryPath,
    branchName: m.text('Branch', { required: true, placeholder: 'main' }),
    options: m.collection('Options', {
      createBranch: m.flag('Make it if there is none', { default: true }),
      startPoint: m.when(m.is('createBranch', true), m.text('Make it at', { placeholder: 'main' })),
      force: m.flag('Throw away what is not committed'),
      setUpstream: m.when(m.is('createBranch', true), m.flag('Let it follow a remote')),
      remoteName: m.when(
        m.all(m.is('createBranch', true), m.is('setUpstream', true)),
        m.text('Remote', { default: 'origin' }),
      ),
    }),
  },
  per: 'item',
  effect: ({ options }) => (throwsAway(options) ? 'destructive' : 'idempotent'),
  run: ({ repositoryPath: path, branchName: branch, options }, call) =>
    change(path, call, (repository) =>
      switchBranch(
        repository,
        {
          branch,
          create: options.createBranch ?? true,
          startPoint: options.startPoint ?? '',
          force: options.force ?? false,
          upstream: options.setUpstream ? options.remoteName || 'origin' : '',
        },
        call.context,
      ),
    ),
})

/** Anything but a plain no may turn out to throw away. */
function throwsAway(options: m.Json | undefined): boolean {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return false
  return 'force' in options && options.force !== false
}

const tag = m.operation({
  name: 'Tag',
  input: { repositoryPath, name: m.text('Name', { required: true, placeholder: 'v1.2.0' }) },
  per: 'item',
  effect: 'append',
  run: ({ repositoryPath: path, name }, call) =>
    change(path, call, async (repository) => {
      const { git, at } = repository
      if ((await commitOf(repository, 'HEAD')) === undefined) {
        throw m.refuse('There is no commit to tag yet.', { code: 'git_no_commit', retry: 'no' })
      }
      await git.tag({ ...at, ref: name })
    }),
})

const userSetup = m.operation({
  name: 'User setup',
  input: { repositoryPath },
  per: 'item',
  effect: 'read',
  run: ({ repositoryPath: path }, call) =>
    look(path, call, async ({ git, at }) => {
      const name: unknown = await git.getConfig({ ...at, path: 'user.name' })
      const email: unknown = await git.getConfig({ ...at, path: 'user.email' })
      return [
        {
          success: true,
          name: typeof name === 'string' ? name : null,
          email: typeof email === 'string' ? email : null,
        },
      ]
    }),
})

export const git = m.defineNode({
  type: 'git',
  name: 'Git',
  about: 'Keeps a repository in a folder of the server, in step with a Git server on the web.',
  openedBy: 'MILLRACE_GIT',
  icon: 'lucide:git-branch',
  category: 'code',
  aliases: ['repository', 'commit', 'version', 'github', 'gitlab', 'source'],
  versions: [1, 1.1],
  summary: [{ text: '{operation} {repositoryPath}' }],
  credentials: [{ type: 'gitPassword', required: true, when: m.is('authentication', 'gitPassword') }],
  input: {
    authentication: m.when(
      m.is('operation', 'clone', 'push'),
      m.choice('Sign in', { gitPassword: 'With a credential', none: 'No' }, { default: 'none' }),
    ),
  },
  operations: {
    add,
    addConfig,
    clone,
    commit,
    fetch,
    listConfig,
    log,
    pull: pullOperation,
    push: pushOperation,
    pushTags: pushTagsOperation,
    reflog,
    status,
    switchBranch: switchOperation,
    tag,
    userSetup,
  },
})
