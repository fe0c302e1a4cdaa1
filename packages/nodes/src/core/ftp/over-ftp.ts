/**
 * Files over FTP (RFC 959). Data goes over connections of its own, and a server says where to: it is only ever
 * believed the port, so that it cannot send us to machines that we may not connect to.
 */
import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Client, FileInfo } from 'basic-ftp'
import { DateTime } from 'luxon'
import { checkSize } from '../ssh/sftp.ts'
import { type FileServer, folderOf } from './file-server.ts'

export interface FtpPlace {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
}

/** Does something with the files of a server, and leaves. */
export async function withFtp<T>(
  place: FtpPlace,
  timeoutMs: number,
  signal: AbortSignal,
  use: (server: FileServer) => Promise<T>,
): Promise<T> {
  const { Client: FtpClient, enterPassiveModeIPv6 } = await import('basic-ftp')
  const { enterPassiveModeIPv4_forceControlHostIP: enterPassiveMode } = await import('basic-ftp/dist/transfer.js')
  const client = new FtpClient(timeoutMs)
  client.prepareTransfer = async (ftp) => {
    try {
      return await enterPassiveModeIPv6(ftp)
    } catch {
      // Older servers know only the older command.
      return enterPassiveMode(ftp)
    }
  }
  const cancel = () => client.close()
  // What was stopped while the driver was loaded is not begun.
  signal.throwIfAborted()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    await client.access({ ...place, secure: false })
    return await use(overFtp(client))
  } catch (thrown) {
    signal.throwIfAborted()
    throw thrown
  } finally {
    signal.removeEventListener('abort', cancel)
    client.close()
  }
}

function overFtp(client: Client): FileServer {
  const makeFolder = async (path: string) => {
    const here = await client.pwd()
    await client.ensureDir(path)
    await client.cd(here)
  }
  return {
    list: async (folder) => (await client.list(folder)).map(listed),
    read: async (path) => {
      checkSize(path, await client.size(path))
      const stream = new PassThrough()
      const [bytes] = await Promise.all([buffer(stream), client.downloadTo(stream, path)])
      return bytes
    },
    write: async (path, bytes) => {
      const folder = folderOf(path)
      if (folder !== undefined) await makeFolder(folder)
      await client.uploadFrom(Readable.from([Buffer.from(bytes)]), path)
    },
    rename: async (from, to) => void (await client.rename(from, to)),
    makeFolder,
    removeFile: async (path) => void (await client.remove(path)),
    removeFolder: async (path, recursive) => {
      if (recursive) await client.removeDir(path)
      else await client.send(`RMD ${await client.protectWhitespace(path)}`)
    },
  }
}

function listed(info: FileInfo) {
  const { name, isDirectory, isSymbolicLink, size, user, group, permissions } = info
  const modifyTime = modifiedAt(info)
  return {
    name,
    isFolder: isDirectory,
    about: {
      type: isDirectory ? 'd' : isSymbolicLink ? 'l' : '-',
      name,
      size,
      ...(modifyTime !== undefined && { modifyTime }),
      ...(permissions && {
        rights: {
          user: rights(permissions.user),
          group: rights(permissions.group),
          other: rights(permissions.world),
        },
      }),
      ...(user !== undefined && { owner: user }),
      ...(group !== undefined && { group }),
    },
  }
}

/** When a file changed. Older servers list it as `ls` does: with a time for the last months, else with a year. */
function modifiedAt({ modifiedAt: exact, rawModifiedAt: raw }: FileInfo): string | undefined {
  if (exact !== undefined) return exact.toISOString()
  const now = DateTime.utc()
  for (const [format, options] of listedAs) {
    const found = DateTime.fromFormat(raw.replaceAll(/\s+/g, ' '), format, options)
    if (!found.isValid) continue
    const isToCome = found > now.plus({ days: 1 })
    return (isToCome ? found.minus({ years: 1 }) : found).toJSDate().toISOString()
  }
  return undefined
}

const utc = { zone: 'utc', locale: 'en' } as const
const listedAs = [
  ['MMM d HH:mm', utc],
  ['MMM d yyyy', utc],
  ['MM-dd-yy hh:mma', utc],
] as const

function rights(bits: number): string {
  return `${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`
}
