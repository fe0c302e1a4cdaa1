/**
 * Takes from this process what it needs no more, before strangers' code runs in it. Python reaches JavaScript only
 * through what it is given; whoever gets further finds no way out of the process all the same.
 */
import dgram from 'node:dgram'
import { constants } from 'node:fs'
import promises from 'node:fs/promises'
import net from 'node:net'
import { syncBuiltinESMExports } from 'node:module'

/**
 * Reads the files that every interpreter needs once, so that the right to read files can be given back. Emscripten
 * asks for the numbers of the system's constants by a way that the permission model refuses.
 */
export async function keepFiles(paths: readonly string[]): Promise<void> {
  const kept = new Map<string, Buffer>()
  for (const path of paths) kept.set(path, await promises.readFile(path))
  const read = (path: unknown) => {
    const bytes = kept.get(String(path))
    return bytes === undefined ? Promise.reject(new Error(`There is no file ${String(path)}.`)) : Promise.resolve(bytes)
  }
  Object.assign(promises, { readFile: read })
  const numbers = Object.freeze({ fs: Object.freeze({ ...constants }) })
  Object.assign(process, { binding: () => numbers })
  syncBuiltinESMExports()
}

export function shutDoors(): void {
  const { permission } = process
  if (permission && 'drop' in permission && typeof permission.drop === 'function') permission.drop('fs.read')
  Object.assign(net.Socket.prototype, { connect: refuse })
  Object.assign(net.Server.prototype, { listen: refuse })
  Object.assign(dgram.Socket.prototype, { bind: refuse, connect: refuse, send: refuse })
  for (const name of ['fetch', 'WebSocket', 'EventSource']) Reflect.deleteProperty(globalThis, name)
  Object.assign(process, { kill: refuse, dlopen: refuse, getBuiltinModule: refuse, chdir: refuse })
}

function refuse(): never {
  throw new Error('This is not available to code.')
}
