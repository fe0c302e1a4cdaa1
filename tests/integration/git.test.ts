/** The Git node against Git's own server, and against repositories that mean harm. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDialer, createMachine, earlierRuns, type OutboundPolicy } from '@millrace/engine'
import { runWorkflow } from '@millrace/engine/testing'
import { catalog } from '@millrace/nodes'
import type { JsonObject } from '@millrace/sdk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GitServer, gitAccount, gitIn, startGitServer } from './git-server.ts'

let place: string
let folder: string
let server: GitServer

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'millrace-git-'))
  folder = join(place, 'open')
  mkdirSync(folder)
  server = await startGitServer(join(place, 'server'), { 'README.md': '# Site\n', 'pages/a.md': 'a\n' })
})
afterEach(async () => {
  await server.close()
  rmSync(place, { recursive: true })
})

interface Setting {
  readonly git?: boolean
  readonly mode?: OutboundPolicy['mode']
  readonly password?: string
  readonly version?: number
}

/** Runs the node once, on the repository `site` of the open folder. */
async function run(operation: string, parameters: JsonObject = {}, setting: Setting = {}) {
  const { git = true, mode = 'open', password = gitAccount.password, version = 1.1 } = setting
  const dialer = createDialer({ policy: { mode } })
  const common = { position: [0, 0], typeVersion: 1 }
  const document = {
    nodes: [
      { ...common, id: 's', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
      {
        ...common,
        id: 'n',
        name: 'Git',
        type: 'n8n-nodes-base.git',
        typeVersion: version,
        parameters: { operation, repositoryPath: 'site', ...parameters },
        credentials: { gitPassword: { id: 'c', name: 'C' } },
      },
    ],
    connections: { Start: { main: [[{ node: 'Git', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1' },
  }
  try {
    const { error, journal } = await runWorkflow(document, {
      catalog,
      dialer,
      credentials: [{ id: 'c', type: 'gitPassword', data: { username: gitAccount.username, password } }],
      host: { machine: createMachine({ folders: [folder], closed: [], commands: { open: 'no', path: '' }, git }) },
    })
    const last = earlierRuns([...(journal.executions.get('execution') ?? [])]).find(({ node }) => node === 'n')
    const json = (last?.outputs[0] ?? []).map((item) => item.json)
    return { json, error }
  } finally {
    await dialer.close()
  }
}

async function done(operation: string, parameters: JsonObject = {}, setting: Setting = {}) {
  const { json, error } = await run(operation, parameters, setting)
  expect(error).toBeUndefined()
  return json
}

const site = (path: string) => join(folder, 'site', path)
const signedIn = { authentication: 'gitPassword' }

async function cloned(): Promise<void> {
  expect(await done('clone', { sourceRepository: server.address })).toEqual([{ success: true }])
  await done('addConfig', { key: 'user.name', value: 'Ben' })
  await done('addConfig', { key: 'user.email', value: 'ben@example.com' })
}

describe('a repository', () => {
  test('is cloned, changed, committed, tagged and pushed', async () => {
    await cloned()
    expect(readFileSync(site('pages/a.md'), 'utf8')).toBe('a\n')
    writeFileSync(site('pages/a.md'), 'changed\n')
    writeFileSync(site('new.md'), 'new\n')
    rmSync(site('README.md'))
    expect(await done('status')).toMatchObject([
      {
        not_added: ['new.md'],
        modified: ['pages/a.md'],
        deleted: ['README.md'],
        staged: [],
        current: 'main',
        tracking: 'origin/main',
      },
    ])
    expect(await done('add', { pathsToAdd: 'pages, *.md' })).toEqual([{ success: true }])
    expect(await done('status')).toMatchObject([
      {
        created: ['new.md'],
        files: [
          { path: 'README.md', index: 'D', working_dir: ' ' },
          { path: 'new.md', index: 'A', working_dir: ' ' },
          { path: 'pages/a.md', index: 'M', working_dir: ' ' },
        ],
      },
    ])
    await done('commit', { message: 'Second\n\nWith a reason.' })
    await done('commit', { message: 'Nothing new' })
    expect(await done('log', { limit: 1 })).toMatchObject([
      {
        message: 'Second',
        body: 'With a reason.',
        refs: 'HEAD -> main',
        author_name: 'Ben',
        author_email: 'ben@example.com',
      },
    ])
    expect(await done('log', { returnAll: true, options: { file: 'new.md' } })).toHaveLength(1)
    expect(await done('status')).toMatchObject([{ ahead: 1, behind: 0, files: [] }])
    await done('tag', { name: 'v1' })
    await done('push', signedIn)
    await done('pushTags', signedIn)
    expect(await server.git('site.git', 'log', '-1', '--format=%an %s', 'v1')).toBe('Ben Second')
    expect(await server.git('site.git', 'ls-tree', '-r', '--name-only', 'main')).toBe('new.md\npages/a.md')
    expect(await gitIn(site(''), 'fsck', '--strict')).toBe('')
    expect((await done('reflog')).map((one) => one['action'])).toEqual(['commit', 'clone'])
  })

  test('takes what others did, and joins it with what was done here', async () => {
    await cloned()
    const others = async (name: string) => {
      writeFileSync(join(place, 'server/first', name), `${name}\n`)
      await server.git('first', 'add', '.')
      await server.git('first', 'commit', '-m', name)
      await server.git('first', 'push', join(place, 'server/site.git'), 'main')
    }
    await others('theirs.md')
    await done('fetch')
    expect(await done('status')).toMatchObject([{ ahead: 0, behind: 1 }])
    await done('pull')
    expect(readFileSync(site('theirs.md'), 'utf8')).toBe('theirs.md\n')
    writeFileSync(site('mine.md'), 'mine\n')
    await done('commit', { message: 'Mine', options: { pathsToAdd: 'mine.md' } })
    await others('more.md')
    await done('pull')
    expect([existsSync(site('mine.md')), existsSync(site('more.md'))]).toEqual([true, true])
    expect(await done('status')).toMatchObject([{ ahead: 2, behind: 0, files: [] }])
  })

  test('changes between branches, and makes them', async () => {
    await cloned()
    await done('switchBranch', { branchName: 'draft', options: { createBranch: true, setUpstream: true } })
    writeFileSync(site('draft.md'), 'draft\n')
    await done('commit', { message: 'Draft', options: { pathsToAdd: '.' } })
    await done('switchBranch', { branchName: 'main' })
    expect(existsSync(site('draft.md'))).toBe(false)
    await done('push', { ...signedIn, options: { branch: 'draft' } })
    expect(await server.git('site.git', 'log', '-1', '--format=%s', 'draft')).toBe('Draft')
    const missing = await run('switchBranch', { branchName: 'nope', options: { createBranch: false } })
    expect(missing.error).toMatchObject({ code: 'git_no_branch' })
    expect(await done('listConfig')).toMatchObject([
      {
        _file: '.git/config',
        'user.name': 'Ben',
        'remote.origin.url': server.address,
        'branch.draft.remote': 'origin',
      },
    ])
    expect(await done('userSetup')).toEqual([{ success: true, name: 'Ben', email: 'ben@example.com' }])
  })
})

describe('is refused', () => {
  test('everything, until an administrator allows Git', async () => {
    const { error } = await run('clone', { sourceRepository: server.address }, { git: false })
    expect(error).toMatchObject({ code: 'git_closed', hint: expect.stringContaining('MILLRACE_GIT') })
  })

  test('a folder that is not open, and one behind a link', async () => {
    symlinkSync(place, join(folder, 'out'))
    for (const repositoryPath of ['../elsewhere', join(place, 'elsewhere'), 'out', 'out/elsewhere']) {
      const { error } = await run('clone', { sourceRepository: server.address, repositoryPath })
      expect(['disk_outside', 'file_exists'], repositoryPath).toContain(error?.code)
    }
    expect(existsSync(join(place, 'elsewhere'))).toBe(false)
    expect(existsSync(join(place, '.git'))).toBe(false)
  })

  test('every address but one of the web, and one with a secret in it, which no error repeats', async () => {
    await gitIn(folder, 'init', '-b', 'main', 'site')
    const addresses = [
      'ext::sh -c touch% /tmp/pwned',
      'file:///etc',
      '/etc',
      '../other',
      'ssh://git@example.com/a.git',
      'git@example.com:a.git',
      'git://example.com/a.git',
      '--upload-pack=touch /tmp/pwned',
      'https://ada:secret@example.com/a.git',
    ]
    for (const address of addresses) {
      const code = address.includes('secret') ? 'git_secret_in_address' : 'git_address_closed'
      const calls = [
        await run('clone', { sourceRepository: address, repositoryPath: 'new' }),
        await run('push', { options: { targetRepository: address, branch: 'main' } }),
        await run('addConfig', { key: 'remote.origin.url', value: address }),
      ]
      for (const { error } of calls) {
        expect(error, address).toMatchObject({ code })
        expect(JSON.stringify(error)).not.toContain('secret@')
      }
    }
  })

  test('an address that the outbound rules close', async () => {
    const { error } = await run('clone', { sourceRepository: server.address }, { mode: 'guarded' })
    expect(error).toMatchObject({ httpCode: 'ECONNREFUSED', hint: expect.stringContaining('MILLRACE_OUTBOUND') })
  })

  test('a sign-in with a wrong password, without saying it', async () => {
    await cloned()
    writeFileSync(site('a.md'), 'a\n')
    await done('commit', { message: 'A', options: { pathsToAdd: 'a.md' } })
    const { error } = await run('push', signedIn, { password: 'wrong-one' })
    expect(error).toMatchObject({ code: 'login_refused' })
    expect(JSON.stringify(error)).not.toContain('wrong-one')
  })

  test('settings that name programs, files or other servers, however they come', async () => {
    await gitIn(folder, 'init', 'site')
    const closed = [
      'core.sshCommand',
      'core.fsmonitor',
      'core.hooksPath',
      'filter.x.clean',
      'http.corsProxy',
      'include.path',
    ]
    for (const key of closed) {
      const { error } = await run('addConfig', { key, value: 'touch pwned' }, { version: 1 })
      expect(error, key).toMatchObject({ code: 'git_setting_closed' })
    }
    const { error } = await run('addConfig', { key: 'user.name', value: 'x\n[core]\n\tsshCommand = id' })
    expect(error).toMatchObject({ code: 'git_value_wrong' })
  })
})

describe('a repository that means harm', () => {
  test('starts no program, whatever its settings, hooks and attributes say', async () => {
    await cloned()
    const mark = join(place, 'pwned')
    const program = `touch ${mark}`
    const config = `[core]\n\tfsmonitor = ${program}\n\tsshCommand = ${program}\n\thooksPath = ${site('bad')}\n[filter "x"]\n\tclean = ${program}\n\tsmudge = ${program}\n[http]\n\tcorsProxy = http://127.0.0.1:1\n`
    writeFileSync(site('.git/config'), readFileSync(site('.git/config'), 'utf8') + config)
    writeFileSync(site('.gitattributes'), '* filter=x diff=x merge=x\n')
    for (const hooks of [site('bad'), site('.git/hooks')]) {
      mkdirSync(hooks, { recursive: true })
      for (const hook of ['pre-commit', 'post-checkout', 'pre-push', 'post-merge']) {
        writeFileSync(join(hooks, hook), `#!/bin/sh\n${program}\n`, { mode: 0o755 })
      }
    }
    await done('commit', { message: 'All', options: { pathsToAdd: '.' } })
    await done('switchBranch', { branchName: 'other' })
    await done('switchBranch', { branchName: 'main' })
    await done('pull')
    await done('push', signedIn)
    await done('status')
    expect(existsSync(mark)).toBe(false)
  })

  test('leads nowhere by links: they come as files that say where', async () => {
    writeFileSync(join(place, 'secret'), 'kept')
    symlinkSync(place, join(place, 'server/first/way-out'))
    await server.git('first', 'add', '.')
    await server.git('first', 'commit', '-m', 'Link')
    await server.git('first', 'push', join(place, 'server/site.git'), 'main')
    await cloned()
    expect(readFileSync(site('way-out'), 'utf8')).toBe(place)
    expect(await done('status')).toMatchObject([{ files: [] }])
    symlinkSync(join(place, 'secret'), site('planted'))
    await done('commit', { message: 'All', options: { pathsToAdd: '.' } })
    expect(await gitIn(site(''), 'ls-tree', '--name-only', 'HEAD')).not.toContain('planted')
  })

  test('may name no file as its own are named', async () => {
    const first = join(place, 'server/first')
    const blob = await gitIn(first, 'rev-parse', 'HEAD:README.md')
    for (const [round, name] of ['.git', '.GIT', 'git~1', '.git ', '.g\u200cit', '..'].entries()) {
      const made = await gitIn(first, 'hash-object', '-t', 'tree', '-w', '--literally', rawTree(place, name, blob))
      const commit = await gitIn(first, 'commit-tree', made, '-m', 'Harm')
      await gitIn(first, 'push', '--force', join(place, 'server/site.git'), `${commit}:refs/heads/main`)
      const repositoryPath = `site-${round}`
      const { error } = await run('clone', { sourceRepository: server.address, repositoryPath })
      expect(error?.message, name).toContain('unsafe')
      expect(readdirSync(join(folder, repositoryPath))).toEqual(['.git'])
    }
  })
})

/** A file with a tree of one entry, as Git stores it: with any name. */
function rawTree(folderOfIt: string, name: string, blob: string): string {
  const path = join(folderOfIt, 'raw-tree')
  writeFileSync(path, Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, 'hex')]))
  return path
}
