/** A server for commands and files over SSH: commands run in a shell of this machine, files lie in a folder of it. */
import { spawn } from 'node:child_process'
import * as fs from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import ssh2, { type Attributes, type AuthContext, type Connection, type ServerChannel, type SFTPWrapper } from 'ssh2'

export const sshAccount = { username: 'ada', password: 'secret of ada' }

export interface SshServer {
  readonly port: number
  close(): Promise<void>
}

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp

/** @param folder where files lie; `publicKeys` are those of the user, who may sign in with a password too */
export async function startSshServer(folder: string, publicKeys: readonly string[] = []): Promise<SshServer> {
  const { private: hostKey } = ssh2.utils.generateKeyPairSync('ed25519')
  const connections = new Set<Connection>()
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    connections.add(client)
    client.on('close', () => connections.delete(client))
    // A client that gives up is what some tests are about.
    client.on('error', () => undefined)
    client.on('authentication', (attempt) => (maySignIn(attempt, publicKeys) ? attempt.accept() : attempt.reject()))
    client.on('session', (accept) => {
      const session = accept()
      session.on('exec', (acceptExec, _reject, { command }) => run(acceptExec(), command))
      session.on('sftp', (acceptSftp) => serveFiles(acceptSftp(), folder))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const one of connections) one.end()
        server.close(() => resolve())
      }),
  }
}

function maySignIn(attempt: AuthContext, publicKeys: readonly string[]): boolean {
  if (attempt.username !== sshAccount.username) return false
  if (attempt.method === 'password') return attempt.password === sshAccount.password
  if (attempt.method !== 'publickey') return false
  const { key, signature, blob = '', hashAlgo } = attempt
  return publicKeys.some((text) => {
    const known = ssh2.utils.parseKey(text)
    if (known instanceof Error || !key.data.equals(known.getPublicSSH())) return false
    return signature === undefined || known.verify(blob, signature, hashAlgo) === true
  })
}

function run(channel: ServerChannel, command: string): void {
  const child = spawn('/bin/sh', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.pipe(channel, { end: false })
  child.stderr.pipe(channel.stderr, { end: false })
  child.on('close', (code, signal) => {
    if (code === null) channel.exit(signal ?? 'TERM')
    else channel.exit(code)
    channel.end()
  })
  channel.on('close', () => child.kill())
}

type Handle = { readonly file: fs.FileHandle } | { readonly names: string[]; readonly folder: string }

/** The part of SFTP, version 3, that clients use: https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02 */
function serveFiles(sftp: SFTPWrapper, root: string): void {
  const handles = new Map<number, Handle>()
  let last = 0
  const at = (path: string) => join(root, join('/', path))
  const open = (id: number, handle: Handle) => {
    handles.set(++last, handle)
    const name = Buffer.alloc(4)
    name.writeUInt32BE(last)
    sftp.handle(id, name)
  }
  const find = (name: Buffer): Handle => {
    const found = handles.get(name.readUInt32BE(0))
    if (found === undefined) throw new Error('No such handle.')
    return found
  }
  const fileOf = (name: Buffer): fs.FileHandle => {
    const found = find(name)
    if (!('file' in found)) throw new Error('That is a folder.')
    return found.file
  }
  const answer = (id: number, work: () => Promise<unknown>, done = false) => {
    work().then(
      () => done || sftp.status(id, STATUS_CODE.OK),
      (error: NodeJS.ErrnoException) =>
        sftp.status(id, error.code === 'ENOENT' ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE, error.message),
    )
  }
  const tell = (id: number, work: () => Promise<unknown>) => answer(id, work, true)
  const stat = (id: number, path: string) => tell(id, async () => sftp.attrs(id, attributes(await fs.stat(at(path)))))
  sftp.on('OPEN', (id, path, flags) =>
    tell(id, async () => open(id, { file: await fs.open(at(path), flags & OPEN_MODE.WRITE ? 'w' : 'r') })),
  )
  sftp.on('READ', (id, name, offset, length) =>
    tell(id, async () => {
      const { bytesRead, buffer } = await fileOf(name).read(Buffer.alloc(length), 0, length, offset)
      if (bytesRead === 0) sftp.status(id, STATUS_CODE.EOF)
      else sftp.data(id, buffer.subarray(0, bytesRead))
    }),
  )
  sftp.on('WRITE', (id, name, offset, data) => answer(id, () => fileOf(name).write(data, 0, data.length, offset)))
  sftp.on('FSTAT', (id, name) => tell(id, async () => sftp.attrs(id, attributes(await fileOf(name).stat()))))
  sftp.on('FSETSTAT', (id) => answer(id, async () => undefined))
  sftp.on('SETSTAT', (id) => answer(id, async () => undefined))
  sftp.on('STAT', stat)
  sftp.on('LSTAT', stat)
  sftp.on('CLOSE', (id, name) =>
    answer(id, async () => {
      const found = find(name)
      handles.delete(name.readUInt32BE(0))
      if ('file' in found) await found.file.close()
    }),
  )
  sftp.on('OPENDIR', (id, path) =>
    tell(id, async () => open(id, { names: await fs.readdir(at(path)), folder: at(path) })),
  )
  sftp.on('READDIR', (id, name) =>
    tell(id, async () => {
      const found = find(name)
      if ('file' in found) throw new Error('That is a file.')
      const names = found.names.splice(0)
      if (names.length === 0) return sftp.status(id, STATUS_CODE.EOF)
      const entries = names.map(async (one) => {
        const attrs = attributes(await fs.stat(join(found.folder, one)))
        return { filename: one, longname: `${(attrs.mode & 0o170000) === 0o040000 ? 'd' : '-'}rw-r--r-- ${one}`, attrs }
      })
      return sftp.name(id, await Promise.all(entries))
    }),
  )
  sftp.on('REALPATH', (id, path) => sftp.name(id, [{ filename: join('/', path), longname: path, attrs: noAttributes }]))
  sftp.on('REMOVE', (id, path) => answer(id, () => fs.unlink(at(path))))
  sftp.on('RMDIR', (id, path) => answer(id, () => fs.rmdir(at(path))))
  sftp.on('MKDIR', (id, path) => answer(id, () => fs.mkdir(at(path))))
  sftp.on('RENAME', (id, from, to) => answer(id, () => fs.rename(at(from), at(to))))
}

const noAttributes: Attributes = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 }

function attributes({
  mode,
  uid,
  gid,
  size,
  atimeMs,
  mtimeMs,
}: Awaited<ReturnType<typeof fs.stat>> & { mode: number }): Attributes {
  return {
    mode: Number(mode),
    uid: Number(uid),
    gid: Number(gid),
    size: Number(size),
    atime: Math.floor(Number(atimeMs) / 1000),
    mtime: Math.floor(Number(mtimeMs) / 1000),
  }
}
