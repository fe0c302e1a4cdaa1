/** SSH and SFTP against a real server. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Item, JsonObject } from '@millrace/sdk'
import ssh2 from 'ssh2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { file, openMachine, runPlaced } from './placed-node.ts'
import { type SshServer, sshAccount, startSshServer } from './ssh-server.ts'

/** A key of its own, and one that is locked with a passphrase. */
const keys = {
  plain: ssh2.utils.generateKeyPairSync('ed25519'),
  locked: ssh2.utils.generateKeyPairSync('ed25519', { passphrase: 'pass phrase', cipher: 'aes256-ctr', rounds: 4 }),
}

let folder: string
let files: string
let server: SshServer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-ssh-'))
  files = join(folder, 'files')
  mkdirSync(files)
  server = await startSshServer(files, [keys.plain.public, keys.locked.public])
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const place = () => ({ host: '127.0.0.1', port: server.port, username: sshAccount.username })

interface Run {
  readonly item?: Item
  readonly credentials?: Record<string, JsonObject>
  readonly context?: object
}

const ssh = (parameters: JsonObject, { item = { json: { n: 1 } }, credentials, context }: Run = {}) =>
  runPlaced('ssh', {
    items: [item],
    parameters,
    credentials: credentials ?? { sshPassword: { ...place(), password: sshAccount.password } },
    context: { ...openMachine(), ...context },
  })

describe('a command on another machine', () => {
  test('says what it has to say, and how it ended', async () => {
    const { json } = await ssh({ command: 'echo out; echo "  err" >&2; exit 3' })
    expect(json).toEqual([{ code: 3, signal: null, stdout: 'out', stderr: 'err' }])
    expect((await ssh({ command: 'kill -TERM $$' })).json).toMatchObject([{ code: null, signal: 'SIGTERM' }])
  })

  test('runs in its folder, whatever that is called', async () => {
    const odd = join(files, `it's "odd"; echo $HOME`)
    mkdirSync(odd)
    expect((await ssh({ command: 'pwd', cwd: odd })).json[0]).toMatchObject({ code: 0, stdout: odd })
    expect((await ssh({ command: 'pwd', cwd: join(files, 'none') })).json[0]).toMatchObject({ stdout: '' })
    const home = execFileSync('/bin/sh', ['-c', 'cd ~ && pwd'], { encoding: 'utf8' }).trim()
    expect((await ssh({ command: 'pwd', cwd: '~' })).json[0]).toMatchObject({ stdout: home })
  })

  test.each([0, 300])('is stopped with the run, after %d ms', async (after) => {
    const stop = new AbortController()
    const running = ssh({ command: 'echo $$; sleep 600' }, { context: { signal: stop.signal } })
    setTimeout(() => stop.abort(new Error('Stopped.')), after)
    await expect(running).rejects.toThrow('Stopped.')
  })

  test.each([
    { name: 'plain', oneLine: false, passphrase: '' },
    { name: 'plain', oneLine: true, passphrase: '' },
    { name: 'locked', oneLine: false, passphrase: 'pass phrase' },
  ] as const)('is let in with a key: %j', async ({ name, oneLine, passphrase }) => {
    const { private: key } = keys[name]
    const privateKey = oneLine ? key.replaceAll('\n', ' ') : key
    const credentials = { sshPrivateKey: { ...place(), privateKey, passphrase } }
    const { json } = await ssh({ authentication: 'privateKey', command: 'echo in' }, { credentials })
    expect(json[0]).toMatchObject({ stdout: 'in' })
  })

  test('is refused to who may not sign in', async () => {
    const credentials = { sshPassword: { ...place(), password: 'wrong' } }
    await expect(ssh({ command: 'echo' }, { credentials })).rejects.toMatchObject({
      code: 'login_refused',
      details: { retry: 'no' },
    })
  })

  test('is refused on this machine itself while its programs are closed', async () => {
    await expect(ssh({ command: 'echo' }, { context: openMachine('no') })).rejects.toMatchObject({
      code: 'commands_closed',
    })
  })
})

describe('a file', () => {
  test('goes to another machine and comes back', async () => {
    const item = { json: { n: 1 }, binary: { data: file('Grüße', 'x.txt') } }
    expect((await ssh({ resource: 'file', operation: 'upload', path: '/' }, { item })).json).toEqual([
      { success: true },
    ])
    expect(readFileSync(join(files, 'x.txt'), 'utf8')).toBe('Grüße')
    const { outputs } = await ssh({
      resource: 'file',
      operation: 'download',
      path: '/x.txt',
      binaryPropertyName: 'got',
      options: { fileName: 'y.txt' },
    })
    expect(outputs[0]).toMatchObject([{ json: { n: 1 }, binary: { got: { fileName: 'y.txt', bytes: 7 } } }])
  })

  test('that is not there fails with its name', async () => {
    await expect(ssh({ resource: 'file', operation: 'download', path: '/none' })).rejects.toMatchObject({
      name: 'NodeApiError',
      message: expect.stringContaining('/none'),
    })
  })
})

describe('SFTP', () => {
  const sftp = (parameters: JsonObject, item: Item = { json: {} }) =>
    runPlaced('ftp', {
      items: [item],
      parameters: { protocol: 'sftp', ...parameters },
      credentials: { sftp: { ...place(), password: sshAccount.password } },
      context: openMachine(),
    })

  test('writes, lists, renames, reads and removes', async () => {
    await sftp({ operation: 'upload', path: '/a/b/one.txt', binaryData: false, fileContent: 'one' })
    await sftp({ operation: 'upload', path: '/a/two.txt' }, { json: {}, binary: { data: file('two', 'two.txt') } })
    const listed = await sftp({ operation: 'list', path: '/a', recursive: true })
    expect(listed.json.map(({ type, name, size, path }) => [type, name, size, path])).toEqual([
      ['d', 'b', expect.any(Number), '/a/b'],
      ['-', 'two.txt', 3, '/a/two.txt'],
      ['-', 'one.txt', 3, '/a/b/one.txt'],
    ])
    expect((await sftp({ operation: 'list', path: '/a' })).json).toHaveLength(2)
    const moved = { oldPath: '/a/two.txt', newPath: '/c/d/2.txt', options: { createDirectories: true } }
    expect((await sftp({ operation: 'rename', ...moved })).json).toEqual([{ success: true }])
    expect((await sftp({ operation: 'download', path: '/c/d/2.txt' })).outputs[0]).toMatchObject([
      { binary: { data: { fileName: '2.txt', bytes: 3 } } },
    ])
    await sftp({ operation: 'delete', path: '/c/d/2.txt' })
    await expect(sftp({ operation: 'delete', path: '/a', options: { folder: true } })).rejects.toThrow()
    await sftp({ operation: 'delete', path: '/a', options: { folder: true, recursive: true } })
    expect((await sftp({ operation: 'list', path: '/' })).json.map(({ name }) => name)).not.toContain('a')
  })
})

test('a file larger than memory may take is refused before it is read', async () => {
  writeFileSync(join(files, 'large'), '')
  truncateSync(join(files, 'large'), 300 * 1024 * 1024)
  await expect(ssh({ resource: 'file', operation: 'download', path: '/large' })).rejects.toMatchObject({
    code: 'file_too_large',
  })
})
