/** Lists, reads, writes, renames and removes files of another machine, over FTP or SFTP. */
import * as m from '@millrace/sdk'
import { lastName, withSftp } from '../ssh/sftp.ts'
import { sshFailure, sshLogin } from '../ssh/ssh-login.ts'
import { bytesOf } from '../values/file-of.ts'
import { withFile } from '../values/with-file.ts'
import { type FileServer, folderOf, listAll } from './file-server.ts'
import { ftpFields } from './ftp.credential.ts'
import { withFtp } from './over-ftp.ts'
import { overSftp } from './over-sftp.ts'

const timeout = m.number('Time limit', { default: 10_000, min: 1, help: 'Milliseconds of silence.' })
const path = m.text('Path', { required: true, placeholder: '/public/documents/file.txt' })
const options = m.collection('Options', { timeout })

const usualTimeout = 10_000

/** Does something with the files of the node's server. */
function onServer<T>(
  context: m.RunContext,
  { timeout: timeoutMs = usualTimeout }: { readonly timeout?: number },
  use: (server: FileServer) => Promise<T>,
): Promise<T> {
  const { signal } = context
  const credential = context.parameter('protocol') === 'sftp' ? 'sftp' : 'ftp'
  return context.credential(credential, async (secret) => {
    try {
      if (credential === 'sftp') {
        const login = { ...(await sshLogin(secret, credential, context)), readyTimeout: timeoutMs }
        return await withSftp(login, signal, (client) => use(overSftp(client)))
      }
      const { host, port, username, password } = m.read(ftpFields, secret, 1)
      const address = await context.network.addressOf({ host, port, credential })
      return await withFtp({ host: address, port, user: username, password }, timeoutMs, signal, use)
    } catch (thrown) {
      signal.throwIfAborted()
      throw credential === 'sftp'
        ? sshFailure(thrown, String(secret['host']))
        : ftpFailure(thrown, String(secret['host']))
    }
  })
}

/** Why a server refused: 530 is the login, the rest of 500 is for ever, 400 for now (RFC 959, 4.2.1). */
function ftpFailure(thrown: unknown, host: string): m.NodeError {
  if (thrown instanceof m.NodeError) return thrown
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return m.serviceError(`${host} says: ${thrown instanceof Error ? thrown.message : String(thrown)}`, {
    code: code === 530 ? 'login_refused' : 'ftp_failed',
    httpCode: String(code ?? 'unknown'),
    retry: typeof code === 'number' && code >= 500 ? 'no' : 'later',
    ...(code === 530 && { hint: 'Check user and password in the credential.' }),
    cause: thrown,
  })
}

const remove = m.operation({
  name: 'Delete',
  input: {
    path,
    options: m.collection('Options', {
      folder: m.flag('It is a folder'),
      recursive: m.when(m.is('folder', true), m.flag('With all that is in it')),
      timeout,
    }),
  },
  per: 'item',
  effect: 'destructive',
  run: async (given, { context }) => {
    const { folder = false, recursive = false } = given.options
    await onServer(context, given.options, (server) =>
      folder ? server.removeFolder(given.path, recursive) : server.removeFile(given.path),
    )
    return { json: { success: true } }
  },
})

const download = m.operation({
  name: 'Download',
  preset: true,
  input: {
    path,
    binaryPropertyName: m.text('Field for the file', { default: 'data', required: true }),
    options: m.collection('Options', {
      enableConcurrentReads: m.flag('Read several pieces at once'),
      maxConcurrentReads: m.when(m.is('enableConcurrentReads', true), m.number('Pieces at once', { default: 5 })),
      chunkSize: m.when(m.is('enableConcurrentReads', true), m.number('Size of a piece (kB)', { default: 64 })),
      timeout,
    }),
  },
  per: 'item',
  effect: 'read',
  run: async (given, { context, item }) => {
    const bytes = await onServer(context, given.options, (server) => server.read(given.path))
    const file = await context.files.store(bytes, { fileName: lastName(given.path) })
    return withFile(item, given.binaryPropertyName, file)
  },
})

const list = m.operation({
  name: 'List',
  input: {
    path: m.text('Folder', { default: '/', required: true, placeholder: '/public/folder' }),
    recursive: m.flag('With all that lies below', { required: true }),
    options,
  },
  per: 'item',
  effect: 'read',
  run: async (given, { context }) => {
    const all = await onServer(context, given.options, (server) =>
      Array.fromAsync(listAll(server, given.path, given.recursive)),
    )
    return all.map((json) => ({ json }))
  },
})

const rename = m.operation({
  name: 'Rename',
  input: {
    oldPath: m.text('From', { required: true, placeholder: '/public/documents/old.txt' }),
    newPath: m.text('To', { required: true, placeholder: '/public/documents/new.txt' }),
    options: m.collection('Options', { createDirectories: m.flag('Make missing folders'), timeout }),
  },
  per: 'item',
  effect: 'destructive',
  run: async ({ oldPath, newPath, options: more }, { context }) => {
    await onServer(context, more, async (server) => {
      const folder = more.createDirectories === true ? folderOf(newPath) : undefined
      if (folder !== undefined) await server.makeFolder(folder)
      await server.rename(oldPath, newPath)
    })
    return { json: { success: true } }
  },
})

const upload = m.operation({
  name: 'Upload',
  input: {
    path,
    binaryData: m.flag('A file', { default: true }),
    binaryPropertyName: m.when(
      m.is('binaryData', true),
      m.text('Field of the file', { default: 'data', required: true }),
    ),
    fileContent: m.when(m.is('binaryData', false), m.text('Content')),
    options,
  },
  per: 'item',
  effect: 'idempotent',
  run: async (given, { context, item }) => {
    const bytes = given.binaryData
      ? await bytesOf(item, given.binaryPropertyName ?? 'data', context)
      : new TextEncoder().encode(given.fileContent ?? '')
    await onServer(context, given.options, (server) => server.write(given.path, bytes))
    return item
  },
})

export const ftp = m.defineNode({
  type: 'ftp',
  name: 'FTP',
  about: 'Lists, reads, writes, renames and removes files of another machine, over FTP or SFTP.',
  icon: 'lucide:server',
  category: 'files',
  aliases: ['sftp', 'file', 'upload', 'download', 'server', 'transfer'],
  versions: [1, 1.1],
  summary: [{ text: '{path}' }],
  credentials: [
    { type: 'ftp', required: true, when: m.is('protocol', 'ftp') },
    { type: 'sftp', required: true, when: m.is('protocol', 'sftp') },
  ],
  input: { protocol: m.choice('Protocol', { ftp: 'FTP', sftp: 'SFTP' }) },
  operations: { delete: remove, download, list, rename, upload },
})
