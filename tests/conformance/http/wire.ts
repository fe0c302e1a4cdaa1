/**
 * The other end of the wire: servers on loopback that answer with what was recorded, in order, and keep what arrives.
 * Requests come through the real dialer, only to other addresses.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { createDialer, type Dialer } from '@millrace/engine'
import type { JsonObject } from '@millrace/sdk'
import { listOf, objectOf } from '../workflows/recorded.ts'

/** A request as it came over the wire, at its own origin. */
export interface Arrived {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
}

export interface Wire {
  readonly dialer: Dialer
  /** The exchange of one case: answers in order, and what arrived so far. */
  play(answers: readonly JsonObject[]): { readonly dialer: Dialer; readonly arrived: () => readonly Arrived[] }
  close(): Promise<void>
}

interface Exchange {
  readonly answers: readonly JsonObject[]
  readonly arrived: (Arrived | undefined)[]
  /** Requests sent, and how many more came since redirects were followed. */
  sent: number
  hops: number
  readonly met: Set<string>
}

const EXCHANGE = 'x-case-exchange'
const NUMBER = 'x-case-number'

export async function openWire(): Promise<Wire> {
  const exchanges = new Map<string, Exchange>()
  const places = new Places((origin, request, response) => take({ exchanges, places, origin }, request, response))
  // Nothing gets out: every other address is closed.
  const dialer = createDialer({ policy: { mode: 'guarded', allow: [{ network: '127.0.0.1' }] } })
  return {
    dialer,
    play(answers) {
      const name = String(exchanges.size + 1)
      const exchange: Exchange = { answers, arrived: [], sent: 0, hops: 0, met: new Set() }
      exchanges.set(name, exchange)
      return {
        dialer: through(dialer, places, name, exchange),
        arrived: () => exchange.arrived.filter((one) => one !== undefined),
      }
    },
    async close() {
      await dialer.close()
      await places.close()
    },
  }
}

type Take = (origin: string, request: IncomingMessage, response: ServerResponse) => Promise<void>

/** A server for each origin, so that one is still told from another. */
class Places {
  readonly #take: Take
  readonly #servers = new Map<string, Promise<Server>>()

  constructor(take: Take) {
    this.#take = take
  }

  /** Where an origin is here. */
  async at(origin: string): Promise<string> {
    let server = this.#servers.get(origin)
    if (server === undefined) this.#servers.set(origin, (server = this.#open(origin)))
    return `http://127.0.0.1:${((await server).address() as AddressInfo).port}`
  }

  /** The address that one here stands for. */
  async meant(address: string): Promise<string> {
    for (const origin of this.#servers.keys()) {
      const here = await this.at(origin)
      if (address.startsWith(`${here}/`)) return `${origin}${address.slice(here.length)}`
    }
    return address
  }

  async close(): Promise<void> {
    for (const opening of this.#servers.values()) {
      const server = await opening
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }

  async #open(origin: string): Promise<Server> {
    const server = createServer((request, response) => {
      this.#take(origin, request, response).catch((error: Error) => response.destroy(error))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return server
  }
}

/** A dialer whose every request stays here. */
function through(dialer: Dialer, places: Places, name: string, exchange: Exchange): Dialer {
  return {
    addressOf: (target, limits) => dialer.addressOf(target, limits),
    stream: (request, limits, files) => dialer.stream(request, limits, files),
    async send(request, limits, files) {
      const url = URL.parse(request.url)
      if (url === null || !url.protocol.startsWith('http')) return dialer.send(request, limits, files)
      // What goes out at once arrives in any order: the order of sending counts.
      const number = exchange.sent++
      const local = `${await places.at(url.origin)}${url.href.slice(url.origin.length)}`
      const headers = { ...request.headers, [EXCHANGE]: name, [NUMBER]: String(number) }
      const { proxy: _proxy, ...direct } = request
      const response = await dialer.send({ ...direct, url: local, headers }, limits, files)
      return { ...response, url: await places.meant(response.url) }
    },
  }
}

interface Taking {
  readonly exchanges: ReadonlyMap<string, Exchange>
  readonly places: Places
  readonly origin: string
}

async function take(
  { exchanges, places, origin }: Taking,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { [EXCHANGE]: name, [NUMBER]: number = '', ...rest } = request.headers
  const exchange = exchanges.get(String(name))
  if (exchange === undefined) return void response.writeHead(599).end()
  if (exchange.met.has(String(number))) exchange.hops += 1
  exchange.met.add(String(number))
  const place = Number(number) + exchange.hops
  const headers = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, [value].flat().join(', ')]))
  const arrived = { method: request.method ?? '', url: new URL(request.url ?? '/', origin), headers }
  exchange.arrived[place] = { ...arrived, bytes: await buffer(request) }
  await answer(exchange.answers[place], response, places)
}

/** What is asked for beyond what was recorded gets an answer that nobody can take for a good one. */
async function answer(recorded: JsonObject | undefined, response: ServerResponse, places: Places): Promise<void> {
  response.sendDate = false
  if (recorded === undefined) {
    response.writeHead(599, { 'content-type': 'application/json' }).end('{"unexpected":true}')
    return
  }
  const status = typeof recorded['status'] === 'number' ? recorded['status'] : 200
  const body = bodyOf(recorded)
  response.setHeader('content-length', body.length)
  response.setHeader('connection', 'close')
  for (const [name, value] of Object.entries(objectOf(recorded['headers']))) {
    const isTarget = name === 'location' && status >= 300 && status < 400
    if (isTarget) response.setHeader(name, await localTarget(String(value), places))
    else response.setHeader(name, Array.isArray(value) ? listOf(value).map(String) : String(value))
  }
  response.writeHead(status)
  response.end(body)
}

/** A redirect to another origin leads to its server here. */
async function localTarget(location: string, places: Places): Promise<string> {
  const url = URL.parse(location)
  return url === null ? location : `${await places.at(url.origin)}${url.href.slice(url.origin.length)}`
}

function bodyOf({ body, base64 }: JsonObject): Buffer {
  if (typeof base64 === 'string') return Buffer.from(base64, 'base64')
  if (body === undefined) return Buffer.alloc(0)
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}
