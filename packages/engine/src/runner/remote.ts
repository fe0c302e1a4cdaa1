/** Questions of a process to its server, and the ports that are answered at the other end of the pipe. */
import type { Json, JsonObject } from '@millrace/sdk'
import { EngineError } from '../error.ts'
import type { Blobs, OpenCredential, RenewedToken, State, Vault } from '../ports.ts'
import type { Channel } from './channel.ts'
import { Passing } from './passing.ts'
import type { FromRunner, WireError } from './protocol.ts'

/** Questions to the server and who waits for their answers. */
export class Remote {
  channel: Pick<Channel<FromRunner>, 'send'> | undefined
  private next = 1
  private readonly open = new Passing<number, { resolve(value: unknown): void; reject(error: Error): void }>()

  ask(port: string, args: readonly unknown[]): Promise<unknown> {
    return this.expect((id) => ({ do: 'ask', id, port, args }))
  }

  expect(message: (id: number) => FromRunner, bytes?: Uint8Array): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.next++
      this.open.set(id, { resolve, reject })
      this.channel?.send(message(id), { bytes })
    })
  }

  settle(id: number, value: Json | undefined): void {
    this.open.get(id)?.resolve(value)
    this.open.delete(id)
  }

  fail(id: number, error: WireError): void {
    this.open.get(id)?.reject(fromWire(error))
    this.open.delete(id)
  }
}

/** The codes that somebody on this side acts on. */
const crossing = ['fenced', 'not_startable', 'not_found', 'unwritten', 'key_taken'] as const

function fromWire({ code, message }: WireError): EngineError {
  return new EngineError(crossing.find((known) => known === code) ?? 'protocol', message)
}

// The server is our own process: what it answers has the type of the port.

export function stateOver(remote: Remote): State {
  return {
    async addNew(key, values, limit) {
      return (await remote.ask('state.addNew', [key, values, limit])) as readonly boolean[]
    },
    async raise(key, value) {
      return (await remote.ask('state.raise', [key, value])) as number | undefined
    },
    async clear(key) {
      await remote.ask('state.clear', [key])
    },
    async staticData(key) {
      return (await remote.ask('state.staticData', [key])) as JsonObject
    },
    async keepStaticData(key, data) {
      await remote.ask('state.keepStaticData', [key, data])
    },
  }
}

export function vaultOver(remote: Remote): Vault {
  return {
    async use(id, who, action) {
      const opened = (await remote.ask('vault.open', [id, who])) as OpenCredential
      const renew = async (over: string) => (await remote.ask('vault.renew', [id, who, over])) as RenewedToken
      return action({ ...opened, renew })
    },
  }
}

export function blobsOver(remote: Remote): Blobs {
  return {
    async put(execution, bytes) {
      return (await remote.ask('blobs.put', [execution, Buffer.from(bytes).toString('base64')])) as string
    },
    async get(execution, id) {
      return Buffer.from((await remote.ask('blobs.get', [execution, id])) as string, 'base64')
    },
    async part(execution, id, from, to) {
      return Buffer.from((await remote.ask('blobs.part', [execution, id, from, to])) as string, 'base64')
    },
  }
}
