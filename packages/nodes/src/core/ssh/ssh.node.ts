/** Runs commands on other machines over SSH, and moves files to and from them. */
import * as m from '@millrace/sdk'
import type { ConnectConfig } from 'ssh2'
import { bytesOf, fileOf } from '../values/file-of.ts'
import { withFile } from '../values/with-file.ts'
import { runCommand } from './run-command.ts'
import { lastName, readRemote, withSftp } from './sftp.ts'
import { sshFailure, sshLogin } from './ssh-login.ts'

const authentication = m.choice('Sign in with', { password: 'A password', privateKey: 'A key' })
const fileName = m.text('Name of the file', { placeholder: 'report.pdf' })

/** Does something with the server of the node's credential. */
function onServer<T>(context: m.RunContext, use: (login: ConnectConfig) => Promise<T>): Promise<T> {
  const credential = context.parameter('authentication') === 'privateKey' ? 'sshPrivateKey' : 'sshPassword'
  return context.credential(credential, async (secret) => {
    const login = await sshLogin(secret, credential, context)
    try {
      return await use(login)
    } catch (thrown) {
      context.signal.throwIfAborted()
      throw sshFailure(thrown, String(secret['host']))
    }
  })
}

const execute = m.operation({
  name: 'Run',
  input: {
    command: m.text('Command', { placeholder: 'df -h' }),
    cwd: m.text('Folder', { default: '/', required: true }),
  },
  per: 'item',
  effect: 'append',
  run: async ({ command, cwd }, { context }) => {
    const { code, signal, stdout, stderr } = await onServer(context, (login) =>
      runCommand(login, { command, cwd }, context.signal),
    )
    return { json: { code, signal, stdout, stderr } }
  },
})

const download = m.operation({
  name: 'Download',
  input: {
    path: m.text('Path', { required: true, placeholder: '/home/ada/invoice.pdf' }),
    binaryPropertyName: m.text('Field for the file', { default: 'data', required: true }),
    options: m.collection('Options', { fileName }),
  },
  per: 'item',
  effect: 'read',
  run: async ({ path, binaryPropertyName, options }, { context, item }) => {
    const bytes = await onServer(context, (login) =>
      withSftp(login, context.signal, (client) => readRemote(client, path)),
    )
    const file = await context.files.store(bytes, { fileName: options.fileName || lastName(path) })
    return withFile(item, binaryPropertyName, file)
  },
})

const upload = m.operation({
  name: 'Upload',
  preset: true,
  input: {
    binaryPropertyName: m.text('Field of the file', { default: 'data', required: true }),
    path: m.text('Folder', { required: true, placeholder: '/home/ada' }),
    options: m.collection('Options', { fileName }),
  },
  per: 'item',
  effect: 'idempotent',
  run: async ({ binaryPropertyName, path, options }, { context, item }) => {
    const name = options.fileName || fileOf(item, binaryPropertyName).fileName
    if (!name) {
      throw m.refuse('The file has no name.', {
        code: 'file_without_name',
        hint: 'Set one in the options.',
        retry: 'no',
      })
    }
    const bytes = Buffer.from(await bytesOf(item, binaryPropertyName, context))
    await onServer(context, (login) =>
      withSftp(login, context.signal, (client) => client.put(bytes, `${path.replace(/\/$/, '')}/${name}`)),
    )
    return { json: { success: true } }
  },
})

export const ssh = m.defineNode({
  type: 'ssh',
  name: 'SSH',
  about: 'Runs commands on another machine, and moves files to and from it.',
  icon: 'lucide:terminal',
  category: 'code',
  aliases: ['remote', 'shell', 'command', 'scp', 'server', 'linux'],
  summary: [
    { text: '{command}', when: m.is('resource', 'command') },
    { text: '{path}', when: m.is('resource', 'file') },
  ],
  credentials: [
    { type: 'sshPassword', required: true, when: m.is('authentication', 'password') },
    { type: 'sshPrivateKey', required: true, when: m.is('authentication', 'privateKey') },
  ],
  input: { authentication },
  resources: { command: 'Command', file: 'File' },
  operations: { 'command.execute': execute, 'file.download': download, 'file.upload': upload },
})
