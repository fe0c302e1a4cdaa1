import type SftpClient from 'ssh2-sftp-client'
import { readRemote } from '../ssh/sftp.ts'
import { type FileServer, folderOf } from './file-server.ts'

/** Files over SSH. */
export function overSftp(client: SftpClient): FileServer {
  const makeFolder = async (path: string) => {
    if ((await client.exists(path)) === false) await client.mkdir(path, true)
  }
  return {
    list: async (folder) =>
      (await client.list(folder)).map(({ type, name, size, modifyTime, accessTime, rights, owner, group }) => ({
        name,
        isFolder: type === 'd',
        about: {
          type,
          name,
          size,
          accessTime: new Date(accessTime).toISOString(),
          modifyTime: new Date(modifyTime).toISOString(),
          rights: { user: rights.user, group: rights.group, other: rights.other },
          owner,
          group,
        },
      })),
    read: (path) => readRemote(client, path),
    write: async (path, bytes) => {
      const folder = folderOf(path)
      if (folder !== undefined) await makeFolder(folder)
      await client.put(Buffer.from(bytes), path)
    },
    rename: async (from, to) => void (await client.rename(from, to)),
    makeFolder,
    removeFile: async (path) => void (await client.delete(path)),
    removeFolder: async (path, recursive) => void (await client.rmdir(path, recursive)),
  }
}
