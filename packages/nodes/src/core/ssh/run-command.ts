import { refuse } from '@millrace/sdk'
import type { Client, ClientChannel, ConnectConfig } from 'ssh2'

export interface CommandEnd {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** What a command may say at most, in bytes. */
const mostSaid = 32 * 1024 * 1024

/**
 * Runs a line of the server's shell in a folder of it.
 * @throws whatever kept it from being run
 */
export async function runCommand(
  login: ConnectConfig,
  { command, cwd }: { readonly command: string; readonly cwd: string },
  signal: AbortSignal,
): Promise<CommandEnd> {
  const { default: ssh } = await import('ssh2')
  const client = new ssh.Client()
  const cancel = () => client.destroy()
  // What was stopped while the driver was loaded is not begun.
  signal.throwIfAborted()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    await connected(client, login)
    return await ended(await opened(client, lineFor(command, cwd)), client)
  } catch (thrown) {
    signal.throwIfAborted()
    throw thrown
  } finally {
    signal.removeEventListener('abort', cancel)
    client.end()
  }
}

/** In a folder where one is named: `~` is the user's own. */
function lineFor(command: string, cwd: string): string {
  if (cwd === '') return command
  const home = /^~(?=\/|$)/.test(cwd)
  const quoted = `'${(home ? cwd.slice(1) : cwd).replaceAll("'", `'\\''`)}'`
  return `cd ${home ? `~${quoted === "''" ? '' : quoted}` : `-- ${quoted}`} && ${command}`
}

function connected(client: Client, login: ConnectConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve()).on('error', reject)
    client.once('close', () => reject(new Error('The connection was closed.')))
    client.connect(login)
  })
}

function opened(client: Client, line: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(line, (error, channel) => (error ? reject(error) : resolve(channel)))
  })
}

function ended(channel: ClientChannel, client: Client): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    const said: { readonly stdout: Buffer[]; readonly stderr: Buffer[] } = { stdout: [], stderr: [] }
    let bytes = 0
    const keep = (where: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length
      where.push(chunk)
      if (bytes <= mostSaid) return
      client.destroy()
      reject(
        refuse(`The command said more than ${mostSaid / 1024 / 1024} MB.`, { code: 'output_too_large', retry: 'no' }),
      )
    }
    channel.on('data', keep(said.stdout))
    channel.stderr.on('data', keep(said.stderr))
    // It comes when all was read, with what the server said of the end, which may have been long before.
    channel.on('close', (code?: number | null, signal: string | null = null) => {
      if (code === undefined) reject(new Error('The connection was closed before the command had ended.'))
      else resolve({ code, signal, stdout: textOf(said.stdout), stderr: textOf(said.stderr) })
    })
    channel.end()
  })
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8').trim()
}
