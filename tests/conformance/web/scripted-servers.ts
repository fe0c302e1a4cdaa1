/**
 * The three loopback servers of a client case. All serve the case's script; each remembers what arrived: at the
 * origin the node calls, at another origin it may be redirected to, and at a proxy.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { JsonObject } from '@millrace/sdk'
import { listOf, objectOf, textOf } from '../workflows/recorded.ts'

/** A request as it came over the wire. */
export interface Arrived {
  readonly method: string
  readonly path: string
  /** Names in lower case; several of one name are a list. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly bytes: Buffer
}

export interface ScriptedServers {
  /** The ports in the order the cases name theirs: origin, other origin, proxy. */
  readonly ports: readonly number[]
  readonly arrived: readonly (readonly Arrived[])[]
  /** What they answer from now on. */
  play(script: JsonObject): void
  close(): void
}

export async function openScriptedServers(): Promise<ScriptedServers> {
  const served = new Map<string, number>()
  let script: JsonObject = {}
  const reply = (method: string, path: string): JsonObject => {
    const entry = entryOf(script, method, path)
    if (entry === undefined) return { status: 404, json: { unexpected: true } }
    const replies = listOf(script[entry])
    const count = served.get(entry) ?? 0
    served.set(entry, count + 1)
    return objectOf(replies[Math.min(count, replies.length - 1)])
  }
  const servers = await Promise.all([1, 2, 3].map(() => openServer(reply)))
  return {
    ports: servers.map(({ server }) => portOf(server)),
    arrived: servers.map((one) => one.arrived),
    play(next) {
      script = next
    },
    close() {
      for (const { server } of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

/** The entry of the script for a request: the exact one, one without the query, or one for any method. */
function entryOf(script: JsonObject, method: string, url: string): string | undefined {
  // A proxy is asked for whole addresses.
  const path = url.replace(/^https?:\/\/[^/]*/, '')
  const pathname = path.replace(/\?.*$/, '')
  const names = [`${method} ${path}`, `${method} ${pathname}`, `* ${pathname}`]
  return names.find((name) => script[name] !== undefined)
}

type Reply = (method: string, path: string) => JsonObject

async function openServer(reply: Reply): Promise<{ readonly server: Server; readonly arrived: Arrived[] }> {
  const arrived: Arrived[] = []
  const server = createServer((request, response) => {
    // The place in the order is taken when a request begins, not when its body is complete.
    const place = arrived.push(arrivedOf(request, Buffer.alloc(0))) - 1
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      arrived[place] = arrivedOf(request, Buffer.concat(chunks))
      const { method = 'GET', url = '/' } = request
      answer(reply(method, url), response).catch((error: Error) => response.destroy(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, arrived }
}

function portOf(server: Server): number {
  const address = server.address() as AddressInfo
  return address.port
}

function arrivedOf({ method = '', url = '', rawHeaders }: IncomingMessage, bytes: Buffer): Arrived {
  const headers: Record<string, string | readonly string[]> = {}
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase()
    const value = rawHeaders[i + 1] ?? ''
    const before = headers[name]
    headers[name] = before === undefined ? value : [before, value].flat()
  }
  return { method, path: url, headers, bytes }
}

async function answer(reply: JsonObject, response: ServerResponse): Promise<void> {
  if (typeof reply.delayMs === 'number') await sleep(reply.delayMs)
  if (reply.destroy === true) {
    response.socket?.destroy()
    return
  }
  response.sendDate = false
  const { packed, encoding } = packedBody(reply)
  if (reply.json !== undefined) response.setHeader('content-type', 'application/json')
  if (encoding !== undefined) response.setHeader('content-encoding', encoding)
  for (const [name, value] of Object.entries(objectOf(reply.headers))) {
    response.setHeader(name, Array.isArray(value) ? value.map(String) : String(value))
  }
  response.writeHead(typeof reply.status === 'number' ? reply.status : 200)
  for (const chunk of listOf(reply.chunks)) response.write(textOf(chunk))
  response.end(packed)
}

function packedBody(reply: JsonObject): { readonly packed: Buffer; readonly encoding?: string } {
  const body = bodyOf(reply)
  if (reply.gzip === true) return { packed: gzipSync(body), encoding: 'gzip' }
  if (reply.deflate === true) return { packed: deflateSync(body), encoding: 'deflate' }
  if (reply.br === true) return { packed: brotliCompressSync(body), encoding: 'br' }
  return { packed: body }
}

function bodyOf({ text, json, base64 }: JsonObject): Buffer {
  if (json !== undefined) return Buffer.from(JSON.stringify(json))
  return typeof base64 === 'string' ? Buffer.from(base64, 'base64') : Buffer.from(textOf(text))
}
