/** Files of another machine over SSH. */
import { refuse } from '@millrace/sdk'
import type SftpClient from 'ssh2-sftp-client'
import type { ConnectConfig } from 'ssh2'

/** What may be taken into memory at once. */
const mostBytes = 256 * 1024 * 1024

/** Does something with the files of a server, and leaves. */
export async function withSftp<T>(
  login: ConnectConfig,
  signal: AbortSignal,
  use: (client: SftpClient) => Promise<T>,
): Promise<T> {
  const { default: Client } = await import('ssh2-sftp-client')
  const client = new Client()
  const cancel = () => void client.end()
  // What was stopped while the driver was loaded is not begun.
  signal.throwIfAborted()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    await client.connect(login)
    return await use(client)
  } catch (thrown) {
    signal.throwIfAborted()
    throw thrown
  } finally {
    signal.removeEventListener('abort', cancel)
    await client.end()
  }
}

export async function readRemote(client: SftpClient, path: string): Promise<Uint8Array> {
  const { size } = await client.stat(path)
  checkSize(path, size)
  const bytes = await client.get(path)
  if (!Buffer.isBuffer(bytes)) throw new TypeError('The library gave a stream where bytes were asked for.')
  return bytes
}

/** @throws NodeError where a file is larger than a node may take into memory */
export function checkSize(path: string, size: number): void {
  if (size <= mostBytes) return
  throw refuse(`“${path}” is larger than ${mostBytes / 1024 / 1024} MB.`, { code: 'file_too_large', retry: 'no' })
}

/** The last name of a path. */
export function lastName(path: string): string {
  return path.split('/').findLast((one) => one !== '') ?? ''
}
