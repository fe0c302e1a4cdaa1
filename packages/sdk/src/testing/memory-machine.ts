import type { Disk, DiskEntry, Machine } from '../machine.ts'
import { refuse } from '../node-error.ts'

function memoryDisk(files: Map<string, string>): Disk {
  return {
    stamped: async () => [],
    entries: async (folder) => {
      const begin = folder === '/' ? '/' : `${folder}/`
      const names = new Map<string, DiskEntry>()
      for (const path of files.keys()) {
        if (!path.startsWith(begin)) continue
        const [name = '', ...rest] = path.slice(begin.length).split('/')
        names.set(name, { name, kind: rest.length > 0 ? 'folder' : 'file' })
      }
      return [...names.values()]
    },
    read: async (path) => {
      const found = files.get(path)
      if (found === undefined) throw refuse(`There is no file "${path}".`, { code: 'file_missing' })
      return Buffer.from(found)
    },
    async *chunks(path) {
      yield await this.read(path)
    },
    write: async (path, bytes, { append }) => {
      const pieces = bytes instanceof Uint8Array ? [bytes] : await Array.fromAsync(bytes)
      files.set(path, `${append ? (files.get(path) ?? '') : ''}${Buffer.concat(pieces).toString()}`)
    },
    about: async () => undefined,
    makeFolder: async () => undefined,
    remove: async () => undefined,
  }
}

/** A machine with a disk in memory, paths and the texts of their files, and no programs. */
export function memoryMachine(files: Map<string, string>): Machine {
  return {
    disk: memoryDisk(files),
    programs: { open: 'no', run: () => Promise.reject(new Error('A machine in memory has no programs.')) },
    git: { open: false },
  }
}
